import { describe, expect, it } from 'vitest';
import { defaultParameters } from '../parameters.ts';
import { readTieredParameters, type TieredParameters, tieredParameters } from './parameters.ts';
import { Distances, tierShares } from './tiers.ts';

const parametersOf = (changes: Partial<TieredParameters> = {}): TieredParameters =>
  readTieredParameters({ ...defaultParameters(tieredParameters), ...changes });
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

describe('the sizes of the tiers', () => {
  it('hold 70, 20 and 10 % in five tiers each, and decay by 0.7 within', () => {
    const shares = tierShares(parametersOf());
    expect(sum(shares.subarray(0, 5))).toBeCloseTo(0.7, 12);
    expect(sum(shares.subarray(5, 10))).toBeCloseTo(0.2, 12);
    expect(sum(shares.subarray(10))).toBeCloseTo(0.1, 12);
    expect((shares[1] ?? 0) / (shares[0] ?? 1)).toBeCloseTo(0.7, 12);
    // 0.7 × 0.3 / (1 − 0.7⁵)
    expect(shares[0]).toBeCloseTo((0.7 * 0.3) / (1 - 0.7 ** 5), 12);
  });

  it('decay by 0.7 over all tiers without bands: 84 % in the first five of fifteen', () => {
    const shares = tierShares(parametersOf({ bandShares: false }));
    expect(sum(shares)).toBeCloseTo(1, 12);
    expect(sum(shares.subarray(0, 5))).toBeCloseTo((1 - 0.7 ** 5) / (1 - 0.7 ** 15), 12);
  });

  it('share among the bands that there are', () => {
    expect(sum(tierShares(parametersOf({ levels: 8 })).subarray(0, 5))).toBeCloseTo(7 / 9, 12);
    expect(sum(tierShares(parametersOf({ levels: 4 })))).toBeCloseTo(1, 12);
    expect(sum(tierShares(parametersOf({ levels: 20 })).subarray(10))).toBeCloseTo(0.1, 12);
  });
});

describe('the distances', () => {
  const reach = (
    yearlyPct: number,
    imbalance = 0,
    thinnerUsd = 0,
    adverse = 1,
    changes: Partial<TieredParameters> = {},
  ): number[] => {
    // A book at the floor does not tighten in these tests unless they say so.
    const distances = new Distances(parametersOf({ deepTighten: 1, ...changes }));
    distances.set(yearlyPct, imbalance, thinnerUsd, adverse);
    return [distances.minBps, distances.maxBps].map((value) => Number(value.toFixed(9)));
  };

  it('follow the four zones of volatility', () => {
    expect([7.9, 8, 15, 15.1, 25, 25.1].map((pct) => reach(pct))).toEqual([
      [1, 10],
      [2, 20],
      [2, 20],
      [5, 35],
      [5, 35],
      [10, 50],
    ]);
  });

  it('widen by 1.3 to 1.5 in a one-sided book', () => {
    expect(reach(10, 0.3)).toEqual([2, 20]);
    expect(reach(10, 0.31)[0]).toBeCloseTo(2 * 1.303, 2);
    expect(reach(10, -0.65)).toEqual([2.8, 28]);
    expect(reach(10, 1)).toEqual([3, 30]);
  });

  it('tighten by 0.9 at the floor to 0.8 in a very deep book', () => {
    const deep = { deepTighten: 0.9 };
    expect(reach(10, 0, 50_000, 1, deep)).toEqual([1.8, 18]);
    expect(reach(10, 0, 125_000, 1, deep)).toEqual([1.7, 17]);
    expect(reach(10, 0, 900_000, 1, deep)).toEqual([1.6, 16]);
  });

  it('widen under adverse selection, and stay between 1 and 50 bps', () => {
    expect(reach(10, 0, 0, 2.5)).toEqual([5, 50]);
    expect(reach(30, 0, 0, 2.5)).toEqual([25, 50]);
    expect(reach(5, 0, 200_000, 1)).toEqual([1, 8]);
  });
});
