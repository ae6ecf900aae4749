/**
 * The uncertainty of a sum over sessions, and intervals that follow from it. Formulas, sources and measured coverage:
 * docs/evidence.md.
 *
 * Sessions are independent of one another; the blocks of a session show the noise inside it. A few sessions say little
 * about how much sessions differ, so their variance is moderated by that of the blocks (Smyth 2004) and read by
 * Student's t. Differences of inventory and of order size are skewed: an interval is widened on the side where rare
 * large values are missing (Johnson 1978; Hall 1992).
 */

import type { Estimate } from './comparison.ts';
import { studentQuantile } from './distributions.ts';

/** Sessions that an always-valid interval needs: with fewer the skewness is unknown, and its coverage is not guaranteed. */
export const LEAST_SESSIONS_ALWAYS_VALID = 10;

/** Weight of the variance that the blocks imply for a session, in degrees of freedom. */
const BLOCKS_COUNT_AS = 2;
/**
 * The variance is at least this share of what the blocks imply: less happens by chance (0.7 to 1.9 was seen over many
 * hours).
 */
const LEAST_OF_BLOCKS = 0.75;
/** Standard errors that are added to the skewness on the unfavourable side, since few sessions show too little of it. */
const SKEWNESS_DOUBT = 0.5;
const SKEWNESS_DOUBT_LOOKING = 0.75;

/** Uncertainty of an estimate that is a sum of contributions, in the unit of the estimate. */
export interface Uncertainty {
  /** From the variance of sessions, moderated by that of blocks. */
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  /** The larger of two standard errors: from blocks alone and from sessions alone. */
  readonly largestError: number;
  /** Skewness of the contribution of a session: from sessions, and as the blocks imply it. */
  readonly skewness: number;
  readonly blockSkewness: number;
  readonly sessions: number;
}

/**
 * @param sessions for each session its blocks: contribution to the estimate minus the block's share of it; all sum to
 * zero
 * @returns null with fewer than two blocks, which show no noise
 */
export function uncertaintyOf(sessions: readonly (readonly number[])[]): Uncertainty | null {
  const n = sessions.length;
  const perSession = momentsOf(sessions.map((blocks) => blocks.reduce((sum, value) => sum + value, 0)));
  const perBlock = momentsOf(sessions.flat());
  const blocks = perBlock.count;
  if (blocks < 2) return null;
  const ofBlocks = varianceOfSum(perBlock);
  const blockSkewness = perBlock.skewness / Math.sqrt(blocks / n);
  const ofSessions = n === 1 ? 0 : varianceOfSum(perSession);
  // With one block a session, the variance of blocks repeats that of sessions and adds no degree of freedom.
  const expected = Math.min(BLOCKS_COUNT_AS, blocks - n);
  const degreesOfFreedom = expected + n - 1;
  const moderated = (expected * ofBlocks + (n - 1) * ofSessions) / degreesOfFreedom;
  // Sessions with equal sums differ by rounding errors only, whose skewness means nothing.
  const varied = n >= 3 && perSession.squares > 1e-12 * perBlock.squares;
  return {
    standardError: Math.sqrt(Math.max(moderated, LEAST_OF_BLOCKS * ofBlocks)),
    degreesOfFreedom,
    largestError: Math.sqrt(Math.max(ofBlocks, ofSessions)),
    skewness: varied ? (perSession.skewness * Math.sqrt(n * (n - 1))) / (n - 2) : blockSkewness,
    blockSkewness,
    sessions: n,
  };
}

/**
 * Student's t interval, widened on the side of the longer tail: with few values a tail shows in their skewness before
 * it shows in their mean. The bound solves Hall's monotone transformation of the t statistic (1992, formula 2.5).
 */
export function intervalAround(mean: number, uncertainty: Uncertainty, level: number): Estimate {
  const { standardError, degreesOfFreedom, skewness, sessions } = uncertainty;
  const t = studentQuantile(0.5 + level / 2, degreesOfFreedom);
  // The skewness is at most doubled, since a small one does not show on which side the tail is.
  const doubt = Math.min(Math.abs(skewness), SKEWNESS_DOUBT * skewnessError(sessions));
  const skewed = skewness + Math.sign(skewness) * doubt;
  return {
    mean,
    low: mean - standardError * Math.max(t, untransformed(t, skewed, sessions)),
    high: mean - standardError * Math.min(-t, untransformed(-t, skewed, sessions)),
    level,
  };
}

