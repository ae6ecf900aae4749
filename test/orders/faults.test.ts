/**
 * Every script of faults of the fake venue, on both venues, with a quoter in a process of its own that sends real signatures over
 * real sockets. docs/live-orders.md has a row for each script.
 */

import { describe, expect, it } from 'vitest';
import {
  isFakeVenueThere,
  type Ran,
  runScript,
  type Script,
  scripts,
  startFaultVenue,
  type Venue,
} from './faultRun.ts';

/** How many scripts run at the same time. They wait most of the time. */
const AT_ONCE = 8;

/** Seconds of the tape that a script needs, where 25 are not enough. */
const SECONDS: Readonly<Record<string, number>> = {
  '02-silence': 46,
  '03-gap': 21,
  '04-fills-twice-late-shuffled': 28,
  '08-by-hand': 41,
  '09-rejects': 31,
  '10-rate-limit': 31,
  '11-maintenance': 31,
  '12-rubbish': 31,
  '13-clock': 41,
  '14-slow-reader': 31,
  '15-sleep': 51,
};
/** Started and ended so many times more: the ledger has to be the venue's each time. */
const TIMES_AGAIN: Readonly<Record<string, number>> = { '16-restart': 2 };

/** Requests that a trader needs. Anything else, an approval of a builder, a referrer, a transfer, is not sent. */
const ALLOWED: Readonly<Record<Venue, ReadonlySet<string>>> = {
  hyperliquid: new Set([
    '/info:exchangeStatus',
    '/info:clearinghouseState',
    '/info:userFillsByTime',
    '/info:userFunding',
    '/info:frontendOpenOrders',
    '/info:orderStatus',
    '/exchange:order',
    '/exchange:cancelByCloid',
    '/exchange:scheduleCancel',
  ]),
  binance: new Set([
    '/fapi/v1/time:GET time',
    '/fapi/v3/positionRisk:GET positionRisk',
    '/fapi/v1/userTrades:GET userTrades',
    '/fapi/v1/openOrders:GET openOrders',
    '/fapi/v1/order:GET order',
    '/fapi/v1/depth:GET depth',
    '/fapi/v1/batchOrders:POST batchOrders',
    '/fapi/v1/batchOrders:DELETE batchOrders',
    '/fapi/v1/countdownCancelAll:POST countdownCancelAll',
    '/fapi/v1/listenKey:POST listenKey',
    '/fapi/v1/listenKey:PUT listenKey',
  ]),
};

const HALTS: Readonly<Record<string, string>> = { '08-by-hand': 'position-mismatch', '09-rejects': 'reject-streak' };

describe.skipIf(!isFakeVenueThere)('orders at the fake venue', () => {
  const cases = (['hyperliquid', 'binance'] as const).flatMap((venue) =>
    [...scripts()]
      .filter(([, script]) => script.venue === undefined || script.venue === venue)
      .map(([file, script]) => ({ venue, file, script })),
  );
  const run = ({ venue, file, script }: (typeof cases)[number]): Promise<Ran> =>
    runScript(venue, script, SECONDS[file] ?? 25, TIMES_AGAIN[file] ?? 0);
  const next = startSome(cases, run);

  it.each(cases)('$venue $file', { timeout: 240_000 }, async (one) => {
    const first = await next(one).catch(() => null);
    // Several scripts run at once in real time. One that a busy machine made too late is run a second time; no one has a third.
    const { failures, said, again, requests, truth } = first?.failures.length === 0 ? first : await run(one);
    expect(failures).toEqual([]);
    expect(requests.filter((request) => !ALLOWED[one.venue].has(request))).toEqual([]);
    const halt = HALTS[one.file];
    expect({ state: said.state, code: said.code }).toEqual(
      halt === undefined ? { state: 'ACTIVE', code: '' } : { state: 'HALTED', code: halt },
    );
    // A person's trades stay a difference, so that the ledger is never called right.
    expect(said.isClean).toBe(one.file !== '08-by-hand');
    if (said.isClean) expect(Number(truth.position)).toBeCloseTo((again.at(-1) ?? said).position, 9);
    for (const later of again) expect(later.isClean).toBe(true);
  });

  it('a script that is not met fails', { timeout: 60_000 }, async () => {
    const script: Script = { name: 'impossible', steps: [], expect: { reconnects: 99, fills: { atLeast: 0 } } };
    const bench = await startFaultVenue('hyperliquid', script, 20);
    try {
      const { failures } = await bench.control<{ failures: string[] }>('verdict', { fills: [{ tid: 1 }] });
      expect(failures).toEqual(['0 connections, at least 99 expected', "fill 1 is not the venue's"]);
    } finally {
      bench.close();
    }
  });
});

/** Begins with the first few and begins another whenever one has ended; returns what gives the result of one. */
function startSome<C>(cases: readonly C[], start: (one: C) => Promise<Ran>): (one: C) => Promise<Ran> {
  const results = new Map<C, PromiseWithResolvers<Ran>>(cases.map((one) => [one, Promise.withResolvers<Ran>()]));
  const waiting = [...cases];
  const another = async (): Promise<void> => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      const result = results.get(one);
      await start(one).then(result?.resolve, result?.reject);
    }
  };
  let isStarted = false;
  return (one) => {
    if (!isStarted) for (let i = 0; i < AT_ONCE; i++) another();
    isStarted = true;
    const result = results.get(one)?.promise;
    // Those that nobody waits for yet may fail.
    for (const { promise } of results.values()) promise.catch(() => undefined);
    return result ?? Promise.reject(new Error('no such case'));
  };
}
