/** Scores of predictions whose effect was measured later. */

import type { Estimate } from './comparison.ts';
import { normalCdf, normalQuantile } from './distributions.ts';

/** A predicted effect per hour, quote currency: with 80 % probability the true one lies between p10 and p90. */
export interface PredictedEffect {
  readonly mean: number;
  readonly p10: number;
  readonly p90: number;
  readonly probabilityBetter: number;
}

export interface MeasuredEffect {
  readonly mean: number;
  readonly standardError: number;
}

export interface ScoredPrediction {
  readonly prediction: PredictedEffect;
  readonly measured: MeasuredEffect;
}

/** `not-told`: the measurement is too noisy to tell whether the prediction was right. */
export type RangeCheck = 'inside' | 'outside' | 'not-told';

export interface PredictionScore {
  readonly n: number;
  /** Of these, the ones that a measurement has told to be inside or outside their range. */
  readonly told: number;
  readonly inside: number;
  /** Share inside of those told, with its Wilson interval; well calibrated predictions have 0.8. null where none is told. */
  readonly coverage: Estimate | null;
  /**
   * Mean squared error of P(better), with the error of the measurement allowed for: 0 is perfect, 0.25 is a coin toss.
   */
  readonly brier: number;
}

/** Share of measurements that should lie between p10 and p90. */
export const NOMINAL_COVERAGE = 0.8;
/** Brier score of saying 50 % each time. */
export const COIN_BRIER = 0.25;

/** Φ⁻¹(0.9), and the distance of p10 and p90 in standard deviations of a normal prediction. */
const Z_90 = 1.2816;
const P10_TO_P90 = 2.5631;
/** Φ⁻¹(0.995): a right prediction is missed by more in 1 % of cases. */
const Z_995 = 2.5758;
const LEVEL = 0.9;

/**
 * If the prediction is right, a measurement with an error is drawn from both: its distance d from the mean has the deviation
 * σ = √(spread² + SE²), spread = (p90 − p10) / 2.5631 (the check of Box 1980, JRSS A 143:383; scores under observation error:
 * Ferro 2017, doi:10.1002/qj.3115).
 *
 * Where the error is no larger than the spread, the measurement is inside up to d = 1.2816 σ, 80 % of cases, and outside
 * beyond. A larger error would put almost anything inside. Such a measurement tells nothing, unless d is above 2.5758 σ, where
 * it is outside all the same. Whether a prediction counts must not depend on how well it did, or the share inside would be wrong:
 * this exception adds at most 1 % of the right predictions that are not told.
 */
export function checkRange({ prediction, measured }: ScoredPrediction): RangeCheck {
  const { standardError } = measured;
  const spread = spreadOf(prediction);
  const distance = Math.abs(measured.mean - prediction.mean) / Math.hypot(spread, standardError);
  if (standardError > spread) return distance > Z_995 ? 'outside' : 'not-told';
  // Without spread and error the distance of equal numbers is 0 / 0.
  return distance > Z_90 ? 'outside' : 'inside';
}

/** Probabilities are limited to this: a certain prediction would leave no room for the error of the measurement. */
const MOST_CERTAIN = 1 - 1e-6;

/**
 * (P − 1)² if the effect was measured as better, else P², where P is the probability of *measuring* it as better:
 * Φ(Φ⁻¹(P(better)) · spread / √(spread² + SE²)), or Φ(mean / SE) for a prediction without spread.
 */
export function squaredMiss({ prediction, measured }: ScoredPrediction): number {
  const spread = spreadOf(prediction);
  const better = Math.min(MOST_CERTAIN, Math.max(1 - MOST_CERTAIN, prediction.probabilityBetter));
  const { standardError } = measured;
  const score =
    spread === 0 && standardError > 0
      ? prediction.mean / standardError
      : normalQuantile(better) * (standardError === 0 ? 1 : spread / Math.hypot(spread, standardError));
  const chance = normalCdf(score);
  return (chance - (measured.mean > 0 ? 1 : 0)) ** 2;
}

/** Standard deviation of a normal prediction with that range. */
function spreadOf({ p10, p90 }: PredictedEffect): number {
  return (p90 - p10) / P10_TO_P90;
}

/** null without predictions. */
export function scorePredictions(scored: readonly ScoredPrediction[]): PredictionScore | null {
  if (scored.length === 0) return null;
  const checks = scored.map(checkRange);
  const inside = checks.filter((check) => check === 'inside').length;
  const told = checks.filter((check) => check !== 'not-told').length;
  const squares = scored.map(squaredMiss);
  return {
    n: scored.length,
    told,
    inside,
    coverage: told === 0 ? null : wilsonInterval(inside, told, LEVEL),
    brier: squares.reduce((sum, square) => sum + square, 0) / scored.length,
  };
}

/**
 * A share with the interval of Wilson (1927), which inverts the normal test and stays inside 0…1 even for few cases.
 *
 * @throws RangeError for no cases
 */
export function wilsonInterval(hits: number, n: number, level: number): Estimate {
  if (n === 0) throw new RangeError('a share of no cases has no interval');
  const z = normalQuantile(0.5 + level / 2);
  const share = hits / n;
  const scale = 1 + (z * z) / n;
  const centre = (share + (z * z) / (2 * n)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return { mean: share, low: Math.max(0, centre - half), high: Math.min(1, centre + half), level };
}
