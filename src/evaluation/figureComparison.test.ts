import { describe, expect, it } from 'vitest';
import { someMetrics } from '../testing/store/journalFixtures.ts';
import { type ComparedFigure, type ComparedRow, compareFigures } from './figureComparison.ts';
import type { Metrics } from './metrics.ts';
import type { MeasuredSet } from './setSummary.ts';

/** An hour in twelve blocks, the same under both fill models. */
function hour(metrics: Partial<Metrics>, profit: readonly number[] = Array(12).fill(0), volume = 100): MeasuredSet {
  const nothing = profit.map(() => 0);
  const result = {
    metrics: { ...someMetrics, ...metrics },
    blocks: { blockSeconds: 300, profit, volume: profit.map(() => volume), swings: nothing, holding: nothing },
  };
  return { pessimistic: result, optimistic: result };
}

function rowOf(figure: ComparedFigure, first: readonly MeasuredSet[], second: readonly MeasuredSet[]): ComparedRow {
  const row = compareFigures(first, second).find((one) => one.figure === figure);
  if (row === undefined) throw new Error(`no row of ${figure}`);
  return row;
}

const requests = (placed: number, cancelled: number): Metrics['requests'] => ({
  ...{ placed, cancelled, rejected: 0, denied: {} },
});
const move = (count: number, against: number, meanPosition: number): NonNullable<Metrics['priceMoves']>['rises'] => ({
  ...{ count, against, meanPosition },
});

describe('figures of two sets on the same tapes', () => {
  it('are ratios of sums', () => {
    const first = [hour({ fills: 10, requests: requests(300, 300) }), hour({ fills: 30, requests: requests(0, 0) })];
    const second = [hour({ fills: 10 }), hour({ fills: 20 })];
    expect(rowOf('fillsPerHour', first, second).pessimistic).toMatchObject({ first: 20, second: 15 });
    // 600 requests in 120 minutes.
    expect(rowOf('requestsPerMinute', first, second).pessimistic.first).toBe(5);
    const rated = [
      hour({ fillRate: 0.5, requests: requests(10, 0) }),
      hour({ fillRate: 0.1, requests: requests(90, 0) }),
    ];
    expect(rowOf('fillRate', rated, rated).pessimistic.first).toBeCloseTo(0.14, 12);
  });

  it('count the pauses of the strategy apart from its limit, as the mean of both sides', () => {
    const away = hour({
      quoteGaps: { 'strategy-pause': { bids: 0.4, asks: 0.2 }, 'position-limit': { bids: 0.1, asks: 0 } },
    });
    expect(rowOf('pausedShare', [away], [away]).pessimistic.first).toBeCloseTo(0.3, 12);
    expect(rowOf('limitShare', [away], [away]).pessimistic.first).toBeCloseTo(0.05, 12);
  });

  it('show positions against trends: short after rises, long after falls', () => {
    // Two rises that ended 30 short on average, one fall that ended 40 long: 100 against over three moves.
    const trends = hour({ priceMoves: { leastBps: 5, rises: move(2, 1, -30), falls: move(1, 1, 40) } });
    expect(rowOf('positionAgainst', [trends], [trends]).pessimistic.first).toBeCloseTo(100 / 3, 12);
    expect(rowOf('movesAgainst', [trends], [trends]).pessimistic.first).toBeCloseTo(2 / 3, 12);
    const none = hour({ priceMoves: { leastBps: 5, rises: move(0, 0, 0), falls: move(0, 0, 0) } });
    expect(rowOf('movesAgainst', [none], [none]).pessimistic).toEqual({ first: null, second: null, difference: null });
  });

  it('have no interval on one tape, but for profit, whose blocks show its noise', () => {
    const [first, second] = [hour({ fills: 10 }), hour({ fills: 20 }, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3])];
    expect(rowOf('fillsPerHour', [first], [second])).toMatchObject({
      pessimistic: { difference: null },
      clearly: null,
    });
    const profit = rowOf('profitPerHour', [first], [second]).pessimistic;
    expect([profit.first, profit.second, profit.difference?.mean]).toEqual([0, 24, 24]);
    // 24 of 1,200 of volume.
    expect(rowOf('profitPer10k', [first], [second]).pessimistic.second).toBeCloseTo(200, 9);
  });

  it('differ clearly where every tape differs alike under both fill models, and not where one model is alone', () => {
    const first = [10, 20, 30, 40].map((fills) => hour({ fills }));
    const second = [21, 30, 40, 51].map((fills) => hour({ fills }));
    const row = rowOf('fillsPerHour', first, second);
    // Differences of 11, 10, 10 and 11: pairs take away what the tapes have in common.
    expect(row.pessimistic.difference?.mean).toBeCloseTo(10.5, 12);
    expect(row.pessimistic.difference?.low).toBeGreaterThan(9);
    expect(row.clearly).toBe('more');
    expect(rowOf('fillsPerHour', second, first).clearly).toBe('less');
    const halved = second.map(({ pessimistic }, i) => ({
      pessimistic,
      optimistic: (first[i] as MeasuredSet).optimistic,
    }));
    expect(rowOf('fillsPerHour', first, halved).clearly).toBeNull();
  });

  it('cannot be compared on unequally many tapes', () => {
    expect(() => compareFigures([hour({})], [])).toThrow('1 and 0 outcomes cannot be compared tape by tape');
  });
});
