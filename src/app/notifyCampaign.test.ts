/** What a person is told of a campaign, by a webhook on this machine. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../config/load.ts';
import type { NotifyClock } from '../notify/notifier.ts';
import { SmallStudy, smallPlan } from '../testing/smallStudy.ts';
import { workspaceAt } from '../workspace/workspace.ts';
import { campaignNotices } from './notifyCampaign.ts';
import type { UseCasePorts } from './ports.ts';

/** The lines and links of all messages that came. */
async function aWebhook() {
  const lines: string[] = [];
  const links: (string | null)[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => {
      text += part.toString('utf8');
    });
    request.on('end', () => {
      const body = JSON.parse(text) as { readonly lines: readonly string[]; readonly link: string | null };
      lines.push(...body.lines);
      links.push(body.link);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook-canary`, lines, links };
}

function aProgram(toml: string, keys: Readonly<Record<string, string>>) {
  const workspace = workspaceAt(mkdtempSync(join(tmpdir(), 'notices-')));
  onTestFinished(() => rmSync(workspace.folder, { recursive: true, force: true }));
  writeFileSync(workspace.tomlFile, toml);
  const said: string[] = [];
  const { tomlFile, envFile } = workspace;
  const ports: UseCasePorts = {
    workspace,
    settings: () => loadConfig({ tomlFile, envFile, environment: keys, flags: {} }),
    now: () => '2026-01-01T00:00:00.000Z',
    sha256: () => '',
    notify: (text) => void said.push(text),
  };
  return { ports, said };
}

/** Pauses are over at once; the limit of the end is not. */
const HASTY: NotifyClock = {
  wallMs: () => 0,
  sleep: (ms, stop) =>
    new Promise((resolve) => {
      if (ms < 60_000 || stop.aborted) setImmediate(resolve);
      else if (ms === 60_000) setImmediate(resolve);
      else stop.addEventListener('abort', () => resolve(), { once: true });
    }),
};

it('tells of sessions, of proposals that wait with a link to the page, and of the end', async () => {
  const hook = await aWebhook();
  const toml = '[notify]\nuse = "webhook"\ndashboard_url = "https://home.example/tune/"\n';
  const { ports, said } = aProgram(toml, { WEBHOOK_URL: hook.url });
  const notices = campaignNotices(ports, HASTY);
  const study = new SmallStudy();
  const campaign = study.begin({ ...smallPlan, approval: 'hold' });
  notices.begin(campaign, study.journal());
  const { end } = await study.run(campaign, { progress: (event) => notices.take(event) });
  notices.end(end);
  await notices.close();
  expect(hook.lines).toEqual([
    expect.stringMatching(/^Session 1 of v1 completed, .+\d in \d+ fills? \(simulated, pessimistic fills\)\.$/),
    'p1 waits for your decision: tune review p1',
    'The campaign stopped for your decision. p1 waits for your decision: tune review p1',
  ]);
  expect(hook.links.at(-1)).toBe('https://home.example/tune/review');
  expect(said.filter((text) => !text.startsWith('The last message is sent'))).toEqual([]);
});

it('tells of a halt, a roll-back, and an end with an error', async () => {
  const hook = await aWebhook();
  const { ports } = aProgram('[notify]\nuse = "webhook"\n', { WEBHOOK_URL: hook.url });
  const notices = campaignNotices(ports, HASTY);
  const study = new SmallStudy();
  const campaign = study.begin({ ...smallPlan, sessions: 1 });
  await study.run(campaign);
  const journal = study.journal();
  const session = journal.session(1);
  const halted = {
    study: journal.study,
    proposals: () => [],
    lanes: () =>
      journal
        .lanes(session.id)
        .map((lane) => ({ ...lane, riskEvents: [{ timeUs: 1, code: 'loss-halt', message: 'loss of 2.1 %: halted' }] })),
  };
  const reader = new Proxy(journal, {
    get: (target, name) => Reflect.get(halted, name) ?? Reflect.get(target, name),
  });
  notices.begin(campaign, reader);
  notices.take({ type: 'session-sealed', session });
  notices.take({ type: 'rolled-back', version: 3, to: 1, reason: 'risk stopped the champion, v2, in session 1' });
  notices.end(null);
  await notices.close();
  expect(hook.lines.slice(1)).toEqual([
    'Halt of v1 in session 1: loss of 2.1 %: halted.',
    'Rolled back to v1, now v3: risk stopped the champion, v2, in session 1.',
    'The campaign ended with an error; tune status says what is on record.',
  ]);
});

it.each([
  ['use = "telegram"', {}, 'TELEGRAM_BOT_TOKEN is in neither .env nor the environment'],
  ['use = "telegram"', { TELEGRAM_BOT_TOKEN: 'canary' }, 'TELEGRAM_BOT_TOKEN is no token of the form 123456:ABC…'],
  ['use = "telegram"', { TELEGRAM_BOT_TOKEN: '1:canary' }, 'notify.telegram_chat is empty: name the chat'],
  ['use = "ntfy"', { NTFY_TOPIC: 'canary topic' }, 'NTFY_TOPIC is no topic: letters, digits, - and _, at most 64'],
  [
    'use = "webhook"',
    { WEBHOOK_URL: 'http://hooks.example/canary' },
    'WEBHOOK_URL has to begin with https://, except for this machine: a key would be sent in the clear',
  ],
] as const)('a campaign runs all the same where messages cannot be sent (%s), and names no key', (line, keys, why) => {
  const { ports, said } = aProgram(`[notify]\n${line}\n`, keys);
  const notices = campaignNotices(ports);
  notices.end(null);
  expect(said).toEqual([`Messages are not sent: ${why}.`]);
  expect(said.join()).not.toContain('canary');
});
