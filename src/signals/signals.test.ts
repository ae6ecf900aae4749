import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateOfChangeBps } from './rateOfChange.ts';
import { Samples } from './samples.ts';
import { trendBps } from './trend.ts';
import { meanAbsoluteReturnBps } from './volatility.ts';

/** Prices in the order in which they were sampled, oldest first. */
function sampled(prices: readonly number[], capacity = 31): Samples {
  const samples = new Samples(capacity);
  for (const price of prices) samples.push(price);
  return samples;
}

const price = fc.double({ min: 1, max: 1e6, noNaN: true });

describe('rate of change', () => {
  it('is the change over ten steps, in bps of the older price', () => {
    // Eleven samples span ten steps: 10,000 → 10,005 is 5 bps, whatever lies between.
    expect(rateOfChangeBps(sampled([10_000, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10_005]), 10)).toBeCloseTo(5, 9);
    expect(rateOfChangeBps(sampled([10_000, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9_990]), 10)).toBeCloseTo(-10, 9);
  });

  it('leaves samples that are older than the lookback out', () => {
    expect(rateOfChangeBps(sampled([7, 10_000, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10_001]), 10)).toBeCloseTo(1, 9);
  });

  it('says nothing until ten whole steps were seen', () => {
    expect(rateOfChangeBps(sampled([10_000, 1, 2, 3, 4, 5, 6, 7, 8, 20_000]), 10)).toBe(0);
    expect(rateOfChangeBps(sampled([]), 10)).toBe(0);
  });
});

describe('trend', () => {
  it('holds the mean of the newest five against the mean of the five before', () => {
    // Means: 102 over the older five, 107.1 over the newer: 107.1 / 102 − 1 = 5 %.
    const older = [100, 101, 102, 103, 104];
    const newer = [107, 107, 107, 107, 107.5];
    expect(trendBps(sampled([...older, ...newer]), 5)).toBeCloseTo(500, 9);
    expect(trendBps(sampled([...newer, ...older]), 5)).toBeCloseTo((102 / 107.1 - 1) * 10_000, 9);
  });

  it('says nothing before ten samples and forgets what is older', () => {
    expect(trendBps(sampled([100, 100, 100, 100, 200, 200, 200, 200, 200]), 5)).toBe(0);
    expect(trendBps(sampled([9_999, 100, 100, 100, 100, 100, 101, 101, 101, 101, 101]), 5)).toBeCloseTo(100, 9);
  });
});

describe('volatility', () => {
  it('is the mean absolute return from sample to sample', () => {
    // +1 %, −1 %: the mean of the sizes is 100 bps.
    expect(meanAbsoluteReturnBps(sampled([100, 101, 99.99]), 30)).toBeCloseTo(100, 9);
  });

  it('takes the thirty newest returns and no older one', () => {
    const calm = Array.from({ length: 31 }, () => 100);
    expect(meanAbsoluteReturnBps(sampled([50, ...calm], 40), 30)).toBe(0);
    // One move of 3 % among thirty returns: 10 bps on average.
    expect(meanAbsoluteReturnBps(sampled([...calm.slice(1), 103], 40), 30)).toBeCloseTo(10, 9);
    expect(meanAbsoluteReturnBps(sampled([100, ...calm.slice(1), 103], 40), 30)).toBeCloseTo(10, 9);
  });

  it('uses the returns that it has while there are fewer, and is zero without any', () => {
    expect(meanAbsoluteReturnBps(sampled([100, 103]), 30)).toBeCloseTo(300, 9);
    expect(meanAbsoluteReturnBps(sampled([100]), 30)).toBe(0);
    expect(meanAbsoluteReturnBps(sampled([]), 30)).toBe(0);
  });
});

describe('samples', () => {
  it('remember the newest ones, as a plain list would', () => {
    fc.assert(
      fc.property(fc.array(price, { maxLength: 40 }), fc.integer({ min: 1, max: 12 }), (prices, capacity) => {
        const samples = sampled(prices, capacity);
        const remembered = prices.slice(-capacity).reverse();
        expect(samples.length).toBe(remembered.length);
        expect(remembered.map((_, age) => samples.at(age))).toEqual(remembered);
      }),
    );
  });

  it('refuse to answer beyond what they remember', () => {
    const samples = sampled([1, 2, 3], 2);
    expect(() => samples.at(2)).toThrow(RangeError);
    expect(() => samples.at(-1)).toThrow(RangeError);
    expect(() => samples.mean(1, 2)).toThrow(RangeError);
    samples.clear();
    expect(() => samples.at(0)).toThrow(RangeError);
  });

  it('give signals that do not depend on the unit of the price', () => {
    fc.assert(
      fc.property(fc.array(price, { minLength: 12, maxLength: 31 }), fc.constantFrom(0.25, 2, 1024), (prices, unit) => {
        const a = sampled(prices);
        const b = sampled(prices.map((one) => one * unit));
        expect(rateOfChangeBps(b, 10)).toBeCloseTo(rateOfChangeBps(a, 10), 4);
        expect(trendBps(b, 5)).toBeCloseTo(trendBps(a, 5), 4);
        expect(meanAbsoluteReturnBps(b, 30)).toBeCloseTo(meanAbsoluteReturnBps(a, 30), 4);
      }),
    );
  });
});
