/** Messages to a phone, by the program itself against a service on this machine. */

import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { aWorkspace, tune, tuneRunning } from './tune.ts';

const TOKEN = '123456:AAE-canary-of-a-token';

async function aTelegram(status: number, body: object) {
  const texts: string[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => {
      text += part.toString('utf8');
    });
    request.on('end', () => {
      texts.push((JSON.parse(text) as { readonly text: string }).text);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, texts };
}

function aNotifyingWorkspace(server: string): string {
  const folder = aWorkspace();
  writeFileSync(
    join(folder, 'tune.toml'),
    `[notify]\nuse = "telegram"\nserver = "${server}"\ntelegram_chat = "42"\n[session]\ntrials = 0\n`,
  );
  const file = join(folder, '.env');
  writeFileSync(file, `TELEGRAM_BOT_TOKEN=${TOKEN}\n`);
  chmodSync(file, 0o600);
  return folder;
}

/** Names of the files below a folder that hold the token. */
function holders(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[]).filter((name) => {
    const file = join(folder, name);
    return statSync(file).isFile() && readFileSync(file).includes(TOKEN);
  });
}

it('tune doctor says whether messages are set up, and sends none', async () => {
  const silent = tune(aWorkspace(), ['doctor', '--json']);
  expect(JSON.parse(silent.out).checks).toContainEqual({
    name: 'messages',
    state: 'skipped',
    text: 'none are sent to a phone (notify.use is none)',
    remedy: null,
  });
  const telegram = await aTelegram(200, { ok: true, result: {} });
  const folder = aNotifyingWorkspace(telegram.url);
  const { code, out } = await tuneRunning(folder, ['doctor', '--json']).ended;
  expect(code).toBe(0);
  expect(JSON.parse(out).checks).toContainEqual({
    name: 'messages',
    state: 'ok',
    text: 'telegram is set up; to send one: tune notify test',
    remedy: null,
  });
  expect(telegram.texts).toEqual([]);
  writeFileSync(join(folder, '.env'), '');
  const missing = await tuneRunning(folder, ['doctor']).ended;
  expect(missing.code).toBe(1);
  expect(missing.out).toContain('TELEGRAM_BOT_TOKEN is in neither .env nor the environment');
});

it('tune notify test sends one message; a refusal is an error without the token', async () => {
  const telegram = await aTelegram(200, { ok: true, result: {} });
  const sent = await tuneRunning(aNotifyingWorkspace(telegram.url), ['notify', 'test', '--json']).ended;
  expect([sent.code, JSON.parse(sent.out)]).toEqual([0, { sent: true, by: 'telegram' }]);
  expect(telegram.texts).toEqual(['tune: default\nThis is a test: messages about your campaigns come like this one.']);

  const busy = { ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 12 } };
  const refusing = await aTelegram(429, busy);
  const refused = await tuneRunning(aNotifyingWorkspace(refusing.url), ['notify', 'test']).ended;
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('telegram answered 429: too many messages; try again in 12 s');
  expect(refused.err).not.toContain('canary');

  expect(tune(aWorkspace(), ['notify', 'test'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('notify.use is none'),
  });
});

it('a campaign shows its result without waiting for the service, and leaves the token in no file but .env', async () => {
  const telegram = await aTelegram(401, { ok: false, error_code: 401, description: 'Unauthorized' });
  const folder = aNotifyingWorkspace(telegram.url);
  const { code, out, err } = await tuneRunning(folder, ['start', '--sessions', '1', '--minutes', '1']).ended;
  expect(code).toBe(0);
  expect(telegram.texts).toEqual([expect.stringMatching(/^tune: default\nSession 1 of v1 completed, /)]);
  expect(err.indexOf('History')).toBeLessThan(err.indexOf('Messages are not sent any more: telegram answered 401'));
  expect(out + err).not.toContain('canary');
  expect(holders(folder)).toEqual(['.env']);
});
