/** The best of many looks good by chance: Bailey & López de Prado, "The Deflated Sharpe Ratio", Journal of Portfolio Management, 2014. */

import { normalCdf, normalQuantile } from './normal.ts';

const EULER_MASCHERONI = 0.5772156649015329;

/**
 * What the best of `trials` scores is expected to be when none is worth anything, in standard deviations of a score:
 * (1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e)). Zero for a single one, which was not chosen.
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
  /** Third standardised moment of the observations; 0 for a normal. */
  readonly skew: number;
  /** Fourth standardised moment, raw: 3 for a normal. */
  readonly kurtosis: number;
}

export interface DeflatedScore {
  /** The Sharpe ratio that luck alone is expected to reach. */
  readonly luck: number;
  /** Probability that the true ratio is above that. */
  readonly probability: number;
}

/**
 * @param trials all that were tried, replay candidates included
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

/** The score of a series of profits; null without variation or with fewer than two. */
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
