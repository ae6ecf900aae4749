#!/usr/bin/env bash
# ccxt looks up the tokens of Hyperliquid's spot markets by their place in the list, but the venue names them by number, and numbers of
# tokens that are gone are missing from the list. So ccxt gives a market the name and the lot size of another token, or drops it,
# without an error. Place and number are the same for the first tokens, so the error does not show on the oldest markets.
#
# Seen with ccxt 4.5.84 on Node 24.21.0, for a list in the form that the venue sends since 2026: at the places 0 to 5 the tokens USDC
# (number 0), PURR (1), UBTC (5), NEXT (7), WILD (8), LAST (9), and the markets PURR/USDC, @2 of tokens 5 and 0, @3 of tokens 9 and 0:
#   PURR/USDC   right
#   @2          is named LAST/USDC with lots of 0.1, where it is UBTC with lots of 0.00001
#   @3          is missing
# An order in @2 would be rounded to lots of 0.1 BTC. With each token put in its place before ccxt reads the list, all three are right.
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

const tokens = [
  { name: 'USDC', szDecimals: 8, weiDecimals: 8, index: 0 },
  { name: 'PURR', szDecimals: 0, weiDecimals: 5, index: 1 },
  { name: 'UBTC', szDecimals: 5, weiDecimals: 10, index: 5 },
  { name: 'NEXT', szDecimals: 2, weiDecimals: 8, index: 7 },
  { name: 'WILD', szDecimals: 3, weiDecimals: 8, index: 8 },
  { name: 'LAST', szDecimals: 1, weiDecimals: 8, index: 9 },
];
const universe = [
  { name: 'PURR/USDC', tokens: [1, 0], index: 0, isCanonical: true },
  { name: '@2', tokens: [5, 0], index: 2, isCanonical: false },
  { name: '@3', tokens: [9, 0], index: 3, isCanonical: false },
];
const prices = ['PURR/USDC', '@1', '@2', '@3'].map((coin) => ({ coin, midPx: '92000.5', markPx: '92000.5', dayNtlVlm: '1' }));
const placed = Array.from({ length: 10 }, (_, number) => tokens.find(({ index }) => index === number) ?? null);

async function markets(list) {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify([{ tokens: list, universe }, prices]));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const venue = new ccxt.hyperliquid({ options: { fetchMarkets: { types: ['spot'] } } });
  venue.urls.api.public = `http://127.0.0.1:${server.address().port}`;
  const found = await venue.fetchMarkets();
  server.closeAllConnections();
  server.close();
  return found.map(({ id, baseName, precision }) => `${id} is ${baseName} in lots of ${precision.amount}`);
}

const asSent = await markets(tokens);
console.log('as the venue sends it:', asSent);
assert.deepEqual(asSent, ['PURR/USDC is PURR in lots of 1', '@2 is LAST in lots of 0.1']);
const byNumber = await markets(placed);
console.log('every token at its number:', byNumber);
assert.deepEqual(byNumber, ['PURR/USDC is PURR in lots of 1', '@2 is UBTC in lots of 0.00001', '@3 is LAST in lots of 0.1']);
JS
node_modules/.bin/node look.mjs
