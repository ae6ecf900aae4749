#!/usr/bin/env bash
# Hyperliquid allows five significant digits, so its price step follows from the price. ccxt's `precision.price` is the step at the price
# of the moment in which the markets were loaded, as if it were a fact about the market: a program that loads them once quotes
# prices that the venue refuses, or on every tenth step only, after the price has passed a power of ten. A market without a price at
# that moment gets a step that follows from nothing.
#
# Seen with ccxt 4.5.84 on Node 24.21.0:
#   SOL loaded at 99.5 and at 100.5             0.001 and 0.01
#   a perpetual with mark price 0               0.00001
#   a spot market without best bid and ask      1, with a mark price of 0.0123
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

let price = '99.5';
const answers = {
  metaAndAssetCtxs: () => [
    { universe: [{ name: 'SOL', szDecimals: 2, maxLeverage: 20 }, { name: 'NEW', szDecimals: 1, maxLeverage: 3 }] },
    [{ markPx: price, midPx: price }, { markPx: '0.0', midPx: null }],
  ],
  spotMetaAndAssetCtxs: () => [
    {
      tokens: [{ name: 'USDC', szDecimals: 8, index: 0 }, { name: 'QUIET', szDecimals: 2, index: 1 }],
      universe: [{ name: '@0', tokens: [1, 0], index: 0 }],
    },
    [{ coin: '@0', midPx: null, markPx: '0.0123' }],
  ],
};
const server = createServer(async (request, response) => {
  let body = '';
  for await (const piece of request) body += piece;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(answers[JSON.parse(body).type]()));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));

async function steps() {
  const venue = new ccxt.hyperliquid({ options: { fetchMarkets: { types: ['swap', 'spot'] } } });
  venue.urls.api.public = `http://127.0.0.1:${server.address().port}`;
  return Object.fromEntries((await venue.fetchMarkets()).map(({ baseName, precision }) => [baseName, precision.price]));
}
const before = await steps();
price = '100.5';
const after = await steps();
console.log('steps with SOL at 99.5:', before, 'and at 100.5:', after);
assert.deepEqual(before, { SOL: 0.001, NEW: 0.00001, QUIET: 1 });
assert.deepEqual(after, { SOL: 0.01, NEW: 0.00001, QUIET: 1 });
server.closeAllConnections();
server.close();
JS
node_modules/.bin/node look.mjs
