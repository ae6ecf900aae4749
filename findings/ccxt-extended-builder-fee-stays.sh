#!/usr/bin/env bash
# ccxt's client of Extended has an option `builderFee: true`. Setting it to false changes nothing: each order names a builder, and a
# fee of 1 bp for it is sent and is part of the highest fee that is signed. The option is not read. `builderFeeRate` and `builderId`
# are. Besides, the number that makes a signature unique is the time in whole
# seconds, so that two equal orders of one second carry the same number.
#
# Seen with ccxt 4.5.84 on Node 24.21.0, in the body of POST user/order:
#   options.builderFee = false                             builderFee 0.0001, builderId 257624
#   options.builderFeeRate = '0', builderId = undefined    builderFee 0, no builderId
#   three orders at once                                   at most two nonces
#
# Runs outside CI. Fails if any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --save-exact ccxt@4.5.84 node@24.21.0
cat >look.mjs <<'JS'
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import ccxt from 'ccxt';

const sent = [];
const market = {
  name: 'BTC-USD', assetName: 'BTC', collateralAssetName: 'USD', active: true, status: 'ACTIVE', type: 'PERPETUAL',
  tradingConfig: { minOrderSize: '0.0001', minOrderSizeChange: '0.00001', minPriceChange: '1' },
  l2Config: { syntheticId: '0x1234', syntheticResolution: 1000000, collateralId: '0x1', collateralResolution: 1000000 },
};
const server = createServer(async (request, response) => {
  let text = '';
  for await (const piece of request) text += piece;
  if (request.url === '/api/v1/user/order') sent.push(JSON.parse(text));
  const data = request.url.startsWith('/api/v1/info/markets')
    ? [market]
    : request.url.startsWith('/api/v1/user/account/info')
      ? { accountId: 1, status: 'ACTIVE', l2Key: '0x1', l2Vault: '10002' }
      : request.url === '/api/v1/user/order'
        ? { id: String(sent.length), externalId: JSON.parse(text).id }
        : [];
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ status: 'OK', data }));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
async function order(options) {
  const venue = new ccxt.extended({ apiKey: 'key', privateKey: '0x1234567', enableRateLimit: false });
  venue.urls.api = { rest: `http://127.0.0.1:${server.address().port}` };
  Object.assign(venue.options, options);
  const [symbol] = Object.keys(await venue.loadMarkets());
  const place = () => venue.createOrder(symbol, 'limit', 'buy', 0.01, 40000, { postOnly: true });
  return { place };
}
await (await order({ builderFee: false })).place();
console.log('builderFee = false:', sent[0].builderFee, sent[0].builderId);
assert.deepEqual([sent[0].builderFee, sent[0].builderId], ['0.0001', '257624']);
const { place } = await order({ builderFeeRate: '0', builderId: undefined });
await place();
console.log("builderFeeRate = '0':", sent[1].builderFee, sent[1].builderId);
assert.deepEqual([sent[1].builderFee, sent[1].builderId], ['0', undefined]);
await Promise.all([place(), place(), place()]);
const nonces = sent.slice(2).map(({ nonce }) => nonce);
console.log('nonces of three orders at once:', nonces);
assert.ok(new Set(nonces).size < 3);
server.closeAllConnections();
server.close();
JS
node_modules/.bin/node look.mjs