/**
 * The interval that stays valid however often one looks: the normal mixture with the larger error, each side moved
 * outwards by Johnson's correction (1978) for a skewness against it.
 *
 * @param hours market time behind the estimate
 */
export function alwaysValidAround(mean: number, uncertainty: Uncertainty, hours: number, level: number): Estimate {
  const { largestError, skewness, blockSkewness, sessions } = uncertainty;
  const sdPerHour = largestError * Math.sqrt(hours);
  const width = largestError === 0 ? 0 : alwaysValidHalfWidth(sdPerHour, hours, sdPerHour, 1 - level) / largestError;
  const doubt = SKEWNESS_DOUBT_LOOKING * skewnessError(sessions);
  const below = Math.min(0, Math.min(skewness, blockSkewness) - doubt);
  const above = Math.min(0, -Math.max(skewness, blockSkewness) - doubt);
  return {
    mean,
    low: mean - largestError * corrected(width, below, sessions),
    high: mean + largestError * corrected(width, above, sessions),
    level,
  };
}

/**
 * Expected half-width of {@link alwaysValidAround} for values without skewness.
 *
 * @param sd standard deviation of one hour; the half-width has its unit
 */
export function expectedHalfWidth(sd: number, hours: number, sessions: number, level: number): number {
  const error = sd / Math.sqrt(hours);
  const width = alwaysValidHalfWidth(sd, hours, sd, 1 - level) / error;
  return error * corrected(width, -SKEWNESS_DOUBT_LOOKING * skewnessError(sessions), sessions);
}

/** Approximate standard error of the skewness of n normal values. */
function skewnessError(n: number): number {
  return Math.sqrt(6 / Math.max(n, 3));
}

/** The t at which t + a t² + a² t³ / 3 + g / (6√n) reaches `reached`, a = g / (3√n). */
function untransformed(reached: number, skewness: number, n: number): number {
  const a = skewness / (3 * Math.sqrt(n));
  const y = reached - a / 2;
  return Math.abs(a) < 1e-9 ? y : (Math.cbrt(1 + 3 * a * y) - 1) / a;
}

/**
 * The t at which t + g (1 + 2t²) / (6√n) reaches `width`, for g ≤ 0; infinite when no t does, so that there is no
 * bound.
 */
function corrected(width: number, skewness: number, n: number): number {
  const a = skewness / (3 * Math.sqrt(n));
  if (a > -1e-9) return width;
  const discriminant = 1 - 4 * a * (a / 2 - width);
  return discriminant < 0 ? Number.POSITIVE_INFINITY : (Math.sqrt(discriminant) - 1) / (2 * a);
}

interface Moments {
  readonly count: number;
  readonly squares: number;
  /** Third standardised moment about zero; 0 where nothing varies. */
  readonly skewness: number;
}

/** Moments of values that sum to zero. */
function momentsOf(values: readonly number[]): Moments {
  let squares = 0;
  let cubes = 0;
  for (const value of values) {
    squares += value * value;
    cubes += value * value * value;
  }
  const count = values.length;
  return { count, squares, skewness: squares === 0 ? 0 : (cubes / count) * (squares / count) ** -1.5 };
}

function varianceOfSum({ count, squares }: Moments): number {
  return (squares * count) / (count - 1);
}

/**
 * Half-width of a confidence interval for a mean that stays valid however often one looks: the normal mixture
 * (Robbins 1970; Howard et al., "Time-uniform, nonparametric, nonasymptotic confidence sequences", 2021).
 *
 * @param sd standard deviation of one observation
 * @param n observations so far
 * @param priorSd scale of the effects that the interval is tuned for, in the observation's unit
 * @param alpha error level, e.g. 0.1
 */
export function alwaysValidHalfWidth(sd: number, n: number, priorSd: number, alpha: number): number {
  const variance = sd * sd;
  const mixture = n * priorSd * priorSd;
  const scale = (variance * (variance + mixture)) / (n * n * priorSd * priorSd);
  return Math.sqrt(scale * (2 * Math.log(1 / alpha) + Math.log(1 + mixture / variance)));
}
