/**
 * How much of the best result of many trials is luck, by two methods.
 *
 * The deflated score: Bailey & López de Prado, "The Deflated Sharpe Ratio", Journal of Portfolio Management, 2014.
 * The probability of overfitting by combinatorially symmetric cross-validation: Bailey, Borwein, López de Prado & Zhu,
 * "The Probability of Backtest Overfitting", Journal of Computational Finance, 2017. It needs many trials over the same
 * minutes, so it is for replayed markets only.
 */

import { normalCdf, normalQuantile } from './distributions.ts';

const EULER_MASCHERONI = 0.5772156649015329;

/**
 * Expected best of `trials` scores when none of the trials is worth anything, in standard deviations of a score:
 * (1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e)). Zero for a single trial, which was not chosen among others.
 *
 * @throws RangeError unless `trials` is a whole number of at least 1
 */
export function expectedMaximum(trials: number): number {
  if (!(Number.isInteger(trials) && trials >= 1)) {
    throw new RangeError(`trials is ${trials}; it must be a whole number of at least 1`);
  }
  if (trials === 1) return 0;
  return (
    (1 - EULER_MASCHERONI) * normalQuantile(1 - 1 / trials) +
    EULER_MASCHERONI * normalQuantile(1 - 1 / (trials * Math.E))
  );
}

export interface Score {
  /** Mean over standard deviation of one observation's profit, not annualised. */
  readonly sharpe: number;
  readonly observations: number;
  /** Third standardised moment of the observations; 0 for a normal distribution. */
  readonly skew: number;
  /** Fourth standardised moment, not the excess: 3 for a normal distribution. */
  readonly kurtosis: number;
}

export interface DeflatedScore {
  /** Sharpe ratio that the best of the trials is expected to reach by luck alone. */
  readonly luck: number;
  /** Probability that the true ratio is above that. */
  readonly probability: number;
}

/**
 * @param trials number of all trials, replayed candidates included
 * @param spread standard deviation of the trials' Sharpe ratios, per observation
 * @throws RangeError with fewer than two observations, or moments that no sample has
 */
export function deflatedScore(score: Score, trials: number, spread: number): DeflatedScore {
  const { sharpe, observations, skew, kurtosis } = score;
  const variance = 1 - skew * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2;
  if (observations < 2) throw new RangeError(`${observations} observations: a ratio needs at least 2`);
  if (!(variance > 0)) throw new RangeError(`no sample has skew ${skew}, kurtosis ${kurtosis} and Sharpe ${sharpe}`);
  const luck = spread * expectedMaximum(trials);
  return { luck, probability: normalCdf(((sharpe - luck) * Math.sqrt(observations - 1)) / Math.sqrt(variance)) };
}

/** The score of a series of profits; null without variation, or with fewer than two profits. */
export function scoreOf(profits: readonly number[]): Score | null {
  const n = profits.length;
  const mean = profits.reduce((sum, profit) => sum + profit, 0) / n;
  const moment = (power: number): number => profits.reduce((sum, profit) => sum + (profit - mean) ** power, 0) / n;
  const variance = moment(2);
  if (n < 2 || variance === 0) return null;
  return {
    sharpe: mean / Math.sqrt((variance * n) / (n - 1)),
    observations: n,
    skew: moment(3) / variance ** 1.5,
    kurtosis: moment(4) / variance ** 2,
  };
}

/** 16 groups make 12,870 splits. */
const MOST_GROUPS = 16;

export interface Overfitting {
  /** Share of the splits in which the trial that was best in one half is not above the median of the other half. */
  readonly probability: number;
  readonly splits: number;
}

/**
 * Cuts the blocks into `groups` consecutive groups. Each half of the groups is used once to choose the trial with the
 * highest mean profit, and the other half to see what that choice was worth.
 *
 * @param profits one row a trial, one column a block: all trials over the same blocks
 * @param groups even, at most 16 and at most as many as there are blocks
 * @throws RangeError for other groups, fewer than two trials, or rows of different lengths
 */
export function overfitting(profits: readonly (readonly number[])[], groups: number): Overfitting {
  const blocks = profits[0]?.length ?? 0;
  if (profits.length < 2) throw new RangeError(`${profits.length} trials: overfitting needs at least 2 to choose from`);
  if (profits.some((row) => row.length !== blocks)) throw new RangeError('all trials must cover the same blocks');
  if (!(groups >= 2 && groups % 2 === 0 && groups <= Math.min(MOST_GROUPS, blocks))) {
    throw new RangeError(`groups is ${groups}; it must be even, from 2 to ${Math.min(MOST_GROUPS, blocks)}`);
  }
  const sums = profits.map((row) => groupSums(row, groups));
  const totals = sums.map((row) => row.reduce((sum, value) => sum + value, 0));
  const sizes = groupSums(Array(blocks).fill(1), groups);
  let splits = 0;
  let overfitted = 0;
  for (let mask = 0; mask < 2 ** groups; mask++) {
    const chosen = sizes.map((_, group) => (mask >> group) & 1);
    if (chosen.reduce((sum, bit) => sum + bit, 0) !== groups / 2) continue;
    const inside = sums.map((row) => row.reduce((sum, value, group) => sum + value * (chosen[group] as number), 0));
    const best = inside.indexOf(Math.max(...inside));
    const outside = totals.map((total, trial) => total - (inside[trial] as number));
    splits++;
    if (relativeRank(outside, best) <= 0.5) overfitted++;
  }
  return { probability: overfitted / splits, splits };
}

function groupSums(row: readonly number[], groups: number): number[] {
  const sums = Array<number>(groups).fill(0);
  row.forEach((value, block) => {
    const group = Math.floor((block * groups) / row.length);
    sums[group] = (sums[group] as number) + value;
  });
  return sums;
}

/** Rank over N + 1, the lowest value first; equal values share their mean rank. */
function relativeRank(values: readonly number[], index: number): number {
  const own = values[index] as number;
  const below = values.filter((value) => value < own).length;
  const equal = values.filter((value) => value === own).length;
  return (below + (equal + 1) / 2) / (values.length + 1);
}
