import { expect, test } from 'vitest';
import type { LaneMarket, LaneRunner, LanesRequest } from '../campaign/laneRunner.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import { defaultLimits } from '../risk/limits.ts';
import { LateThreads, THREADS_PAY_AFTER } from './lateThreads.ts';

const unwatched = { progress: (): void => undefined, stop: { requested: false } };
const hour: LaneMarket = { type: 'tape', file: 'a.parquet', sha256: 'a', fromUs: 0, toUs: 3600e6 };

function request(lanes: number, market: LaneMarket = hour): LanesRequest {
  return {
    market,
    settings: {
      instrument: btcUsdPerp,
      strategy: 'grid',
      capital: 1_000,
      limits: defaultLimits,
      latency: { feedUs: 0, orderUs: 0, responseUs: 0 },
      decisionUs: 1_000_000,
    },
    lanes: Array.from({ length: lanes }, () => ({ parameters: {}, fillModel: 'pessimistic' })),
    atMostUs: null,
    withMetrics: false,
  };
}

/** Notes where requests go; each ends when it is told to. */
function watched(): { readonly late: LateThreads; readonly went: string[]; end(count: number): Promise<void> } {
  const went: string[] = [];
  const running: (() => void)[] = [];
  const runner = (name: string): LaneRunner => ({
    run: () =>
      new Promise((resolve) => {
        went.push(name);
        running.push(() => resolve([]));
      }),
  });
  const end = async (count: number): Promise<void> => {
    for (let ended = 0; ended < count; ended++) {
      running.shift()?.();
      await new Promise((done) => setImmediate(done));
    }
  };
  return { late: new LateThreads(runner('here'), runner('threads'), 2), went, end };
}

test('the first passes stay in the process; later ones go to the threads too, as many at a time as there are', async () => {
  const { late, went, end } = watched();
  const many = Math.floor(THREADS_PAY_AFTER / (20 * 60));
  const first = Array.from({ length: many }, () => late.run(request(20), unwatched));
  expect(went).toEqual(['here']);
  await end(many);
  await Promise.all(first);
  expect(went).toEqual(new Array<string>(many).fill('here'));
  const later = Array.from({ length: 5 }, () => late.run(request(20), unwatched));
  expect(went.slice(many)).toEqual(['here', 'threads', 'threads']);
  await end(5);
  await Promise.all(later);
  expect(went).toHaveLength(many + 5);
});

test('a whole tape, whose length is not known, opens the threads at once', () => {
  const { late, went } = watched();
  for (let i = 0; i < 4; i++) void late.run(request(1, { type: 'whole-tape', file: 'long.parquet' }), unwatched);
  expect(went).toEqual(['here', 'threads', 'threads']);
});

test('minutes count as far as lanes run', () => {
  const { late, went } = watched();
  const minute = { ...request(20), atMostUs: 60e6 };
  for (let i = 0; i < 100; i++) void late.run(minute, unwatched);
  expect(went).toEqual(['here']);
});
