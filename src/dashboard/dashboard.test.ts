import { expect, onTestFinished, test } from 'vitest';
import { writeActivity } from '../app/activityFile.ts';
import { acquireLock } from '../store/lock.ts';
import { ServedStudy } from '../testing/servedStudy.ts';
import { shownActivity } from '../testing/shownActivity.ts';
import { startDashboard } from './server.ts';

const study = (draft: Parameters<typeof ServedStudy.served>[0] = {}) => ServedStudy.served(draft);
const statusOf = (served: ServedStudy) => served.change((journal) => journal.proposal(1).status);

test('the token in the address is exchanged for a cookie that scripts cannot read, and leaves the address', async () => {
  const served = await study();
  const { search } = new URL(served.url);
  const first = await served.raw(`/review${search}&x=1`);
  expect(first.status).toBe(303);
  expect(first.headers.location).toBe('/review?x=1');
  expect(first.headers['set-cookie']?.[0]).toMatch(/^tune_\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  expect(first.headers['set-cookie']?.[0]).not.toContain(new URLSearchParams(search).get('token'));
});

test.each(['/', '/review', '/events', '/assets/page.js', '/runs/default-0001/cursor.json'])(
  'nothing is shown on this machine without the cookie, and a wrong token gives none: %s',
  async (path) => {
    const served = await study();
    for (const query of ['', '?token=', `?token=${'x'.repeat(43)}`]) {
      const { status, headers, text } = await served.raw(`${path}${query}`);
      expect(status).toBe(401);
      expect(headers['set-cookie']).toBeUndefined();
      expect(text).not.toContain('default');
    }
  },
);

test('a request for another host is refused, as a name on the internet that points here', async () => {
  const served = await study();
  const port = new URL(served.url).port;
  for (const host of [`evil.example:${port}`, '127.0.0.1', '127.0.0.1:1', `127.0.0.1.evil.example:${port}`]) {
    expect((await served.ask('/', { headers: { host } })).status).toBe(403);
  }
  expect((await served.ask('/', { headers: { host: `localhost:${port}` } })).status).toBe(200);
});

test('a decision from another origin, or from none, is refused and changes nothing', async () => {
  const served = await study();
  const { port } = new URL(served.url);
  for (const origin of ['http://evil.example', 'null', `https://127.0.0.1:${port}`, `http://localhost:${port}`, '']) {
    expect((await served.decide({ kind: 'approve', reason: '' }, { origin })).status).toBe(403);
  }
  const bare = await served.ask('/api/proposals/1', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(bare.status).toBe(403);
  expect(statusOf(served)).toBe('waiting');
});

test('a decision without the CSRF token of the page is refused and changes nothing', async () => {
  const served = await study();
  for (const token of ['', 'x'.repeat(43)]) {
    expect((await served.decide({ kind: 'approve', reason: '' }, { 'x-csrf-token': token })).status).toBe(403);
  }
  expect(statusOf(served)).toBe('waiting');
});

test('a write is JSON: a form of another page cannot make one', async () => {
  const served = await study();
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    expect((await served.decide({ kind: 'approve', reason: '' }, { 'content-type': type })).status).toBe(415);
  }
  expect(statusOf(served)).toBe('waiting');
});

test('every answer forbids what is not of this server, inline scripts and styles, and no answer lets another origin read', async () => {
  const served = await study();
  const answers = [
    await served.ask('/', { headers: { origin: served.origin } }),
    await served.ask('/assets/page.js'),
    await served.ask('/nowhere'),
    await served.raw('/'),
    await served.ask('/', { headers: { host: 'evil.example' } }),
    await served.ask('/', {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    }),
  ];
  for (const { headers } of answers) {
    expect(headers['content-security-policy']).toMatch(/^default-src 'self';/);
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cache-control']).toBe('no-store');
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
});

test('no page has an inline script, style or handler', async () => {
  const served = await study();
  for (const path of ['/', '/review', '/versions', '/compare', '/learnings', '/costs', '/health']) {
    const { status, text } = await served.ask(path);
    expect([path, status]).toEqual([path, 200]);
    expect(text).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script(?! src="\/assets\/page\.js")|javascript:/i);
  }
});

test('words of people and models stay text, on a page and in its Markdown', async () => {
  const attack = '<img src=x onerror=alert(1)> <script>alert(2)</script> [a](javascript:alert(3))';
  const served = await study({
    hypothesis: attack,
    changes: [{ parameter: 'spreadBps', from: 1, to: 1.2, why: attack }],
  });
  const review = await served.ask('/review/1');
  expect(review.text).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(review.text).not.toMatch(/<img src=x|<script>/);
  await served.decide({ kind: 'approve', reason: attack });
  const version = await served.ask('/history/default/v002.md');
  expect(version.status).toBe(200);
  expect(version.text).toContain('alert(1)');
  expect(version.text).not.toMatch(/<img src=x|<script>|href="javascript/);
});

test.each(['0.0.0.0', '::', '192.168.1.20'])(
  'an address that others can reach needs a flag of its own: %s',
  async (host) => {
    const served = await study();
    await expect(startDashboard({ port: 0, host, allowNetwork: false }, served.ports)).rejects.toThrow(
      `--host ${host} lets others on the network reach the page`,
    );
  },
);

test('with that flag the page listens on every address and still wants the token', async () => {
  const served = await study();
  const page = await startDashboard({ port: 0, host: '0.0.0.0', allowNetwork: true }, served.ports);
  const { origin } = new URL(page.url);
  const bare = await fetch(origin, { redirect: 'manual' });
  const known = await fetch(page.url, { redirect: 'manual' });
  await page.close();
  expect([bare.status, known.status]).toEqual([401, 303]);
});

test('a port that is taken is an error that names it', async () => {
  const served = await study();
  const port = Number(new URL(served.url).port);
  await expect(startDashboard({ port, host: '127.0.0.1', allowNetwork: false }, served.ports)).rejects.toThrow(
    `port ${port} of 127.0.0.1 is in use`,
  );
});

test('paths lead to no file outside history/', async () => {
  const served = await study();
  for (const path of [
    '/history/..%2ftune.db',
    '/history/default/..%2f..%2ftune.toml',
    '/history/%2e%2e/tune.toml',
    '/history/default/tune.md',
    '/assets/..%2fpackage.json',
  ]) {
    expect((await served.ask(path)).status).toBe(404);
  }
});

test('an approval makes the version that was shown, under the name of the person', async () => {
  const served = await study();
  const { status, text } = await served.decide({ kind: 'approve', reason: 'it pays' });
  expect(JSON.parse(text)).toEqual({
    words: 'p1 is approved as v2, which runs in one of the next sessions. On record: "it pays".',
    remarks: [],
  });
  expect(status).toBe(200);
  const { version, decision } = served.change((journal) => ({
    version: journal.version(2),
    decision: journal.decisions()[0],
  }));
  expect(version.parameters.spreadBps).toBe(1.2);
  expect(decision).toMatchObject({ kind: 'approve', by: 'ann', reason: 'it pays', proposalId: 1, version: 2 });
});

test('a rejection needs a reason, and makes no version', async () => {
  const served = await study();
  const silent = await served.decide({ kind: 'reject', reason: '  ' });
  expect([silent.status, JSON.parse(silent.text)]).toEqual([400, { error: 'Say why: the reason goes on record.' }]);
  expect((await served.decide({ kind: 'reject', reason: 'too wide' })).status).toBe(200);
  expect(served.change((journal) => [journal.proposal(1).status, journal.versions().length])).toEqual(['rejected', 1]);
});

test('an edit passes the same guardrails as a verb: outside the bounds it is refused, inside them it is made', async () => {
  const served = await study();
  const edit = (values: object) => served.decide({ kind: 'edit', reason: 'wider still', values });
  const far = await edit({ spreadBps: 500 });
  expect(far.status).toBe(422);
  expect(JSON.parse(far.text).error).toContain('spreadBps');
  expect((await edit({ spredBps: 2 })).text).toContain('unknown parameter');
  expect((await edit({ spreadBps: true })).status).toBe(400);
  expect(statusOf(served)).toBe('waiting');
  expect((await edit({ spreadBps: 1.4 })).status).toBe(200);
  expect(served.change((journal) => [journal.proposal(1).status, journal.version(2).parameters.spreadBps])).toEqual([
    'replaced',
    1.4,
  ]);
});

test('of many deciders at once one wins, and the others are told that it no longer waits', async () => {
  const served = await study();
  await served.ask('/');
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      served.decide({ kind: i % 2 === 0 ? 'approve' : 'reject', reason: `decider ${i}` }),
    ),
  );
  const codes = answers.map(({ status }) => status).sort();
  expect(codes).toEqual([200, 409, 409, 409, 409, 409, 409, 409]);
  expect(served.change((journal) => journal.decisions().length)).toBe(1);
  expect(answers.find(({ status }) => status === 409)?.text).toMatch(/p1|proposal 1/);
});

