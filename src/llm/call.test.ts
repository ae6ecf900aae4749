import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LlmFault, type LlmFaultKind } from '../proposer/llm.ts';
import { HandClock } from '../testing/handClock.ts';
import { machineClock, type RetryPolicy, withRetries } from './call.ts';
import { type CallFailure, retryAfterMs, statusFailure } from './callFailure.ts';
import type { Endpoint } from './endpoint.ts';

const CALLER: Endpoint = {
  provider: 'openai',
  endpoint: 'http://box:8000/v1',
  model: 'qwen',
  key: 'sk-canary-0123456789',
};

/** Tries with the given ends, one after the other: a failure or a text. */
function tries(...ends: readonly (Error | string)[]): () => Promise<string> {
  const left = [...ends];
  return () => {
    const end = left.shift();
    if (end === undefined) throw new RangeError('asked once too often');
    return end instanceof Error ? Promise.reject(end) : Promise.resolve(end);
  };
}

const patient = (clock: HandClock, more: Partial<RetryPolicy> = {}): RetryPolicy => ({
  maxTries: 3,
  totalMs: 120_000,
  stop: null,
  clock,
  ...more,
});

async function faultOf(promise: Promise<unknown>): Promise<LlmFault> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof LlmFault) return error;
  throw error ?? new Error('there was no fault');
}

const limited = (waitMs: number | null): CallFailure => statusFailure(429, 'slow down', waitMs);
const broken = statusFailure(503, 'busy', null);

describe('tries', () => {
  it('takes the first result', async () => {
    const clock = new HandClock();
    expect(await withRetries(CALLER, '{}', patient(clock), tries('fine'))).toEqual({
      result: 'fine',
      tries: 1,
      durationMs: 0,
    });
    expect(clock.pausesMs).toEqual([]);
  });

  it('pauses 1 s, then 4 s, when the server names no time', async () => {
    const clock = new HandClock();
    const { tries: made, durationMs } = await withRetries(
      CALLER,
      '{}',
      patient(clock),
      tries(broken, limited(null), 'fine'),
    );
    expect([made, durationMs, clock.pausesMs]).toEqual([3, 5000, [1000, 4000]]);
  });

  it('pauses as long as the server asks', async () => {
    const clock = new HandClock();
    await withRetries(CALLER, '{}', patient(clock), tries(limited(0), limited(2500), 'fine'));
    expect(clock.pausesMs).toEqual([0, 2500]);
  });

  it('ends after the third', async () => {
    const clock = new HandClock();
    const fault = await faultOf(withRetries(CALLER, '{"a":1}', patient(clock), tries(broken, broken, limited(7000))));
    expect([fault.kind, fault.tries, fault.durationMs, fault.request]).toEqual(['rate-limited', 3, 5000, '{"a":1}']);
    expect(fault.message).toContain('asks to wait 7 s');
  });

  it('does not begin a pause that is longer than the time left', async () => {
    const clock = new HandClock();
    const attempt = tries(limited(90_000), limited(30_000));
    const fault = await faultOf(withRetries(CALLER, '{}', patient(clock), attempt));
    expect([fault.kind, fault.tries, clock.pausesMs]).toEqual(['rate-limited', 2, [90_000]]);
    expect(fault.message).toContain('It asks to wait 30 s, and 30 s of 120 s are left.');
  });

  it.each([400, 401, 402, 403, 404, 413, 422, 301])('status %d is not tried again', async (status) => {
    const clock = new HandClock();
    const fault = await faultOf(withRetries(CALLER, '{}', patient(clock), tries(statusFailure(status, '', null))));
    expect(fault.tries).toBe(1);
  });

  it.each([408, 409, 429, 500, 502, 503, 504, 529])('status %d is tried again', async (status) => {
    const clock = new HandClock();
    const { result } = await withRetries(CALLER, '{}', patient(clock), tries(statusFailure(status, '', null), 'fine'));
    expect(result).toBe('fine');
  });

  it.each<[number, LlmFaultKind]>([
    [401, 'unauthorised'],
    [403, 'unauthorised'],
    [404, 'not-found'],
    [400, 'bad-request'],
    [422, 'bad-request'],
    [429, 'rate-limited'],
    [500, 'server'],
  ])('status %d is a fault of kind %s', (status, kind) => {
    expect(statusFailure(status, '', null).kind).toBe(kind);
  });

  it('a defect of the program is not dressed up as a fault of the server', async () => {
    const clock = new HandClock();
    await expect(withRetries(CALLER, '{}', patient(clock), tries(new RangeError('a bug')))).rejects.toThrow(RangeError);
  });
});

