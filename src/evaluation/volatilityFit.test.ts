import { describe, expect, it } from 'vitest';
import { createRng } from '../market/rng.ts';
import type { HarWeights } from '../signals/harVolatility.ts';
import { boundedLeastSquares } from './leastSquares.ts';
import { fitVolatility } from './volatilityFit.ts';
import { HALF_LIVES, type VolatilityHour, volatilityHours } from './volatilityHours.ts';

describe('least squares with bounds', () => {
  const rows = (...at: number[]): number[][] => at.map((x) => [1, x]);
  const fitted = (at: number[][], targets: number[], most: number[]): number[] =>
    boundedLeastSquares(at, targets, most).map((value) => Number(value.toFixed(12)));

  it('finds the line through three points', () => {
    // (0, 1), (1, 1), (2, 4): slope 1.5, constant 0.5.
    expect(fitted(rows(0, 1, 2), [1, 1, 4], [10, 10])).toEqual([0.5, 1.5]);
  });

  it('leaves out a column that would be negative, and fits the rest without it', () => {
    // The line through (1, 0), (2, 2) begins at −2; without a constant the slope is (0 + 4) / 5.
    expect(fitted(rows(1, 2), [0, 2], [10, 10])).toEqual([0, 0.8]);
  });

  it('leaves out a column that would be above its bound', () => {
    // Slope 1.5 is not allowed: the mean of 1, 1, 4 stays.
    expect(fitted(rows(0, 1, 2), [1, 1, 4], [10, 1])).toEqual([2, 0]);
  });

  it('answers where a column follows from another', () => {
    expect(fitted(rows(2, 2), [3, 5], [10, 1])).toEqual([4, 0]);
  });
});

describe('the minutes of a tape', () => {
  /** Moves each second by so many bps, up and down in turn. */
  const steady = (seconds: number, bps: number): Float64Array =>
    Float64Array.from({ length: seconds }, (_, i) => 10_000 * (i % 2 === 0 ? 1 : 1 + bps * 1e-4));

  it('count from the moment on at which fifteen minutes are known', () => {
    // 900 returns, then 35 minutes that came.
    const [hour] = volatilityHours(steady(901 + 35 * 60, 2), 300);
    expect(hour).toHaveLength(35);
    for (const value of [hour?.[0]?.next, hour?.[0]?.present, hour?.[0]?.quarterHour]) expect(value).toBeCloseTo(2, 3);
    expect(hour?.[0]?.ewma).toHaveLength(HALF_LIVES.length);
    expect(volatilityHours(steady(900 + 30 * 60, 2), 300)).toEqual([]);
  });

  it('know what came after them and not before', () => {
    const mids = steady(901 + 60 * 60, 1);
    // Minute 10 after the first forecast is calm.
    mids.fill(10_000, 901 + 600, 901 + 660);
    const [hour] = volatilityHours(mids, 300) as [VolatilityHour];
    expect(hour[10]?.minute).toBeCloseTo(1, 3);
    expect(hour[10]?.next).toBeLessThan(0.2);
    expect(hour[11]?.minute).toBe(hour[10]?.next);
  });

  it('begin anew after a second without a mid', () => {
    const mids = steady(901 + 100 * 60, 1);
    mids[1000] = Number.NaN;
    // 901 + 6000 seconds; from 1001 on 5900, less 900 returns: 83 whole minutes, of which 60 are an hour.
    expect(volatilityHours(mids, 300).map(({ length }) => length)).toEqual([60]);
  });
});

describe('a fit', () => {
  const grid = {
    most: { constant: 10, minute: 1.5, fiveMinutes: 1.5, quarterHour: 1.5 },
    round: (weights: HarWeights): HarWeights => weights,
  };
  /** Hours whose volatility follows the weights, with noise; the present measure is always `wrongBy` off. */
  function hours(count: number, noise: number, wrongBy: number): VolatilityHour[] {
    const rng = createRng('fit');
    return Array.from({ length: count }, () =>
      Array.from({ length: 60 }, () => {
        const [minute, fiveMinutes, quarterHour] = [rng.uniform() * 4, rng.uniform() * 4, rng.uniform() * 4];
        const next = 0.2 + 0.5 * minute + 0.3 * fiveMinutes + 0.1 * quarterHour + noise * (rng.uniform() - 0.5);
        return {
          next,
          minute,
          fiveMinutes,
          quarterHour,
          present: next + wrongBy,
          ewma: HALF_LIVES.map((s) => next + s),
        };
      }),
    );
  }

  it('finds the weights that made the market', () => {
    const { har, ewmaHalfLifeSeconds, better, errors, testedHours } = fitVolatility(hours(6, 0, 1), grid);
    expect(har.constant).toBeCloseTo(0.2, 6);
    expect(har.minute).toBeCloseTo(0.5, 6);
    expect(har.fiveMinutes).toBeCloseTo(0.3, 6);
    expect(har.quarterHour).toBeCloseTo(0.1, 6);
    expect(ewmaHalfLifeSeconds).toBe(10);
    expect([better, testedHours]).toEqual(['har', 4]);
    const present = errors.find(({ forecast }) => forecast === 'present');
    expect(present?.rootMeanSquare).toBeCloseTo(1, 12);
    expect(present?.bias).toBeCloseTo(1, 12);
    // All of the squared error is gone.
    expect(errors.find(({ forecast }) => forecast === 'har')?.gain?.mean).toBeCloseTo(1, 6);
    // Off by 10 instead of 1: squared errors are 100 times as large.
    expect(errors.find(({ forecast }) => forecast === 'ewma')?.gain?.mean).toBeCloseTo(-99, 6);
  });

  it('accepts none where what is read now is as good', () => {
    // Noise of ±1 has a variance of a third; so has an error of 1/√3 that is always the same.
    expect(fitVolatility(hours(8, 2, 1 / Math.sqrt(3)), grid).better).toBeNull();
  });

  it('forecasts an hour without looking at it', () => {
    const quiet = hours(6, 0, 1);
    const last = quiet[5] as VolatilityHour;
    const changed = [
      ...quiet.slice(0, 5),
      last.map((minute) => ({ ...minute, next: 10 * minute.next, present: 10 * minute.next })),
    ];
    const before = fitVolatility(quiet, grid);
    const after = fitVolatility(changed, grid);
    // Fitted on all hours the weights move; the forecasts of the last hour do not, so they are off by nine tenths of what came.
    expect(after.har).not.toEqual(before.har);
    const squares = last.reduce((sum, { next }) => sum + (9 * next) ** 2, 0);
    const error = after.errors.find(({ forecast }) => forecast === 'har')?.rootMeanSquare ?? 0;
    expect(error).toBeCloseTo(Math.sqrt(squares / (4 * 60)), 6);
  });

  it('refuses five hours', () => {
    expect(() => fitVolatility(hours(5, 0, 1), grid)).toThrow('5 hours are fewer than 6');
  });
});
