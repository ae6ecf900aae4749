import { describe, expect, it } from 'vitest';
import type { Blocks } from './comparison.ts';
import { type Pair, pairBlocks } from './pairing.ts';
import { ratioDifference, ratioInterval } from './ratio.ts';

function blocks(profit: readonly number[], volume: readonly number[]): Blocks {
  const nothing = profit.map(() => 0);
  return { blockSeconds: 300, profit, volume, swings: nothing, holding: nothing };
}

function paired(challenger: Blocks, champion: Blocks): Pair[] {
  return pairBlocks(challenger, champion);
}

describe('profit per $10k of one version', () => {
  it('is a ratio of sums with the interval of its linearised blocks', () => {
    // 6 over 3,000: 20 per $10k. Contributions (profit − 0.002 × volume) / 3,000 × 10,000: −1/0.3, 0, +1/0.3.
    const estimate = ratioInterval([blocks([1, 2, 3], [1_000, 1_000, 1_000])], { level: 0.9 });
    expect(estimate?.mean).toBeCloseTo(20, 9);
    // One session: squares 2 / 0.09, times 3/2; Student’s with 2 degrees of freedom.
    const half = Math.sqrt((2 / 0.09) * 1.5) * 2.919986;
    expect(estimate?.low).toBeCloseTo(20 - half, 4);
    expect(estimate?.high).toBeCloseTo(20 + half, 4);
  });

  it('weighs blocks by their volume: one that earns what the ratio says adds no doubt', () => {
    const steady = ratioInterval([blocks([1, 4, 2], [1_000, 4_000, 2_000])], { level: 0.9 });
    expect(steady).toMatchObject({ mean: 10, low: expect.closeTo(10, 6), high: expect.closeTo(10, 6) });
  });

  it('is not known without volume, and shows no interval with one block of it', () => {
    expect(ratioInterval([blocks([0, 0], [0, 0])], { level: 0.9 })).toBeNull();
    expect(ratioInterval([blocks([1, 0], [500, 0])], { level: 0.9 })).toBeNull();
    expect(ratioInterval([], { level: 0.9 })).toBeNull();
  });

  it('refuses a level that is none and columns that do not belong together', () => {
    expect(() => ratioInterval([blocks([1], [1])], { level: 1 })).toThrow(/level is 1/);
    expect(() => ratioInterval([blocks([1, 2], [1])], { level: 0.9 })).toThrow(/2 profits and 1 volumes/);
  });
});

describe('the difference of two versions per $10k', () => {
  it('is the difference of the two ratios, and nothing where both did the same', () => {
    const [a, b] = [blocks([1, 3], [1_000, 1_000]), blocks([2, 2], [2_000, 2_000])];
    expect(ratioDifference([paired(a, b)], 0.9)?.mean).toBeCloseTo(20 - 10, 9);
    expect(ratioDifference([paired(a, a)], 0.9)).toMatchObject({ mean: 0, low: 0, high: 0 });
  });

  it('is surer than either ratio where the same minutes moved both', () => {
    const swing = [5, -5, 4, -4, 6, -6];
    const volume = swing.map(() => 1_000);
    const champion = blocks(swing, volume);
    const challenger = blocks(
      swing.map((value, i) => value + (i % 2 === 0 ? 0.6 : 0.4)),
      volume,
    );
    const width = (estimate: { readonly low: number; readonly high: number } | null): number =>
      estimate === null ? Number.NaN : estimate.high - estimate.low;
    const apart = width(ratioInterval([challenger], { level: 0.9 }));
    expect(width(ratioDifference([paired(challenger, champion)], 0.9))).toBeLessThan(apart / 10);
  });

  it('is not known when a side did not trade', () => {
    const idle = blocks([0, 0], [0, 0]);
    expect(ratioDifference([paired(blocks([1, 2], [10, 10]), idle)], 0.9)).toBeNull();
    expect(() => ratioDifference([], 0.9)).toThrow(RangeError);
  });
});
