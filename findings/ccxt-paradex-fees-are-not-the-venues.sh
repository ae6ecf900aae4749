#!/usr/bin/env bash
# Every market of Paradex that ccxt reads has a maker fee of −0.5 bps and a taker fee of 3 bps, as if the venue had said so. They are
# written into ccxt. The answer from which the market is read holds the venue's fees; fetchTradingFee() asks the same address again
# and gives those. `fees.swap` of the client, a third place, has others.
#
# Seen with ccxt 4.5.84 on Node 24.21.0, for an answer with fees of 0.2 and 2.1 bps (maker and taker):
#   market.maker, market.taker   -0.5 and 3
#   fetchTradingFee()            0.2 and 2.1
#   fees.swap                    2 and 2
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

const fee = (maker, taker) => ({ maker_fee: { fee: maker }, taker_fee: { fee: taker } });
const answer = {
  results: [
    {
      symbol: 'BTC-USD-PERP', base_currency: 'BTC', quote_currency: 'USD', settlement_currency: 'USDC', asset_kind: 'PERP',
      order_size_increment: '0.00001', price_tick_size: '0.1', min_notional: '10', expiry_at: 0,
      fee_config: { api_fee: fee('0.00002', '0.00021') },
    },
  ],
};
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(answer));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const venue = new ccxt.paradex();
for (const kind of Object.keys(venue.urls.api)) venue.urls.api[kind] = `http://127.0.0.1:${server.address().port}`;
const [market] = await venue.fetchMarkets();
venue.setMarkets([market]);
const asked = await venue.fetchTradingFee('BTC/USD:USDC');
const bps = ({ maker, taker }) => [maker, taker].map((share) => Number((share * 1e4).toFixed(4)));
console.log('maker and taker in bps: market', bps(market), 'fetchTradingFee()', bps(asked), 'fees.swap', bps(venue.fees.swap));
assert.deepEqual(bps(market), [-0.5, 3]);
assert.deepEqual(bps(asked), [0.2, 2.1]);
assert.deepEqual(bps(venue.fees.swap), [2, 2]);
server.closeAllConnections();
server.close();
JS
node_modules/.bin/node look.mjs
