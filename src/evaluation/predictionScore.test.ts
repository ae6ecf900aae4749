import { describe, expect, test } from 'vitest';
import { createRng } from '../market/rng.ts';
import { isInside, type PredictedEffect, scorePredictions, squaredMiss, wilsonInterval } from './predictionScore.ts';

/** p10 and p90 of a normal prediction with a deviation of 1 around 1. */
const one: PredictedEffect = { mean: 1, p10: 1 - 1.28155, p90: 1 + 1.28155, probabilityBetter: 0.84 };

describe('a measurement is inside a prediction', () => {
  test('that was measured without error, between p10 and p90', () => {
    const exactly = (mean: number): boolean => isInside({ prediction: one, measured: { mean, standardError: 0 } });
    expect([-0.29, -0.28, 1, 2.28, 2.29].map(exactly)).toEqual([false, true, true, true, false]);
  });

  test("also when only the measurement's own error puts it beyond p90", () => {
    // √(1² + 0.75²) = 1.25; 1.2816 × 1.25 = 1.602.
    const loosely = (mean: number): boolean => isInside({ prediction: one, measured: { mean, standardError: 0.75 } });
    expect([-0.61, -0.6, 2.6, 2.61].map(loosely)).toEqual([false, true, true, false]);
  });

  test('of no width at all by its own error alone', () => {
    const sure = { ...one, p10: 1, p90: 1 };
    expect(isInside({ prediction: sure, measured: { mean: 1.12, standardError: 0.1 } })).toBe(true);
    expect(isInside({ prediction: sure, measured: { mean: 1.13, standardError: 0.1 } })).toBe(false);
  });
});

describe('the interval of a share', () => {
  // Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3: 95 % intervals.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is as published', (hits, n, low, high) => {
    const interval = wilsonInterval(hits, n, 0.95);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
    expect(interval).toMatchObject({ mean: hits / n, level: 0.95 });
  });

  test('of all cases ends at 1, and of none there is none', () => {
    // n / (n + z²) with z² = 2.7055: 3 / 5.7055.
    expect(wilsonInterval(3, 3, 0.9)).toEqual({ mean: 1, low: expect.closeTo(0.5258, 4), high: 1, level: 0.9 });
    expect(() => wilsonInterval(0, 0, 0.9)).toThrow(RangeError);
  });
});

describe('a probability of being better', () => {
  test('is held against what can be seen of it through the error of the measurement', () => {
    // Φ⁻¹(0.84134) = 1; with an error of √3 to a spread of 1 it is seen as 1 / 2: Φ(0.5) = 0.69146, missed by 0.30854.
    const prediction = { ...one, probabilityBetter: 0.84134 };
    const loud = { mean: 2, standardError: Math.sqrt(3) };
    expect(squaredMiss({ prediction, measured: loud })).toBeCloseTo(0.30854 ** 2, 4);
    expect(squaredMiss({ prediction, measured: { ...loud, standardError: 0 } })).toBeCloseTo(0.15866 ** 2, 4);
  });

  test('without any spread is as sure as the error of the measurement lets it be', () => {
    // Φ(1 / 0.5) = 0.97725 that it is measured better.
    const sure = { mean: 1, p10: 1, p90: 1, probabilityBetter: 1 };
    const missed = squaredMiss({ prediction: sure, measured: { mean: -0.1, standardError: 0.5 } });
    expect(missed).toBeCloseTo(0.97725 ** 2, 4);
  });

  test('costs what it should on the average when it is right: the noise of the measurement is not held against it', () => {
    // Effects of N(0.5, 1), each measured with an error of 2: better with Φ(0.5), measured better with Φ(0.5 / √5) =
    // 0.58847.
    const rng = createRng('calibrated');
    const prediction = { mean: 0.5, p10: 0.5 - 1.28155, p90: 0.5 + 1.28155, probabilityBetter: 0.69146 };
    const scored = Array.from({ length: 4_000 }, () => ({
      prediction,
      measured: { mean: 0.5 + rng.normal() + 2 * rng.normal(), standardError: 2 },
    }));
    // p (1 − p) with p = 0.58847.
    expect(scorePredictions(scored)?.brier).toBeCloseTo(0.24217, 2);
  });
});

describe('the score of a series of predictions', () => {
  test('counts those inside, and squares how far P(better) was off', () => {
    const measured = (mean: number) => ({ mean, standardError: 0 });
    const score = scorePredictions([
      { prediction: { ...one, probabilityBetter: 0.7 }, measured: measured(2) },
      { prediction: { ...one, probabilityBetter: 0.6 }, measured: measured(-0.1) },
      { prediction: { ...one, probabilityBetter: 0.9 }, measured: measured(-3) },
      // Exactly as good is not better.
      { prediction: { ...one, probabilityBetter: 0.5 }, measured: measured(0) },
    ]);
    expect(score).toMatchObject({ n: 4, inside: 3, coverage: { mean: 0.75, level: 0.9 } });
    // (0.3² + 0.6² + 0.9² + 0.5²) / 4 = (0.09 + 0.36 + 0.81 + 0.25) / 4.
    expect(score?.brier).toBeCloseTo(0.3775, 5);
  });

  test('of coins is a quarter, whatever is measured; of nothing there is none', () => {
    const coin = { ...one, probabilityBetter: 0.5 };
    const scored = [-2, 0.5, 3].map((mean) => ({ prediction: coin, measured: { mean, standardError: 1 } }));
    expect(scorePredictions(scored)?.brier).toBeCloseTo(0.25, 7);
    expect(scorePredictions([])).toBeNull();
  });
});
