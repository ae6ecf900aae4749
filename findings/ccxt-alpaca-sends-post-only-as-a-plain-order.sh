#!/usr/bin/env bash
# ccxt's client of Alpaca takes `postOnly: true` and sends an ordinary limit order that rests until it is cancelled (`gtc`), with a field
# `postOnly` beside it. Alpaca has no post-only orders and documents no such field, so the order may take. ccxt raises no error, although
# its own table of features says that this client has no post-only. Besides, each request, signed ones too, carries the header
# `APCA-PARTNER-ID: ccxt`. An option `headers: {}` does not take it away; the header has to be set to undefined by its name.
#
# Seen with ccxt 4.5.84 on Node 24.21.0, in POST /v2/orders:
#   params = { postOnly: true }                      time_in_force gtc, postOnly true, no error
#   features.spot.createOrder.timeInForce.PO         false
#   headers not set, or {}                           APCA-PARTNER-ID: ccxt
#   headers = { 'APCA-PARTNER-ID': undefined }       no such header
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
const asset = {
  id: 'a', class: 'crypto', exchange: 'CRYPTO', symbol: 'BTC/USD', name: 'Bitcoin', status: 'active', tradable: true,
  min_order_size: '0.0001', min_trade_increment: '0.0001', price_increment: '0.01',
};
const order = {
  id: 'o1', client_order_id: 'c1', symbol: 'BTC/USD', type: 'limit', side: 'buy', qty: '1', limit_price: '10', status: 'new',
  time_in_force: 'gtc', filled_qty: '0', created_at: '2026-01-01T00:00:00Z', submitted_at: '2026-01-01T00:00:00Z',
};
const server = createServer(async (request, response) => {
  let text = '';
  for await (const piece of request) text += piece;
  const isOrder = request.url.includes('/orders');
  if (isOrder) sent.push({ partner: request.headers['apca-partner-id'], body: JSON.parse(text) });
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(isOrder ? order : [asset]));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}`;
const local = (value) =>
  typeof value === 'string' ? url : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, local(one)]));

async function placed(options, params) {
  const client = new ccxt.alpaca({ apiKey: 'k', secret: 's', ...options });
  client.urls.api = local(client.urls.api);
  await client.createOrder('BTC/USD', 'limit', 'buy', 1, 10, params);
  return sent.at(-1);
}

assert.equal(new ccxt.alpaca().features.spot.createOrder.timeInForce.PO, false);
const postOnly = await placed({}, { postOnly: true });
assert.equal(postOnly.body.time_in_force, 'gtc');
assert.equal(postOnly.body.postOnly, true);
assert.equal(postOnly.partner, 'ccxt');
assert.equal((await placed({ headers: {} }, {})).partner, 'ccxt');
assert.equal((await placed({ headers: { 'APCA-PARTNER-ID': undefined } }, {})).partner, undefined);
console.log('postOnly: true is sent as', JSON.stringify(postOnly.body), 'with the partner', postOnly.partner);
server.close();
JS
node_modules/.bin/node look.mjs
