import { describe, expect, it } from 'vitest';
import { createRng } from '../market/rng.ts';
import {
  alwaysValidAround,
  alwaysValidHalfWidth,
  intervalAround,
  type Uncertainty,
  uncertaintyOf,
} from './intervals.ts';

function of(sessions: readonly (readonly number[])[]): Uncertainty {
  return uncertaintyOf(sessions) ?? expect.fail('there is no uncertainty');
}

describe('the uncertainty of a sum', () => {
  it('moderates what few sessions vary by with what their blocks announce', () => {
    // Blocks: squares 1 + 0 + 0.25 + 2.25 = 3.5, times 4/3. Sessions −1 and 1: squares 2, times 2/1.
    // Two blocks more than sessions count like two sessions: (2 × 14/3 + 1 × 4) / 3.
    const alike = of([
      [-1, 0],
      [-0.5, 1.5],
    ]);
    expect(alike).toMatchObject({ degreesOfFreedom: 3, sessions: 2 });
    expect(alike.standardError).toBeCloseTo(Math.sqrt((28 / 3 + 4) / 3), 9);
    expect(alike.largestError).toBeCloseTo(Math.sqrt(14 / 3), 9);
    // Sessions −4 and 4: squares 32, times 2/1. Blocks: 4 × 4, times 4/3. (2 × 64/3 + 1 × 64) / 3.
    const apart = of([
      [-2, -2],
      [2, 2],
    ]);
    expect(apart.standardError).toBeCloseTo(Math.sqrt((128 / 3 + 64) / 3), 9);
    expect(apart.largestError).toBeCloseTo(8, 9);
    // Sessions are equal to the cent: the variance is at least three quarters of what the blocks imply.
    const lucky = of(Array.from({ length: 20 }, () => [1, -1]));
    expect(lucky.standardError).toBeCloseTo(Math.sqrt(0.75 * 40 * (40 / 39)), 9);
  });

  it('of one session is as its blocks say, but known by two degrees of freedom at most', () => {
    // Twelve blocks of ±1: squares 12, times 12/11.
    const one = of([Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 1 : -1))]);
    expect(one.standardError).toBeCloseTo(Math.sqrt(144 / 11), 9);
    expect(one.degreesOfFreedom).toBe(2);
    expect(of([[1, -1]]).degreesOfFreedom).toBe(1);
  });

  it('of sessions of one block each is that of the sessions: their blocks say nothing more', () => {
    const minutes = of([[-3], [1], [1], [1]]);
    // Squares 12, times 4/3.
    expect(minutes.standardError).toBeCloseTo(4, 9);
    expect(minutes.degreesOfFreedom).toBe(3);
    // Cubes −24 / 4 over (12 / 4)^1.5, times √12 / 2.
    expect(minutes.skewness).toBeCloseTo(-2, 9);
  });

  it('is unknown with one block', () => {
    expect(uncertaintyOf([[0]])).toBeNull();
    expect(uncertaintyOf([])).toBeNull();
  });

  it('has no shape where sessions add up to the same but for rounding', () => {
    const alike = Array.from({ length: 10 }, () => [0.1 + 0.2, -0.3]);
    expect(Math.abs(of(alike).skewness)).toBeLessThan(1e-3);
  });
});

describe('the interval', () => {
  it('of symmetric values is Student’s', () => {
    const uncertainty = { ...of([[1, -1]]), standardError: 2, degreesOfFreedom: 3, skewness: 0 };
    expect(intervalAround(5, uncertainty, 0.9)).toEqual({
      mean: 5,
      low: expect.closeTo(5 - 2 * 2.353363, 5),
      high: expect.closeTo(5 + 2 * 2.353363, 5),
      level: 0.9,
    });
  });

  it('reaches further to where rare large values come from, and never less far than Student’s to the other side', () => {
    // Computed independently (numpy, scipy): three sessions of +1 and one of −3.
    const { low, high } = intervalAround(0, of([[-3], [1], [1], [1]]), 0.9);
    expect(low).toBeCloseTo(-21.4156, 3);
    expect(high).toBeCloseTo(4 * 2.353363, 4);
    const mirrored = intervalAround(0, of([[3], [-1], [-1], [-1]]), 0.9);
    expect(mirrored.low).toBeCloseTo(-high, 9);
    expect(mirrored.high).toBeCloseTo(-low, 9);
  });
});

describe('the interval for those who look after every session', () => {
  const symmetric: Uncertainty = {
    standardError: 1,
    degreesOfFreedom: 12,
    largestError: 1,
    skewness: 0,
    blockSkewness: 0,
    sessions: 10,
  };

  it('is the normal mixture, moved out for the skewness that ten sessions may hide', () => {
    // Width √{ 11/10 [2 ln 10 + ln 11] } = 2.775; against g = −0.75 √(6/10): the t with t + g (1 + 2t²) / (6√10) =
    // 2.775.
    const g = -0.75 * Math.sqrt(0.6);
    const { low, high } = alwaysValidAround(0, symmetric, 10, 0.9);
    expect(high).toBeCloseTo(-low, 9);
    expect(high + (g * (1 + 2 * high ** 2)) / (6 * Math.sqrt(10))).toBeCloseTo(
      Math.sqrt(1.1 * (2 * Math.log(10) + Math.log(11))),
      9,
    );
  });

  it('has no lower bound where large losses were rare so far: nobody knows how rare', () => {
    const { low, high } = alwaysValidAround(0, { ...symmetric, skewness: -2.5 }, 10, 0.9);
    expect(low).toBe(Number.NEGATIVE_INFINITY);
    expect(high).toBeLessThan(4);
  });
});

describe('the always-valid interval', () => {
  it('has the width of the formula', () => {
    // σ = 2, τ = 1, n = 8, α = 0.1: 4 (4 + 8) / 64 = 0.75; 2 ln 10 + ln(1 + 8/4) = 4.60517 + 1.09861.
    expect(alwaysValidHalfWidth(2, 8, 1, 0.1)).toBeCloseTo(Math.sqrt(0.75 * (4.605170186 + 1.098612289)), 9);
    expect(alwaysValidHalfWidth(1, 1, 1, 0.05)).toBeCloseTo(Math.sqrt(2 * (5.991464547 + Math.LN2)), 9);
  });

  it('keeps its promise to those who look after every observation', () => {
    const rng = createRng('peeking');
    let missed = 0;
    let missedByPlain = 0;
    for (let path = 0; path < 2_000; path++) {
      let sum = 0;
      let outside = false;
      let outsidePlain = false;
      for (let n = 1; n <= 150; n++) {
        sum += rng.normal();
        const mean = Math.abs(sum / n);
        outside ||= mean > alwaysValidHalfWidth(1, n, 1, 0.1);
        outsidePlain ||= mean > 1.6449 / Math.sqrt(n);
      }
      if (outside) missed++;
      if (outsidePlain) missedByPlain++;
    }
    expect(missed / 2_000).toBeLessThanOrEqual(0.1);
    // The check means something: an ordinary 90 % interval misses for most of those who look each time.
    expect(missed / 2_000).toBeGreaterThan(0.02);
    expect(missedByPlain / 2_000).toBeGreaterThan(0.5);
  });
});
