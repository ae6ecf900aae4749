/** How much better a challenger was, per hour, and how loud the noise is. */

import type { Comparison, Estimate } from './comparison.ts';
import { normalQuantile } from './normal.ts';
import { type Pair, sumOf } from './pairing.ts';

export interface Effect {
  /** Profit difference per hour, quote currency. */
  readonly mean: number;
  readonly standardError: number;
  /** Standard deviation of the difference over one whole hour; infinite while nothing shows it. */
  readonly sdPerHour: number;
  readonly hours: number;
}

/** A width of zero would divide by itself. */
const LEAST_SD = 1e-9;

/**
 * `sessions` holds the blocks of each session. The noise of an hour is estimated twice, from blocks and from whole
 * sessions, and the larger counts: what outlasts five minutes (a position, a trend, a market that suits one side)
 * shows between sessions only, while two or three sessions alone may agree by chance. Two sides that never differed show no noise: what
 * sets them apart has not happened yet, and nothing is known of it.
 */
export function effectPerHour(sessions: readonly (readonly Pair[])[]): Effect {
  const blocks = sessions.flat();
  const { hours, challengerProfit, championProfit } = sumOf(blocks);
  const mean = (challengerProfit - championProfit) / hours;
  const variances = [varianceOfAnHour(blocks, mean), varianceOfAnHour(sessions.map(sumOf), mean)];
  const known = variances.filter((variance) => variance !== null);
  const same = blocks.every((block) => block.challengerProfit === block.championProfit);
  const sdPerHour =
    known.length === 0 || same ? Number.POSITIVE_INFINITY : Math.max(LEAST_SD, Math.sqrt(Math.max(...known)));
  return { mean, standardError: sdPerHour / Math.sqrt(hours), sdPerHour, hours };
}

/** The variance of a sum grows with its time, so each squared deviation is taken per hour of its piece; null with one piece. */
function varianceOfAnHour(pieces: readonly Pair[], mean: number): number | null {
  if (pieces.length < 2) return null;
  const squares = pieces.reduce(
    (sum, piece) => sum + (piece.challengerProfit - piece.championProfit - mean * piece.hours) ** 2 / piece.hours,
    0,
  );
  return squares / (pieces.length - 1);
}

/** The effect with its normal interval; null while its error is unknown. */
export function intervalOf({ mean, standardError }: Effect, level: number): Estimate | null {
  if (!Number.isFinite(standardError)) return null;
  const half = normalQuantile(0.5 + level / 2) * standardError;
  return { mean, low: mean - half, high: mean + half, level };
}

/** The effect and its standard error behind a comparison's interval; null when there is none yet. */
export function effectOf(
  comparison: Pick<Comparison, 'profitPerHour'>,
): { readonly mean: number; readonly standardError: number } | null {
  const estimate = comparison.profitPerHour;
  if (estimate === null) return null;
  return {
    mean: estimate.mean,
    standardError: (estimate.high - estimate.low) / (2 * normalQuantile(0.5 + estimate.level / 2)),
  };
}
