/** How much better a challenger was, per hour, and how loud the noise is. */

import type { Estimate, GainEstimates } from './comparison.ts';
import { normalQuantile } from './normal.ts';
import { type Pair, sumOf } from './pairing.ts';

export interface Effect {
  /** Difference per hour, quote currency. */
  readonly mean: number;
  readonly standardError: number;
  /** Standard deviation of the difference over one whole hour; infinite while nothing shows it. */
  readonly sdPerHour: number;
  readonly hours: number;
}

/** A width of zero would divide by itself. */
const LEAST_SD = 1e-9;

/** The same time in blocks, in sessions and as a whole. */
export interface Pieces {
  readonly blocks: readonly Pair[];
  readonly sessions: readonly Pair[];
  readonly whole: Pair;
}

/** @param sessions the blocks of each */
export function piecesOf(sessions: readonly (readonly Pair[])[]): Pieces {
  const sums = sessions.map(sumOf);
  return { blocks: sessions.flat(), sessions: sums, whole: sumOf(sums) };
}

/**
 * `differenceOf` is what is measured of a piece. The noise of an hour is estimated twice,
 * from blocks and from whole sessions, and the larger counts: what outlasts five minutes (a position, a trend, a market that suits one
 * side) shows between sessions only, while two or three sessions alone may agree by chance.
 */
export function effectPerHour({ blocks, sessions, whole }: Pieces, differenceOf: (pair: Pair) => number): Effect {
  const { hours } = whole;
  const mean = differenceOf(whole) / hours;
  const known = [blocks, sessions].flatMap((pieces) => varianceOfAnHour(pieces, mean, differenceOf) ?? []);
  const sdPerHour = known.length === 0 ? Number.POSITIVE_INFINITY : Math.max(LEAST_SD, Math.sqrt(Math.max(...known)));
  return { mean, standardError: sdPerHour / Math.sqrt(hours), sdPerHour, hours };
}

/**
 * Two sides that never differed show no noise: what sets them apart has not happened yet, and nothing is known of it.
 */
export function unknownIfSame(effect: Effect, { blocks }: Pieces): Effect {
  const same = blocks.every((pair) => pair.challengerProfit === pair.championProfit);
  return same ? { ...effect, standardError: Number.POSITIVE_INFINITY, sdPerHour: Number.POSITIVE_INFINITY } : effect;
}

/** The variance of a sum grows with its time, so each squared deviation is taken per hour of its piece; null with one piece. */
function varianceOfAnHour(pieces: readonly Pair[], mean: number, differenceOf: (pair: Pair) => number): number | null {
  if (pieces.length < 2) return null;
  const squares = pieces.reduce((sum, piece) => sum + (differenceOf(piece) - mean * piece.hours) ** 2 / piece.hours, 0);
  return squares / (pieces.length - 1);
}

/** The effect with its normal interval; null while its error is unknown. */
export function intervalOf({ mean, standardError }: Effect, level: number): Estimate | null {
  if (!Number.isFinite(standardError)) return null;
  const half = halfWidth(level) * standardError;
  return { mean, low: mean - half, high: mean + half, level };
}

/** By level: a handful of levels is asked about thousands of times a round. */
const halfWidths = new Map<number, number>();

/** Of a normal interval, in standard errors. */
function halfWidth(level: number): number {
  const known = halfWidths.get(level) ?? normalQuantile(0.5 + level / 2);
  halfWidths.set(level, known);
  return known;
}

/** A measured difference per hour, quote currency. */
export interface Measured {
  readonly mean: number;
  readonly standardError: number;
}

/** What a gain is made of: markout + holding − charge. Markouts and charge are known long before what holding is worth. */
export interface MeasuredGain extends Measured {
  /** What fills were worth a minute later. */
  readonly markout: Measured;
  /** What positions made after their first minute. */
  readonly holding: Measured;
  readonly riskCharge: Measured;
}

/** The gain and its standard error behind a comparison's interval; null when there is none yet. */
export function effectOf({
  gainPerHour,
  markoutPerHour,
  holdingPerHour,
  riskChargePerHour,
}: Omit<GainEstimates, 'profitPerHour'>): MeasuredGain | null {
  if (gainPerHour === null || markoutPerHour === null || holdingPerHour === null || riskChargePerHour === null) {
    return null;
  }
  return {
    ...measuredOf(gainPerHour),
    markout: measuredOf(markoutPerHour),
    holding: measuredOf(holdingPerHour),
    riskCharge: measuredOf(riskChargePerHour),
  };
}

function measuredOf({ mean, low, high, level }: Estimate): Measured {
  return { mean, standardError: (high - low) / (2 * halfWidth(level)) };
}

/** Share of a charge by which it may be off, whatever its blocks say. */
const CHARGE_DOUBT = 0.5;

/**
 * A charge for risk with the doubt that its blocks cannot show: squared swings hang on the kind of market more than on anything
 * else, and a few hours have seen few kinds.
 */
export function doubted({ mean, standardError }: Measured): Measured {
  return { mean, standardError: Math.hypot(standardError, CHARGE_DOUBT * mean) };
}

/** Two that follow one another: means add, errors add in squares. */
export function chained(a: MeasuredGain, b: MeasuredGain): MeasuredGain {
  const add = (x: Measured, y: Measured): Measured => ({
    mean: x.mean + y.mean,
    standardError: Math.hypot(x.standardError, y.standardError),
  });
  return {
    ...add(a, b),
    markout: add(a.markout, b.markout),
    holding: add(a.holding, b.holding),
    riskCharge: add(a.riskCharge, b.riskCharge),
  };
}

/** The same with errors so many times as large. */
export function lessSure(gain: MeasuredGain, times: number): MeasuredGain {
  const wider = ({ mean, standardError }: Measured): Measured => ({ mean, standardError: standardError * times });
  return {
    ...wider(gain),
    markout: wider(gain.markout),
    holding: wider(gain.holding),
    riskCharge: wider(gain.riskCharge),
  };
}
