#!/usr/bin/env bash
# A `timeout` of 20 minutes does not make the clients of language models wait for 20 minutes. While the server sends nothing, both
# give up after 5, the limit of Node's fetch below them, and report a timeout of the request. With their usual retries they ask
# again: a local model that needs 6 minutes until its first word is asked three times and never heard.
#
# Seen with openai 7.55.0 and @anthropic-ai/sdk 1.11.0 on Node 24.21.0, timeout 1,200,000 ms, no retries, a server that sends the
# head of its answer after 320 s:
#   both       reject after 301 s with APIConnectionTimeoutError
#   openai     says in its message that fetch timed out waiting for headers, and how to set that limit
#   anthropic  says no more than "Request timed out."
# With a `fetch` of undici 8.13.1 whose Agent has headersTimeout 0 the same clients wait and get the answer.
#
# Runs outside CI for about six minutes. Fails if any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --save-exact openai@7.55.0 @anthropic-ai/sdk@1.11.0 undici@8.13.1 node@24.21.0
cat >look.mjs <<'JS'
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { Agent, fetch as fetchOfUndici } from 'undici';

const answers = {
  '/v1/chat/completions': {
    id: '1', object: 'chat.completion', created: 0, model: 'm',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'late' } }],
  },
  '/v1/messages': {
    id: '1', type: 'message', role: 'assistant', model: 'm', stop_reason: 'end_turn', stop_sequence: null,
    content: [{ type: 'text', text: 'late' }], usage: { input_tokens: 1, output_tokens: 1 },
  },
};
const server = createServer((request, response) => {
  setTimeout(() => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answers[request.url]));
  }, 320_000);
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const base = `http://127.0.0.1:${server.address().port}`;
const patient = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
const fetch = (url, init) => fetchOfUndici(url, { ...init, dispatcher: patient });
const messages = [{ role: 'user', content: 'hello' }];
const settings = { apiKey: 'none', timeout: 1_200_000, maxRetries: 0 };
const asked = {
  openai: (more) => new OpenAI({ ...settings, ...more, baseURL: `${base}/v1` }).chat.completions.create({ model: 'm', messages }),
  anthropic: (more) => new Anthropic({ ...settings, ...more, baseURL: base }).messages.create({ model: 'm', max_tokens: 9, messages }),
};

await Promise.all(
  Object.entries(asked).flatMap(([name, ask]) => [
    (async () => {
      const begin = performance.now();
      const error = await ask({}).then(() => null, (thrown) => thrown);
      const seconds = Math.round((performance.now() - begin) / 1000);
      assert.ok(error !== null, `${name} waits now`);
      console.log(`${name}: ${error.constructor.name} after ${seconds} s: ${error.message}`);
      assert.ok(seconds >= 299 && seconds < 310, `${name} gave up after ${seconds} s`);
      assert.equal(error.constructor.name, 'APIConnectionTimeoutError');
      assert.equal(/headers/.test(error.message), name === 'openai');
    })(),
    (async () => {
      const answer = await ask({ fetch });
      console.log(`${name} with a fetch that waits: ${answer.choices?.[0].message.content ?? answer.content[0].text}`);
    })(),
  ]),
);
server.closeAllConnections();
server.close();
JS
node_modules/.bin/node look.mjs