test('a decision that cannot be read is an error in words', async () => {
  const served = await study();
  for (const decision of [
    { kind: 'sell', reason: '' },
    { kind: 'approve' },
    { kind: 'approve', reason: '', more: 1 },
  ]) {
    const { status, text } = await served.decide(decision);
    expect(status).toBe(400);
    expect(JSON.parse(text).error).toContain('the decision cannot be read');
  }
  expect((await served.decide({ kind: 'approve', reason: 'x'.repeat(70_000) })).status).toBe(413);
  expect((await served.decide({ kind: 'approve', reason: '', hash: 'other' })).text).toContain('reload');
});

test('what a browser loads before the first page is painted is under 300 kB', async () => {
  const served = await study();
  const sizes = await Promise.all(
    ['/review', '/assets/page.css', '/assets/page.js', '/assets/icon.svg'].map(
      async (path) => (await served.ask(path)).text.length,
    ),
  );
  expect(sizes.every((size) => size > 0)).toBe(true);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000);
});

test('what a running campaign does is sent as soon as it changes', async () => {
  const served = await study();
  const { workspace } = served.ports;
  const lock = acquireLock(workspace.lockFile, 'default');
  onTestFinished(() => lock.release());
  writeActivity(workspace, shownActivity({ pid: process.pid }));
  const known = await fetch(served.url, { redirect: 'manual' });
  const cookie = known.headers.get('set-cookie')?.split(';')[0] ?? '';
  const stop = new AbortController();
  const { body, headers } = await fetch(`${served.origin}/events`, { headers: { cookie }, signal: stop.signal });
  expect(headers.get('content-type')).toMatch(/^text\/event-stream/);
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let seen = '';
  const shows = async (words: string): Promise<void> => {
    while (!seen.includes(words)) {
      const { value, done } = (await reader?.read()) ?? { value: '', done: true };
      if (done) throw new Error(`the stream ended before it showed ${words}: ${seen}`);
      seen += value;
    }
  };
  await shows('24 of 60 min');
  await shows('-$1.50');
  await shows('no asks: position limit');
  writeActivity(workspace, shownActivity({ pid: process.pid, waiting: [17], next: 'the end of the campaign <now>' }));
  await shows('the end of the campaign &lt;now&gt;');
  await shows('p17 waits for your decision');
  stop.abort();
});
