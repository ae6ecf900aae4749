import { describe, expect, it } from 'vitest';
import { createRng } from '../market/rng.ts';
import type { Target } from '../strategy/targets.ts';
import { jointVerdict, measureTarget, type TargetResult, type TargetSession } from './targets.ts';

const noPosition = { final: 0, max: 0, mean: 0, meanAbsolute: 0, holdingSeconds: null };

/** An hour in twelve blocks, unless told otherwise. */
function session(
  metrics: Partial<TargetSession['metrics']>,
  profit: readonly number[] = Array(12).fill(0),
): TargetSession {
  const nothing = profit.map(() => 0);
  return {
    metrics: {
      ...{ volume: 0, fills: 0, makerRatio: null, fillRate: null, spreadProfit: 0, maxDrawdown: 0 },
      inventory: noPosition,
      requests: { placed: 0, cancelled: 0, rejected: 0, denied: {} },
      ...metrics,
    },
    blocks: { blockSeconds: 300, profit, volume: nothing, swings: nothing, holding: nothing },
  };
}

const placed = (count: number): TargetSession['metrics']['requests'] => ({
  ...{ placed: count, cancelled: 0, rejected: 0, denied: {} },
});
const trades: Target = { measure: 'tradesPerDay', bound: 'above', value: 2000 };
const maker: Target = { measure: 'makerRatio', bound: 'above', value: 0.9 };
const drawdown: Target = { measure: 'drawdown', bound: 'below', value: 0.03, hours: 168 };
const sharpe: Target = { measure: 'sharpe', bound: 'above', value: 2.5 };
const fills = (...counts: readonly number[]): TargetSession[] => counts.map((count) => session({ fills: count }));

describe('a target', () => {
  it('is measured as a ratio of sums: a session with more volume counts more', () => {
    const sessions = [session({ volume: 3_000, makerRatio: 1 }), session({ volume: 1_000, makerRatio: 0.6 })];
    const { measured, margin } = measureTarget(maker, sessions, 1_000);
    expect(measured).toBeCloseTo(0.9, 12);
    expect(margin).toBeCloseTo(0, 12);
    const rates = [session({ fillRate: 0.5, requests: placed(10) }), session({ fillRate: 0.1, requests: placed(90) })];
    // 5 and 9 of 100 orders.
    expect(measureTarget({ measure: 'fillRate', bound: 'above', value: 0.4 }, rates, 1_000).measured).toBeCloseTo(
      0.14,
      12,
    );
    const spread = [session({ spreadProfit: 1, volume: 4_000 }), session({ spreadProfit: 2, volume: 2_000 })];
    expect(
      measureTarget({ measure: 'spreadCapturedBps', bound: 'above', value: 5 }, spread, 1_000).measured,
    ).toBeCloseTo(5, 12);
  });

  it('has the interval of its sessions, and nothing from one', () => {
    // 80 and 100 an hour: 2,160 a day. Contributions of ∓120; squares 28,800, times 2/1; Student’s with one degree of freedom.
    const { measured, interval, sessions, hours } = measureTarget(trades, fills(80, 100), 1_000);
    expect({ measured, sessions, hours }).toEqual({ measured: 2160, sessions: 2, hours: 2 });
    expect(interval?.high).toBeCloseTo(2160 + 240 * 6.3138, 0);
    expect(interval?.low).toBeCloseTo(2160 - 240 * 6.3138, 0);
    expect(measureTarget(trades, fills(80), 1_000)).toMatchObject({
      measured: 1920,
      margin: -80,
      interval: null,
      verdict: 'open',
      hoursNeeded: null,
    });
  });

  it('is open before the tenth session, and says how many hours the rest takes', () => {
    const nine = fills(10, 11, 12, 10, 11, 12, 10, 11, 12);
    expect(measureTarget(trades, nine, 1_000)).toMatchObject({ verdict: 'open', hoursNeeded: 1 });
    expect(measureTarget(trades, [...nine, ...fills(11)], 1_000)).toMatchObject({ verdict: 'missed', hoursNeeded: 0 });
    const fast = fills(...[10, 11, 12, 10, 11, 12, 10, 11, 12, 11].map((count) => count * 20));
    expect(measureTarget(trades, fast, 1_000)).toMatchObject({ verdict: 'met', hoursNeeded: 0 });
  });

  it('that is close to the figure takes longer than one far from it', () => {
    const near = measureTarget(trades, fills(...Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 60 : 110))), 1_000);
    const far = measureTarget(trades, fills(...Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 40 : 90))), 1_000);
    expect(near).toMatchObject({ verdict: 'open' });
    expect(near.hoursNeeded).toBeGreaterThan(20 + (far.hoursNeeded ?? Number.NaN));
  });

  it('without volume or orders is not measured', () => {
    expect(measureTarget(maker, fills(0, 0), 1_000)).toMatchObject({ measured: null, margin: null, verdict: 'open' });
    expect(measureTarget(drawdown, [], 1_000)).toMatchObject({ measured: null, verdict: 'open', hoursNeeded: null });
  });

  it('that never varied is known from ten sessions on, without an interval', () => {
    const all = Array.from({ length: 10 }, () => session({ volume: 100, makerRatio: 1 }));
    expect(measureTarget(maker, all.slice(1), 1_000)).toMatchObject({
      interval: null,
      verdict: 'open',
      hoursNeeded: 1,
    });
    expect(measureTarget(maker, all, 1_000)).toMatchObject({ interval: null, verdict: 'met' });
  });
});

