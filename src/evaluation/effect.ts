/** The difference of two versions per hour, with its uncertainty, as a whole and part by part. */

import type { Estimate, GainEstimates } from './comparison.ts';
import { normalQuantile } from './distributions.ts';
import { intervalAround, type Uncertainty, uncertaintyOf } from './intervals.ts';
import { type Pair, sumOf } from './pairing.ts';

export interface Effect {
  /** Difference per hour, quote currency. */
  readonly mean: number;
  readonly hours: number;
  /** Uncertainty of the mean; null while nothing shows it. */
  readonly uncertainty: Uncertainty | null;
}

/** The same market time in blocks, in sessions and as a whole. */
export interface GainParts {
  /** The blocks of each session. */
  readonly sessions: readonly (readonly Pair[])[];
  readonly blocks: number;
  readonly whole: Pair;
}

/** @param sessions the blocks of each */
export function gainPartsOf(sessions: readonly (readonly Pair[])[]): GainParts {
  const blocks = sessions.flat();
  return { sessions, blocks: blocks.length, whole: sumOf(blocks) };
}

/** @param differenceOf the difference of one piece, in quote currency */
export function effectPerHour({ sessions, whole }: GainParts, differenceOf: (pair: Pair) => number): Effect {
  const { hours } = whole;
  const mean = differenceOf(whole) / hours;
  const deviations = sessions.map((blocks) =>
    blocks.map((block) => (differenceOf(block) - mean * block.hours) / hours),
  );
  return { mean, hours, uncertainty: uncertaintyOf(deviations) };
}

/**
 * Two sides that never differed show no noise, and nothing is known yet of their difference: its uncertainty is null.
 */
export function unknownIfSame(effect: Effect, { sessions }: GainParts): Effect {
  const same = sessions.every((blocks) => blocks.every((pair) => pair.challengerProfit === pair.championProfit));
  return same ? { ...effect, uncertainty: null } : effect;
}

/** The effect with its interval; null while its error is unknown. */
export function intervalOf({ mean, uncertainty }: Effect, level: number): Estimate | null {
  return uncertainty === null ? null : intervalAround(mean, uncertainty, level);
}

/** Half-widths by level: a round asks for the same few thousands of times. */
const halfWidths = new Map<number, number>();

/** Half-width of a normal interval, in standard errors. */
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

/** A gain with its parts: markout + holding − risk charge. Markout and charge are known long before holding is. */
export interface MeasuredGain extends Measured {
  /** What fills were worth a minute later. */
  readonly markout: Measured;
  /** What positions earned after their first minute. */
  readonly holding: Measured;
  readonly riskCharge: Measured;
}

/**
 * The gain and its parts with standard errors. Each error is chosen so that a normal interval reaches as far towards
 * zero as the interval of the comparison, so it includes the allowance for few sessions and for skewness against the
 * sign. null when there is no gain yet.
 */
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
  const towardsZero = mean > 0 ? mean - low : high - mean;
  return { mean, standardError: towardsZero / halfWidth(level) };
}

/** Relative error of a charge that its blocks do not show. */
const CHARGE_RELATIVE_ERROR = 0.5;

/**
 * A charge for risk with a wider error than its blocks show: squared swings depend mostly on the kind of market, and a
 * few hours cover few kinds.
 */
export function withMarketUncertainty({ mean, standardError }: Measured): Measured {
  return { mean, standardError: Math.hypot(standardError, CHARGE_RELATIVE_ERROR * mean) };
}

/** The sum of two gains, of B over A and of C over B: means add, errors add in squares. */
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

/** The gain seen from the other side: of the champion over the challenger. */
export function mirrored(gain: MeasuredGain): MeasuredGain {
  const turned = ({ mean, standardError }: Measured): Measured => ({ mean: -mean, standardError });
  return {
    ...turned(gain),
    markout: turned(gain.markout),
    holding: turned(gain.holding),
    riskCharge: turned(gain.riskCharge),
  };
}

/** The same gain with its errors multiplied by `times`. */
export function withWiderErrors(gain: MeasuredGain, times: number): MeasuredGain {
  const wider = ({ mean, standardError }: Measured): Measured => ({ mean, standardError: standardError * times });
  return {
    ...wider(gain),
    markout: wider(gain.markout),
    holding: wider(gain.holding),
    riskCharge: wider(gain.riskCharge),
  };
}

export interface GainOverHours {
  readonly gain: MeasuredGain;
  /** Its weight. */
  readonly hours: number;
}

/**
 * Measurements of one change on different markets, averaged with their hours as weights.
 *
 * Precision is not the weight: a calm market measures precisely what a change is worth in calm markets, and would
 * outweigh all volatile ones, where most is won and lost.
 *
 * @throws RangeError for hours of zero or less, or without a measurement
 */
export function pooledGain(measured: readonly GainOverHours[]): MeasuredGain {
  const total = measured.reduce((sum, { hours }) => sum + hours, 0);
  if (!(total > 0) || measured.some(({ hours }) => !(hours > 0))) throw new RangeError('nothing was measured');
  const part = (of: (gain: MeasuredGain) => Measured): Measured => ({
    mean: measured.reduce((sum, { gain, hours }) => sum + (hours / total) * of(gain).mean, 0),
    standardError: Math.hypot(...measured.map(({ gain, hours }) => (hours / total) * of(gain).standardError)),
  });
  return {
    ...part((gain) => gain),
    markout: part(({ markout }) => markout),
    holding: part(({ holding }) => holding),
    riskCharge: part(({ riskCharge }) => riskCharge),
  };
}
