import { describe, expect, test } from 'vitest';
import { createRng } from '../market/rng.ts';
import { checkRange, type PredictedEffect, scorePredictions, squaredMiss, wilsonInterval } from './predictionScore.ts';

/** p10 and p90 of a normal prediction with a deviation of 1 around 1. */
const one: PredictedEffect = { mean: 1, p10: 1 - 1.28155, p90: 1 + 1.28155, probabilityBetter: 0.84 };

describe('a measurement is held against the predicted range', () => {
  const [inside, outside, open] = ['inside', 'outside', 'not-told'] as const;
  const checks = (prediction: PredictedEffect, standardError: number, means: readonly number[]): string[] =>
    means.map((mean) => checkRange({ prediction, measured: { mean, standardError } }));

  test('between p10 and p90 where it has no error', () => {
    expect(checks(one, 0, [-0.29, -0.28, 1, 2.28, 2.29])).toEqual([outside, inside, inside, inside, outside]);
  });

  test('widened by its own error, where that is no larger than the deviation of the prediction', () => {
    // √(1² + 0.75²) = 1.25; 1.2816 × 1.25 = 1.602.
    expect(checks(one, 0.75, [-0.61, -0.6, 2.6, 2.61])).toEqual([outside, inside, inside, outside]);
  });

  test('in vain where its error is larger, unless it is far off', () => {
    // √(1² + 1.1²) = 1.4866; 2.5758 × 1.4866 = 3.829.
    expect(checks(one, 1.1, [-2.83, -2.82, 1, 4.82, 4.83])).toEqual([outside, open, open, open, outside]);
  });

  test('of a loss of 4.75 where +0.15 [−0.15, +0.5] was predicted: never inside', () => {
    // Deviation 0.65 / 2.5631 = 0.2536; 4.9 off. 2.5758 × √(0.2536² + SE²) is 4.9 at SE = 1.885.
    const small = { mean: 0.15, p10: -0.15, p90: 0.5, probabilityBetter: 0.7 };
    const errors = [0, 0.25, 0.26, 1.88, 1.89, 5, 1_000];
    expect(errors.map((error) => checks(small, error, [-4.75])[0])).toEqual([
      outside,
      outside,
      outside,
      outside,
      open,
      open,
      open,
    ]);
  });

  test('of no width only where it has no error', () => {
    const sure = { ...one, p10: 1, p90: 1 };
    expect(checks(sure, 0, [1, 1.01])).toEqual([inside, outside]);
    // 2.5758 × 0.1.
    expect(checks(sure, 0.1, [1, 1.25, 1.26])).toEqual([open, open, outside]);
  });

  test('so that right predictions are inside in 80 % of those told, however noisy the others are', () => {
    const rng = createRng('right');
    const errors = [0.2, 0.9, 1.5, 4];
    const scored = Array.from({ length: 8_000 }, (_, i) => {
      const standardError = errors[i % errors.length] as number;
      return {
        prediction: one,
        measured: { mean: 1 + rng.normal() + standardError * rng.normal(), standardError },
      };
    });
    const score = scorePredictions(scored);
    // Half of them are told, and 1 % of the others, which are outside: 0.8 / 1.01.
    expect((score?.told ?? 0) / 8_000).toBeCloseTo(0.505, 2);
    expect(Math.abs((score?.coverage?.mean ?? 0) - 0.792)).toBeLessThan(0.02);
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
    expect(score).toMatchObject({ n: 4, told: 4, inside: 3, coverage: { mean: 0.75, level: 0.9 } });
    // (0.3² + 0.6² + 0.9² + 0.5²) / 4 = (0.09 + 0.36 + 0.81 + 0.25) / 4.
    expect(score?.brier).toBeCloseTo(0.3775, 5);
  });

  test('has no share inside where every measurement is too noisy to tell', () => {
    const score = scorePredictions([{ prediction: one, measured: { mean: -1, standardError: 2 } }]);
    expect(score).toMatchObject({ n: 1, told: 0, inside: 0, coverage: null });
  });

  test('of coins is a quarter, whatever is measured; of nothing there is none', () => {
    const coin = { ...one, probabilityBetter: 0.5 };
    const scored = [-2, 0.5, 3].map((mean) => ({ prediction: coin, measured: { mean, standardError: 1 } }));
    expect(scorePredictions(scored)?.brier).toBeCloseTo(0.25, 7);
    expect(scorePredictions([])).toBeNull();
  });
});
