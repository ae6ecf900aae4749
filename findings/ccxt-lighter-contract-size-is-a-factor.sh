#!/usr/bin/env bash
# ccxt hands out Lighter's `quote_multiplier`, a factor of its wire, as the size of a contract. Elsewhere in ccxt an amount times
# `contractSize` is the amount in base units; on Lighter amounts are in base units already. A program that
# multiplies, as ccxt's manual says, gets 10,000 times the amount of ETH.
#
# Seen with ccxt 4.5.84 on Node 24.21.0, for the answer of Lighter's documentation (ETH: size_decimals 4, min_base_amount 0.01,
# quote_multiplier 10000):
#   contractSize 10000, smallest amount 0.01, and the market is linear
#   the order book of the same venue shows 0.2 ETH as an amount of 0.2
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

const answers = {
  '/api/v1/orderBookDetails': {
    code: 200,
    order_book_details: [
      {
        symbol: 'ETH', market_id: 0, market_type: 'perp', status: 'active', taker_fee: '0.0000', maker_fee: '0.0000',
        min_base_amount: '0.01', min_quote_amount: '0.1', size_decimals: 4, price_decimals: 2, quote_multiplier: 10000,
      },
    ],
  },
  '/api/v1/assetDetails': { code: 200, asset_details: [] },
  '/api/v1/orderBookOrders': {
    code: 200,
    total_asks: 1, asks: [{ remaining_base_amount: '0.2000', initial_base_amount: '0.2000', price: '3430.00' }],
    total_bids: 1, bids: [{ remaining_base_amount: '0.2000', initial_base_amount: '0.2000', price: '3429.00' }],
  },
};
const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(answers[request.url.split('?')[0]]));
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const venue = new ccxt.lighter();
for (const kind of Object.keys(venue.urls.api)) venue.urls.api[kind] = `http://127.0.0.1:${server.address().port}`;
await venue.loadMarkets();
const { contractSize, linear, limits } = venue.market('ETH/USDC:USDC');
const book = await venue.fetchOrderBook('ETH/USDC:USDC');
console.log(`ETH: contractSize ${contractSize}, smallest amount ${limits.amount.min}, best ask ${book.asks[0]}`);
assert.deepEqual([contractSize, linear, limits.amount.min], [10000, true, 0.01]);
assert.deepEqual(book.asks[0].slice(0, 2), [3430, 0.2]);
server.closeAllConnections();
server.close();
JS
node_modules/.bin/node look.mjs
