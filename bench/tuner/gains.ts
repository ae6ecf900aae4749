/** Statistics of gains by seed and held-out market: standard errors, differences, and intervals of the mean. */

import type { Estimate } from '../../src/evaluation/comparison.ts';
import { createRng, type Rng } from '../../src/market/rng.ts';
import { mean } from '../../test/market/estimate.ts';

const RESAMPLES = 1000;

/** One row for each seed, one column for each held-out market: gain over the default, USD per hour. */
export type Gains = readonly (readonly number[])[];

/** Standard error of the mean of independent values. */
export function standardError(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/** Difference of two tables, cell by cell. */
export function minus(a: Gains, b: Gains): number[][] {
  return a.map((row, i) => row.map((value, j) => value - (b[i]?.[j] ?? Number.NaN)));
}

/**
 * The mean with a percentile bootstrap interval. Seeds and held-out markets are both resampled with replacement, because both
 * are samples. Families are resampled independently of each other and have equal weight.
 */
export function resampledInterval(families: readonly Gains[], level: number, seed: string): Estimate {
  const rng = createRng(seed);
  const draws = new Float64Array(RESAMPLES);
  for (let i = 0; i < RESAMPLES; i++) draws[i] = mean(families.map((gains) => drawnMean(gains, rng)));
  draws.sort();
  return {
    mean: mean(families.map((gains) => mean(gains.map(mean)))),
    low: quantile(draws, (1 - level) / 2),
    high: quantile(draws, (1 + level) / 2),
    level,
  };
}

function drawnMean(gains: Gains, rng: Rng): number {
  const markets = gains[0]?.length ?? 0;
  const weights = new Float64Array(markets);
  for (let i = 0; i < markets; i++) {
    const picked = rng.integer(markets);
    weights[picked] = (weights[picked] as number) + 1 / markets;
  }
  let sum = 0;
  for (let i = 0; i < gains.length; i++) {
    const row = gains[rng.integer(gains.length)] as readonly number[];
    for (let j = 0; j < markets; j++) sum += (row[j] as number) * (weights[j] as number);
  }
  return sum / gains.length;
}

/** A quantile by linear interpolation between order statistics (type 7 of Hyndman & Fan, 1996). */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (at - below);
}
