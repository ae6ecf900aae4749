#!/usr/bin/env bash
# A page of HTML with status 200 (the sign-in page of a hotel, a firewall's question whether one is human) is no error for ccxt: asking
# for the markets of Binance, Hyperliquid or Lighter succeeds and gives none. The program then says that the venue does not know the
# symbol, and a program that stores the list stores an empty one.
#
# Seen with ccxt 4.5.84 on Node 24.21.0: fetchMarkets() of binanceusdm, hyperliquid (swap) and lighter resolves with [] for
#   HTTP 200, text/html, <html><title>Sign in</title></html>
# loadMarkets() of binanceusdm resolves with {}, and market('BTC/USDT:USDT') then throws BadSymbol.
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

const server = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<html><title>Sign in</title></html>');
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const here = `http://127.0.0.1:${server.address().port}`;
const clients = {
  binanceusdm: () => new ccxt.binanceusdm(),
  hyperliquid: () => new ccxt.hyperliquid({ options: { fetchMarkets: { types: ['swap'] } } }),
  lighter: () => new ccxt.lighter(),
};
for (const [name, make] of Object.entries(clients)) {
  const venue = make();
  for (const kind of Object.keys(venue.urls.api)) if (typeof venue.urls.api[kind] === 'string') venue.urls.api[kind] = here;
  const markets = await venue.fetchMarkets();
  console.log(`${name}: fetchMarkets() gives ${JSON.stringify(markets)}`);
  assert.deepEqual(markets, [], `${name} now finds the page`);
  if (name !== 'binanceusdm') continue;
  assert.deepEqual(await venue.loadMarkets(), {});
  assert.throws(() => venue.market('BTC/USDT:USDT'), ccxt.BadSymbol);
  console.log(`${name}: loadMarkets() gives {}, and market('BTC/USDT:USDT') throws BadSymbol`);
}
server.closeAllConnections();
server.close();
JS
node_modules/.bin/node look.mjs
