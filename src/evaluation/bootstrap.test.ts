import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ratioInterval } from './bootstrap.ts';
import type { Blocks } from './comparison.ts';

const blocks = (profit: readonly number[], volume: readonly number[]): Blocks => ({
  blockSeconds: 300,
  profit,
  volume,
  swings: profit.map(() => 0),
  holding: profit.map(() => 0),
});
const options = { level: 0.9, resamples: 2_000, seed: 'a study' };

test('the mean is a ratio of sums, not a mean of ratios', () => {
  // (1 + 1) / (1,000 + 9,000) × 10,000 = 2; the mean of the ratios 10 and 1.11 would be 5.56.
  expect(ratioInterval([blocks([1], [1_000]), blocks([1], [9_000])], options)?.mean).toBeCloseTo(2, 12);
});

test('two blocks: the resamples are one block twice (1/4), the other twice (1/4) or both (1/2)', () => {
  // Ratios 10, 1.11 and 2: a 90 % interval of that distribution runs from the smallest to the largest, a 20 % one is 2.
  const two = [blocks([1, 1], [1_000, 9_000])];
  const wide = ratioInterval(two, options);
  expect(wide?.low).toBeCloseTo(10 / 9, 12);
  expect(wide?.high).toBeCloseTo(10, 12);
  const narrow = ratioInterval(two, { ...options, level: 0.2 });
  expect([narrow?.low, narrow?.high]).toEqual([2, 2]);
});

test('blocks that are all alike leave no doubt', () => {
  expect(ratioInterval([blocks([0.125, 0.125, 0.125], [500, 500, 500])], options)).toEqual({
    mean: 2.5,
    low: 2.5,
    high: 2.5,
    level: 0.9,
  });
});

test('equal volumes: as wide as the normal interval of the mean', () => {
  // 400 blocks of volume 1,000, profit ±1: standard error of the mean profit 1/√400 = 0.05, per $10k 0.5; ±1.645 × 0.5.
  const profit = Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 1 : -1));
  const estimate = ratioInterval(
    [
      blocks(
        profit,
        profit.map(() => 1_000),
      ),
    ],
    options,
  );
  expect(estimate?.mean).toBe(0);
  expect(estimate?.low).toBeGreaterThan(-0.92);
  expect(estimate?.low).toBeLessThan(-0.72);
  expect(estimate?.high).toBeGreaterThan(0.72);
  expect(estimate?.high).toBeLessThan(0.92);
});

test('no volume, no block, and volume in one block only: no interval', () => {
  expect(ratioInterval([], options)).toBeNull();
  expect(ratioInterval([blocks([0, 0], [0, 0])], options)).toBeNull();
  expect(ratioInterval([blocks([1, 0, 0], [1_000, 0, 0])], options)).toBeNull();
});

test('the seed decides the draws', () => {
  const some = [blocks([1, -2, 3, 0.5], [900, 1_100, 700, 1_000])];
  expect(ratioInterval(some, options)).toEqual(ratioInterval(some, options));
  expect(ratioInterval(some, options)).not.toEqual(ratioInterval(some, { ...options, seed: 'another' }));
});

test('the interval lies within the best and the worst block, and blocks of one session or several are the same', () => {
  const block = fc.record({
    profit: fc.double({ min: -5, max: 5, noNaN: true }),
    volume: fc.double({ min: 1, max: 5_000, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(block, { minLength: 2, maxLength: 12 }), (drawn) => {
      const few = { ...options, resamples: 50 };
      const estimate = ratioInterval(
        [
          blocks(
            drawn.map((b) => b.profit),
            drawn.map((b) => b.volume),
          ),
        ],
        few,
      );
      const ratios = drawn.map((b) => (b.profit / b.volume) * 10_000);
      const slack = 1e-9 * Math.max(1, ...ratios.map(Math.abs));
      expect(estimate?.low).toBeGreaterThanOrEqual(Math.min(...ratios) - slack);
      expect(estimate?.high).toBeLessThanOrEqual(Math.max(...ratios) + slack);
      expect(
        ratioInterval(
          drawn.map((b) => blocks([b.profit], [b.volume])),
          few,
        ),
      ).toEqual(estimate);
    }),
    { numRuns: 50 },
  );
});

test('what cannot be resampled is named', () => {
  expect(() => ratioInterval([], { ...options, level: 90 })).toThrow(/level is 90/);
  expect(() => ratioInterval([], { ...options, resamples: 0 })).toThrow(/resamples is 0/);
  expect(() => ratioInterval([blocks([1, 2], [1_000])], options)).toThrow(/2 profits and 1 volumes/);
});
