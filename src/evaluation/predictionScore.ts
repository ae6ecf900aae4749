/** How good predictions were, once their subject was measured. */

import type { Estimate } from './comparison.ts';
import { normalCdf, normalQuantile } from './distributions.ts';

/** A predicted effect per hour, quote currency: 80 % of what may come lies between p10 and p90. */
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

export interface PredictionScore {
  readonly n: number;
  /** Measurements inside the predicted range, their own error allowed for. */
  readonly inside: number;
  /** Share inside with its Wilson interval; a proposer that knows what it does not know has 0.8. */
  readonly coverage: Estimate;
  /** Mean squared error of P(better), the measurement's own error allowed for: 0 is a seer, 0.25 a coin. */
  readonly brier: number;
}

/** Share of measurements that the range from p10 to p90 is to hold. */
export const NOMINAL_COVERAGE = 0.8;
/** Brier score of saying 50 % each time. */
export const COIN_BRIER = 0.25;

/** Φ⁻¹(0.9), and the distance of p10 and p90 in standard deviations of a normal prediction. */
const Z_90 = 1.2816;
const P10_TO_P90 = 2.5631;
const LEVEL = 0.9;

/**
 * Whether what was measured lies where 80 % of such measurements would: the prediction's spread and the measurement's
 * error add in squares, |measured − mean| ≤ 1.2816 √(((p90 − p10) / 2.5631)² + SE²).
 */
export function isInside({ prediction, measured }: ScoredPrediction): boolean {
  return Math.abs(measured.mean - prediction.mean) <= Z_90 * Math.hypot(spreadOf(prediction), measured.standardError);
}

/** Nobody is more certain than that; a certainty would leave no room for the measurement's error. */
const MOST_CERTAIN = 1 - 1e-6;

/**
 * (P − 1 if it was measured to be better, else 0)², where P is the chance to be *measured* better: P(better) as far as the
 * measurement's own error lets it be seen, Φ(Φ⁻¹(P(better)) · spread / √(spread² + SE²)); of a prediction without any spread Φ(mean / SE).
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

/** Standard deviation, as if the prediction were normal. */
function spreadOf({ p10, p90 }: PredictedEffect): number {
  return (p90 - p10) / P10_TO_P90;
}

/** null without predictions. */
export function scorePredictions(scored: readonly ScoredPrediction[]): PredictionScore | null {
  if (scored.length === 0) return null;
  const inside = scored.filter(isInside).length;
  const squares = scored.map(squaredMiss);
  return {
    n: scored.length,
    inside,
    coverage: wilsonInterval(inside, scored.length, LEVEL),
    brier: squares.reduce((sum, square) => sum + square, 0) / scored.length,
  };
}

/**
 * A share with the interval of Wilson (1927): inverts the normal test, and stays inside 0…1 also for few cases.
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
