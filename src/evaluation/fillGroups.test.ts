import { describe, expect, it } from 'vitest';
import { aLane, tenthTick } from '../testing/lane.ts';
import { fillsByDistance, fillsBySide } from './fillGroups.ts';

const NONE = Number.NaN;

/**
 * A lot at 10,000 ticks is 10. Two buys and one sell at mid 10,000, and a taker sale that belongs to no group:
 * 10 lots bought 10 ticks (10 bps) below mid from an order sent at 3 bps, 30 lots bought 20 ticks below from one at 5 bps, 20 lots
 * sold 10 ticks above from one at 3.9 bps.
 */
const { lane } = aLane({
  fills: [
    { at: 1, lots: 10, ticks: 9_990, mid: 10_000, sentAtBps: 3, after: [10_010, 10_000, NONE, NONE] },
    { at: 2, lots: 30, ticks: 9_980, mid: 10_000, sentAtBps: 5, after: [9_990, 10_000, NONE, NONE] },
    { at: 3, lots: -20, ticks: 10_010, mid: 10_000, sentAtBps: 3.9, after: [10_020, NONE, NONE, NONE] },
    { at: 4, lots: -20, ticks: 9_990, mid: 10_000, taker: true, after: [10_020, NONE, NONE, NONE] },
  ],
  mids: [10_000, 10_000, 10_000, 10_000],
});

describe('passive fills', () => {
  it('are told apart by side', () => {
    const { bought, sold } = fillsBySide(lane, tenthTick);
    // Values: 10 × 9.99 + 30 × 9.98 = 399.3. Better than mid by 10 × 10 + 30 × 20 = 700 lot-ticks of 0.001: 0.7.
    expect(bought.fills).toBe(2);
    expect(bought.volume).toBeCloseTo(399.3, 9);
    expect(bought.spreadBps).toBeCloseTo((0.7 / 399.3) * 10_000, 9);
    // After 1 s: +10 bps on 10 lots, −10 bps on 30 lots.
    expect(bought.markoutsBps).toEqual([expect.closeTo(-5, 9), 0, null, null]);
    // Sold at mid 10,000; it rose to 10,020.
    expect(sold.fills).toBe(1);
    expect(sold.markoutsBps).toEqual([expect.closeTo(-20, 9), null, null, null]);
  });

  it('are told apart by how far from mid their orders were sent', () => {
    const groups = fillsByDistance(lane, tenthTick);
    expect(groups).toMatchObject([
      { fromBps: 2.5, toBps: 4, fills: 2 },
      { fromBps: 4, toBps: 7.5, fills: 1 },
    ]);
    // +10 bps on 10 lots bought, −20 bps on 20 lots sold.
    expect(groups[0]?.markoutsBps[0]).toBeCloseTo(-10, 9);
    expect(groups[1]?.markoutsBps[0]).toBeCloseTo(-10, 9);
  });

  it('are in no group where the distance is not known', () => {
    const { lane: unknown } = aLane({ fills: [{ at: 1, lots: 1, ticks: 9_990, mid: 10_000 }], mids: [10_000] });
    expect(fillsByDistance(unknown, tenthTick)).toEqual([]);
    expect(fillsBySide(unknown, tenthTick).bought.fills).toBe(1);
  });
});