describe('time', () => {
  it('ends a try that does not come back, whether it listens or not', async () => {
    const clock = new HandClock();
    const asked = withRetries(CALLER, '{}', patient(clock), () => new Promise<string>(() => {}));
    clock.timeUp();
    const fault = await faultOf(asked);
    expect([fault.kind, fault.tries, fault.durationMs]).toEqual(['timeout', 1, 120_000]);
  });

  it('gives later tries what earlier ones left', async () => {
    const clock = new HandClock();
    let nth = 0;
    const attempt = (): Promise<string> => {
      nth += 1;
      if (nth === 3) return Promise.resolve('fine');
      clock.pass(50_000);
      return Promise.reject(broken);
    };
    await withRetries(CALLER, '{}', patient(clock), attempt);
    expect(clock.alarmsMs).toEqual([120_000, 69_000, 15_000]);
  });
});

describe('a stop from outside', () => {
  it('before the first try: nothing is asked', async () => {
    const policy = patient(new HandClock(), { stop: AbortSignal.abort() });
    const fault = await faultOf(withRetries(CALLER, '{}', policy, tries()));
    expect([fault.kind, fault.tries]).toEqual(['stopped', 0]);
  });

  it('within a try: the try is told and left', async () => {
    const stop = new AbortController();
    let told = false;
    const asked = withRetries(CALLER, '{}', patient(new HandClock(), { stop: stop.signal }), (signal) => {
      signal.addEventListener('abort', () => {
        told = true;
      });
      return new Promise<string>(() => {});
    });
    stop.abort();
    const fault = await faultOf(asked);
    expect([fault.kind, fault.tries, told]).toEqual(['stopped', 1, true]);
  });

  it('within a pause: the pause ends and no try follows', async () => {
    const stop = new AbortController();
    const policy: RetryPolicy = { maxTries: 3, totalMs: 1e9, stop: stop.signal, clock: machineClock };
    const asked = withRetries(CALLER, '{}', policy, tries(limited(1e8)));
    setImmediate(() => stop.abort());
    const fault = await faultOf(asked);
    expect([fault.kind, fault.tries]).toEqual(['stopped', 1]);
  });
});

describe('the message of a fault', () => {
  const messageFor = async (words: string): Promise<string> => {
    const attempt = tries(statusFailure(400, words, null));
    return (await faultOf(withRetries(CALLER, '{}', patient(new HandClock()), attempt))).message;
  };

  it('names model, address, provider, status and the words of the server', async () => {
    expect(await messageFor('bad\u001b[31m\n\u202eformat')).toBe(
      'Model qwen at http://box:8000/v1 (openai) answered with status 400: "bad [31m format". ' +
        'The server does not take this request as it is.',
    );
  });

  it('holds at most 300 characters of those words', async () => {
    const said = await messageFor('é'.repeat(1000));
    expect(said.match(/é+…/)?.[0]).toBe(`${'é'.repeat(299)}…`);
  });

  it('never holds the key, whatever the server says around it', async () => {
    const around = fc.string({ unit: 'binary', maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(around, around, async (before, after) => {
        expect(await messageFor(`${before}${CALLER.key}${after}`)).not.toContain(CALLER.key);
      }),
    );
  });
});

describe('retry-after', () => {
  // Sun, 06 Nov 1994 08:49:37 GMT, the example date of RFC 9110.
  const DATE_MS = Date.UTC(1994, 10, 6, 8, 49, 37);

  it.each<[Record<string, string>, number | null]>([
    [{}, null],
    [{ 'retry-after': '120' }, 120_000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '1.5' }, 1500],
    [{ 'retry-after-ms': '250', 'retry-after': '1' }, 250],
    [{ 'retry-after': 'Sun, 06 Nov 1994 08:49:37 GMT' }, 20_000],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '' }, null],
    [{ 'retry-after': '-5' }, null],
    [{ 'retry-after': 'Infinity' }, null],
  ])('%j', (headers, expectedMs) => {
    expect(retryAfterMs(new Headers(headers), DATE_MS - 20_000)).toBe(expectedMs);
  });

  it('a date that is over asks for no pause', () => {
    const headers = new Headers({ 'retry-after': 'Sun, 06 Nov 1994 08:49:37 GMT' });
    expect(retryAfterMs(headers, DATE_MS + 1)).toBe(0);
  });
});
