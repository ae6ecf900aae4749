#!/usr/bin/env bash
# ccxt's `timeout` limits the time until the head of an answer is there, and not the answer. A venue whose answer stops half way keeps the
# caller waiting far beyond it.
#
# Seen with ccxt 4.5.84 on Node 24.21.0, timeout 500 ms:
#   head after 2 s                                   RequestTimeout after 0.5 s
#   head at once, the rest of the answer 4 s later   resolves after 4 s
# A time for the whole answer has to be set around the call, or in a `fetchImplementation` of one's own.
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
import { setTimeout as wait } from 'node:timers/promises';
import ccxt from 'ccxt';

async function ask(headMs, restMs) {
  const server = createServer(async (_request, response) => {
    await wait(headMs);
    response.setHeader('content-type', 'application/json');
    response.write('{"serverTime":');
    await wait(restMs);
    response.end('1}');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const venue = new ccxt.binanceusdm({ timeout: 500 });
  venue.urls.api.fapiPublic = `http://127.0.0.1:${server.address().port}`;
  const begin = performance.now();
  const ended = await venue.fetchTime().then(() => 'resolves', (error) => error.constructor.name);
  const seconds = (performance.now() - begin) / 1000;
  server.closeAllConnections();
  server.close();
  return { ended, seconds };
}

const lateHead = await ask(2000, 0);
console.log(`head after 2 s: ${lateHead.ended} after ${lateHead.seconds.toFixed(1)} s`);
assert.equal(lateHead.ended, 'RequestTimeout');
assert.ok(lateHead.seconds < 1.9);
const lateRest = await ask(0, 4000);
console.log(`head at once, the rest 4 s later: ${lateRest.ended} after ${lateRest.seconds.toFixed(1)} s`);
assert.equal(lateRest.ended, 'resolves');
assert.ok(lateRest.seconds > 3.9);
JS
node_modules/.bin/node look.mjs