describe('the Sharpe ratio', () => {
  it('is the mean over the standard deviation of an hour, scaled to a year', () => {
    // Blocks of 5 minutes that earn 0 or 2: 12 an hour, standard deviation 1 a block and √12 an hour.
    const one = session(
      {},
      Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 0 : 2)),
    );
    expect(measureTarget(sharpe, [one], 1_000).measured).toBeCloseTo((12 / Math.sqrt(12)) * Math.sqrt(8760), 9);
  });

  it('does not depend on the length of blocks', () => {
    const halves: TargetSession = session({}, [1, 3, 1, 3]);
    const long = { ...halves, blocks: { ...halves.blocks, blockSeconds: 1200 } };
    // 2 a block, standard deviation 1; four times as long: 6 an hour, standard deviation √3 an hour.
    expect(measureTarget(sharpe, [long], 1_000).measured).toBeCloseTo((6 / Math.sqrt(3)) * Math.sqrt(8760), 9);
  });

  it('has an interval that holds the true value about as often as it says', () => {
    const rng = createRng('targets');
    const truth = 0.2 * Math.sqrt(12 * 8760);
    let inside = 0;
    const runs = 400;
    for (let run = 0; run < runs; run++) {
      const sessions = Array.from({ length: 8 }, () =>
        session(
          {},
          Array.from({ length: 12 }, () => 0.2 + rng.normal()),
        ),
      );
      const { interval } = measureTarget(sharpe, sessions, 1_000);
      if (interval !== null && interval.low <= truth && truth <= interval.high) inside++;
    }
    expect(inside / runs).toBeGreaterThan(0.86);
    expect(inside / runs).toBeLessThan(0.96);
  });
});

describe('the largest drawdown', () => {
  it('goes on from session to session, and holds what a session saw between blocks', () => {
    // +10, then −5 to the end of the first session and −20 in the second: 25 of 1,000.
    const sessions = [session({}, [10, -5]), session({}, [-20, 30])];
    expect(measureTarget(drawdown, sessions, 1_000).measured).toBeCloseTo(0.025, 12);
    expect(measureTarget(drawdown, [...sessions, session({ maxDrawdown: 28 })], 1_000).measured).toBeCloseTo(0.028, 12);
  });

  it('is missed for good once it is beyond the bound, and met when the time is over', () => {
    const calm = session({}, [1, -1]);
    expect(measureTarget(drawdown, [calm], 1_000)).toMatchObject({ verdict: 'open', interval: null });
    expect(measureTarget(drawdown, [calm], 1_000).hoursNeeded).toBeCloseTo(168 - 1 / 6, 9);
    expect(measureTarget(drawdown, [calm, session({ maxDrawdown: 31 })], 1_000)).toMatchObject({ verdict: 'missed' });
    const week = Array.from({ length: 168 }, () => session({ maxDrawdown: 29 }));
    expect(measureTarget(drawdown, week, 1_000)).toMatchObject({ verdict: 'met', hoursNeeded: 0 });
  });

  it('needs a bound and hours', () => {
    expect(() => measureTarget({ measure: 'drawdown', bound: 'below', value: 0.03 }, [], 1_000)).toThrow(/hours/);
  });
});

describe('the two fill models together', () => {
  const result = (verdict: TargetResult['verdict'], margin: number, hoursNeeded: number | null): TargetResult => ({
    ...{ measured: 1, interval: null, sessions: 10, hours: 10 },
    ...{ verdict, margin, hoursNeeded },
  });

  it('decide only where both do', () => {
    expect(jointVerdict(result('met', 1, 0), result('met', 2, 0))).toMatchObject({ verdict: 'met', hoursNeeded: 0 });
    expect(jointVerdict(result('met', 1, 0), result('open', 2, 7))).toMatchObject({ verdict: 'open', hoursNeeded: 7 });
    expect(jointVerdict(result('missed', -1, 0), result('met', 2, 0))).toEqual({
      verdict: 'open',
      hoursNeeded: null,
      sameSide: false,
    });
  });
});
