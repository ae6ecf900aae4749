/**
 * A hundred deciders on one proposal at once: requests to the page, and processes of the program. Who wins is left to the machine;
 * that exactly one does is not.
 */

import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { aWorkspace, tune, tuneRunning } from './tune.ts';

const PROCESSES = 20;
const REQUESTS = 80;
/** So that requests arrive before, while and after the processes decide. */
const BETWEEN_REQUESTS_MS = 60;
const WHO_AND_WHEN = /was (approved|rejected) by (\S+) on (\d{4}-\d\d-\d\d \d\d:\d\d) UTC/;
const DONE: Readonly<Record<string, string>> = { approve: 'approved', reject: 'rejected' };

interface Answered {
  readonly status: number;
  readonly cookie: string;
  readonly text: string;
}

function ask(url: URL, headers: Readonly<Record<string, string>>, body?: string): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: body === undefined ? 'GET' : 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      const cookie = response.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
      response.on('end', () => resolve({ status: response.statusCode ?? 0, cookie, text }));
    });
    asked.on('error', reject).end(body);
  });
}

/** The page of a workspace, and how its button for a decision works. */
async function aPage(folder: string, proposal: string): Promise<(decision: object) => Promise<Answered>> {
  const server = tuneRunning(folder, ['dashboard', '--port', '0', '--no-open'], { USER: 'at-the-page' });
  const address = await new Promise<string>((found) =>
    server.child.stdout?.once('data', (chunk: Buffer) => found(String(chunk).trim())),
  );
  const { cookie } = await ask(new URL(address), {});
  const { origin } = new URL(address);
  const { text } = await ask(new URL(`/review/${proposal}`, origin), { cookie });
  const found = (pattern: RegExp): string => pattern.exec(text)?.[1] ?? '';
  const hash = found(/data-hash="([^"]+)"/);
  const csrf = found(/name="csrf" content="([^"]+)"/);
  expect([hash, csrf].every((one) => one !== '')).toBe(true);
  const headers = { cookie, origin, 'content-type': 'application/json', 'x-csrf-token': csrf };
  const where = new URL(`/api/proposals/${proposal}`, origin);
  return (decision) => ask(where, headers, JSON.stringify({ hash, ...decision }));
}

test('of a hundred deciders over the page and over processes one wins, and each other is told by whom and when', async () => {
  const folder = aWorkspace();
  writeFileSync(join(folder, 'tune.toml'), '[session]\nminutes = 2\ntrials = 0\n');
  expect(tune(folder, ['start', '--sessions', '1', '--approve', 'ask']).code).toBe(0);
  const waiting = JSON.parse(tune(folder, ['review', '--json']).out) as { proposal: { id: number } };
  const id = String(waiting.proposal.id);
  const decide = await aPage(folder, id);

  const processes = Array.from({ length: PROCESSES }, (_, i) => {
    const verb = i % 2 === 0 ? 'approve' : 'reject';
    return tuneRunning(folder, [verb, `p${id}`, '--reason', 'by hand'], { USER: `process-${i}` }).ended;
  });
  const requests = Array.from({ length: REQUESTS }, async (_, i) => {
    await new Promise((resolve) => setTimeout(resolve, i * BETWEEN_REQUESTS_MS));
    return decide({ kind: i % 2 === 0 ? 'approve' : 'reject', reason: 'at the page' });
  });
  const [ended, answered] = await Promise.all([Promise.all(processes), Promise.all(requests)]);

  const won = [...ended.filter(({ code }) => code === 0), ...answered.filter(({ status }) => status === 200)];
  const lost = [
    ...ended.filter(({ code }) => code !== 0).map(({ code, err }) => ({ told: `exit code ${code}`, words: err })),
    ...answered
      .filter(({ status }) => status !== 200)
      .map(({ status, text }) => ({ told: `status ${status}`, words: text })),
  ];
  expect(won).toHaveLength(1);
  expect(lost).toHaveLength(PROCESSES + REQUESTS - 1);

  const store = openStore(join(folder, 'tune.db'), { readonly: true });
  const journal = store.existing('default');
  const decisions = journal.decisions().filter(({ proposalId }) => proposalId === Number(id));
  const [decision] = decisions;
  expect(decisions).toHaveLength(1);
  expect(journal.versions()).toHaveLength(decision?.kind === 'approve' ? 2 : 1);
  expect(store.check()).toEqual([]);
  store.close();

  for (const { told, words } of lost) {
    expect(['exit code 6', 'status 409'], words).toContain(told);
    expect(WHO_AND_WHEN.exec(words)?.slice(1), words).toEqual([
      DONE[decision?.kind ?? ''],
      decision?.by,
      decision?.decidedAt.slice(0, 16).replace('T', ' '),
    ]);
  }
}, 240_000);
