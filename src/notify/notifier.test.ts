/** Messages against servers on this machine that answer as the services document it. */

import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Channel, ntfyChannel, telegramChannel, webhookChannel } from './channel.ts';
import { Notifier, type NotifyClock } from './notifier.ts';
import { send } from './send.ts';

const TOKEN = '123456:canary-token-AAE';

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A server that gives the answers in turn, and the last one again and again. `hang` never answers. */
async function aServer(answers: readonly (Answer | 'hang')[]) {
  const asked: Asked[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => {
      text += part.toString('utf8');
    });
    request.on('end', () => {
      const answer = answers[Math.min(asked.length, answers.length - 1)];
      asked.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(text) });
      for (const wake of waiting.splice(0)) wake();
      if (answer === 'hang' || answer === undefined) return;
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      response.end(JSON.stringify(answer.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    /** Until so many requests came. */
    async came(count: number): Promise<void> {
      while (asked.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

/** Time passes only while somebody sleeps, and then at once; `paused` sleeps end when they are let go. */
class VirtualClock implements NotifyClock {
  nowMs = 1_000_000_000_000;
  readonly sleeps: number[] = [];
  wallMs(): number {
    return this.nowMs;
  }
  async sleep(ms: number, stop: AbortSignal): Promise<void> {
    if (stop.aborted) return;
    this.sleeps.push(ms);
    this.nowMs += ms;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** One in which no time passes until a sleep is stopped. */
class StandingClock implements NotifyClock {
  wallMs(): number {
    return 0;
  }
  sleep(ms: number, stop: AbortSignal): Promise<void> {
    // The end's own limit is over at once.
    if (ms === 3_000) return Promise.resolve();
    return new Promise((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
  }
}

function telling(channel: Channel, clock: NotifyClock = new VirtualClock()) {
  const said: string[] = [];
  return { said, notifier: new Notifier(channel, 'tune: btc', { clock, say: (text) => void said.push(text) }) };
}

const TELEGRAM_OK = { status: 200, body: { ok: true, result: { message_id: 7 } } };
const telegramAt = (server: string): Channel => telegramChannel({ server, token: TOKEN, chat: '-100200' });

describe('a message', () => {
  const message = { title: 'tune: btc', lines: ['Session 3 completed.', 'p9 waits.'], link: 'https://home/review' };

  it('goes to ntfy as JSON, with the topic in the body and the token in a header', async () => {
    const server = await aServer([{ status: 200, body: { id: 'x', event: 'message' } }]);
    const channel = ntfyChannel({ server: `${server.url}/`, topic: 'my-topic', token: 'tk_1' });
    expect(await send(channel, message, 0, new AbortController().signal)).toEqual({ kind: 'sent' });
    expect(server.asked).toMatchObject([
      {
        path: '/',
        headers: { authorization: 'Bearer tk_1', 'content-type': 'application/json' },
        body: {
          topic: 'my-topic',
          title: 'tune: btc',
          message: 'Session 3 completed.\np9 waits.',
          click: 'https://home/review',
        },
      },
    ]);
  });

  it('goes to a Telegram chat', async () => {
    const server = await aServer([TELEGRAM_OK]);
    expect(await send(telegramAt(server.url), message, 0, new AbortController().signal)).toEqual({ kind: 'sent' });
    expect(server.asked[0]?.path).toBe(`/bot${TOKEN}/sendMessage`);
    expect(server.asked[0]?.body).toMatchObject({
      chat_id: '-100200',
      text: 'tune: btc\nSession 3 completed.\np9 waits.\nhttps://home/review',
    });
  });

  it('goes to a webhook in fields of its own and in those that Slack and Discord show', async () => {
    const server = await aServer([{ status: 204 }]);
    const channel = webhookChannel(`${server.url}/hooks/canary`);
    expect(await send(channel, message, 0, new AbortController().signal)).toEqual({ kind: 'sent' });
    const text = 'tune: btc\nSession 3 completed.\np9 waits.\nhttps://home/review';
    expect(server.asked).toMatchObject([{ path: '/hooks/canary', body: { ...message, text, content: text } }]);
  });

  it('is as short as each service takes it', async () => {
    const long = { title: 't', lines: ['x'.repeat(9_000)], link: null };
    const body = (channel: Channel) => channel.request(long).body as Readonly<Record<string, string>>;
    expect(body(telegramAt('https://t')).text?.length).toBeLessThanOrEqual(4_096);
    expect(body(webhookChannel('https://w')).content?.length).toBeLessThanOrEqual(2_000);
    expect(body(ntfyChannel({ server: 'https://n', topic: 'a', token: '' })).message?.length).toBeLessThanOrEqual(
      1_000,
    );
  });
});

describe('an answer', () => {
  const DATE = 'Fri, 02 Jan 2026 03:05:05 GMT';
  const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

  it.each([
    [
      { status: 429, headers: { 'retry-after': '17' } },
      { kind: 'later', afterMs: 17_000 },
    ],
    [
      { status: 503, headers: { 'retry-after': DATE } },
      { kind: 'later', afterMs: 60_000 },
    ],
    [
      {
        status: 429,
        body: {
          ok: false,
          error_code: 429,
          description: 'Too Many Requests: retry after 33',
          parameters: { retry_after: 33 },
        },
      },
      { kind: 'later', afterMs: 33_000 },
    ],
    // Discord gives seconds with a fraction, and a rounded header.
    [
      {
        status: 429,
        headers: { 'retry-after': '1' },
        body: { message: 'rate limited', retry_after: 1.5, global: false },
      },
      { kind: 'later', afterMs: 1_500 },
    ],
    // ntfy names no time.
    [
      { status: 429, body: { code: 42901, http: 429, error: 'limit reached' } },
      { kind: 'later', afterMs: null },
    ],
    [{ status: 502 }, { kind: 'later', afterMs: null }],
    [{ status: 401, body: { ok: false, error_code: 401, description: 'Unauthorized' } }, { kind: 'refused' }],
    [{ status: 403, body: { code: 40301, http: 403, error: 'forbidden' } }, { kind: 'refused' }],
    [
      { status: 400, body: { ok: false, error_code: 400, description: 'Bad Request: chat not found' } },
      { kind: 'refused' },
    ],
    [{ status: 200, body: { ok: false, error_code: 400 } }, { kind: 'refused' }],
    [{ status: 302, headers: { location: 'http://127.0.0.1:9/other' } }, { kind: 'refused' }],
  ] as const)('%j means %j', async (answer, meaning) => {
    const server = await aServer([answer]);
    const sent = await send(
      telegramAt(server.url),
      { title: 't', lines: [], link: null },
      NOW,
      new AbortController().signal,
    );
    expect(sent).toMatchObject(meaning);
    expect(JSON.stringify(sent)).not.toContain('canary');
    expect(server.asked).toHaveLength(1);
  });

  it('that does not come is no answer, and names no address', async () => {
    const sent = await send(
      telegramAt('http://127.0.0.1:9'),
      { title: 't', lines: [], link: null },
      0,
      new AbortController().signal,
    );
    expect(sent).toEqual({
      kind: 'later',
      why: expect.stringMatching(/^telegram could not be reached \(\w+\)$/),
      afterMs: null,
    });
  });
});

describe('messages', () => {
  it('come at most once a minute; what happens meanwhile is gathered into the next', async () => {
    const server = await aServer([TELEGRAM_OK]);
    const clock = new VirtualClock();
    const { notifier, said } = telling(telegramAt(server.url), clock);
    const began = clock.nowMs;
    notifier.tell('one');
    notifier.tell('two');
    await server.came(1);
    notifier.tell('three', 'https://home/review');
    notifier.tell('four');
    await server.came(2);
    expect(server.asked.map(({ body }) => body.text)).toEqual([
      'tune: btc\none\ntwo',
      'tune: btc\nthree\nfour\nhttps://home/review',
    ]);
    expect(clock.nowMs - began).toBeGreaterThanOrEqual(60_000);
    expect(said).toEqual([]);
  });

  it('are tried again with growing pauses, and as late as the service asks', async () => {
    const busy = { status: 429, body: { ok: false, error_code: 429, parameters: { retry_after: 90 } } };
    const server = await aServer([{ status: 500 }, { status: 500 }, { status: 500 }, busy, TELEGRAM_OK]);
    const clock = new VirtualClock();
    const { notifier } = telling(telegramAt(server.url), clock);
    notifier.tell('one');
    await server.came(5);
    expect(clock.sleeps).toEqual([2_000, 5_000, 10_000, 20_000, 90_000]);
    expect(new Set(server.asked.map(({ body }) => body.text))).toEqual(new Set(['tune: btc\none']));
  });

  it('stop when the service refuses them, and the user is told once, without the key', async () => {
    const server = await aServer([{ status: 401, body: { ok: false, description: `bad ${TOKEN}` } }]);
    const { notifier, said } = telling(telegramAt(server.url));
    notifier.tell('one');
    while (said.length === 0) await new Promise((resolve) => setImmediate(resolve));
    notifier.tell('two');
    await notifier.close(65_000);
    expect(server.asked).toHaveLength(1);
    expect(said).toEqual([
      'Messages are not sent any more: telegram answered 401: the key is wrong. Try it with: tune notify test',
    ]);
  });

  it('do not hold up the end: what is under way is dropped after the given time, and said', async () => {
    const { notifier, said } = telling(telegramAt('http://127.0.0.1:9'), new StandingClock());
    notifier.tell('The campaign is finished.');
    await notifier.close(3_000);
    expect(said).toEqual([
      'The last message was not sent by telegram, since the time for it was over: The campaign is finished.',
    ]);
  });

  it('do not hold up the end where the server never answers', async () => {
    const server = await aServer(['hang']);
    const clock = new VirtualClock();
    const { notifier, said } = telling(telegramAt(server.url), clock);
    notifier.tell('one');
    await server.came(1);
    await notifier.close(3_000);
    expect(said).toEqual([expect.stringContaining('The last message was not sent by telegram')]);
  });
});
