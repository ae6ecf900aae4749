#!/usr/bin/env bash
# ccxt's limiter, which is on unless it is switched off, ends a program whose every watch call is in try … catch. A subscription that
# waits for the limiter is sent without anybody waiting for the result. Where the venue has ended the connection in between, the
# rejection is handled by nobody, and Node ends with code 1.
#
# Seen with ccxt 4.5.84 on Node 24.21.0, at a server that ends each connection right after it opened:
#   enableRateLimit: true (the default)    Error: WebSocket is not open: readyState 2 (CLOSING), exit code 1
#   enableRateLimit: false                 each error is caught by the caller, the program goes on
#
# Runs outside CI. Fails if any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --save-exact ccxt@4.5.84 ws@8.23.0 node@24.21.0
cat >look.mjs <<'JS'
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocketServer } from 'ws';

const server = createServer();
const sockets = new WebSocketServer({ server });
sockets.on('connection', (socket) => setTimeout(() => socket.close(), 0));
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const ccxtPro = await import(new URL('./src/pro/hyperliquid.js', import.meta.resolve('ccxt')).href);
const venue = new ccxtPro.default({ enableRateLimit: process.argv[2] === 'true' });
venue.urls.api = { public: '', private: '', ws: { public: `ws://127.0.0.1:${server.address().port}/ws` } };
await venue.loadHttpProxyAgent();
const symbol = 'SOL/USDC:USDC';
venue.setMarkets([
  { id: 'SOL', symbol, base: 'SOL', quote: 'USDC', settle: 'USDC', baseName: 'SOL', type: 'swap', swap: true, precision: {}, limits: {} },
]);
let caught = 0;
async function watch(next) {
  for (;;) {
    try {
      await next();
    } catch {
      caught++;
      await wait(20);
    }
  }
}
watch(() => venue.watchOrderBook(symbol));
watch(() => venue.watchTrades(symbol));
await wait(6000);
console.log(`goes on; errors that were caught: ${caught}`);
process.exit(0);
JS
look() { node_modules/.bin/node look.mjs "$1" 2>&1; }
look false | grep 'goes on; errors that were caught: [1-9]'
if said=$(look true); then echo 'with the limiter the program goes on as well' && exit 1; fi
grep 'WebSocket is not open' <<<"$said"
