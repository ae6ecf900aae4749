/** The difference of two versions per hour, with its uncertainty, as a whole and part by part. */

import type { Estimate, GainEstimates } from './comparison.ts';
import { normalQuantile } from './distributions.ts';
import { intervalAround, type Uncertainty, uncertaintyOf } from './intervals.ts';
import { type Pair, sumOf } from './pairing.ts';

export interface Effect {
  /** Difference per hour, quote currency. */
  readonly mean: number;
  readonly hours: number;
  /** Of the mean; null while nothing shows it. */
  readonly uncertainty: Uncertainty | null;
}

/** The same time in blocks, in sessions and as a whole. */
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

/** `differenceOf` is what is measured of a piece. */
export function effectPerHour({ sessions, whole }: GainParts, differenceOf: (pair: Pair) => number): Effect {
  const { hours } = whole;
  const mean = differenceOf(whole) / hours;
  const deviations = sessions.map((blocks) =>
    blocks.map((block) => (differenceOf(block) - mean * block.hours) / hours),
  );
  return { mean, hours, uncertainty: uncertaintyOf(deviations) };
}

/**
 * Two sides that never differed show no noise: what sets them apart has not happened yet, and nothing is known of it.
 */
export function unknownIfSame(effect: Effect, { sessions }: GainParts): Effect {
  const same = sessions.every((blocks) => blocks.every((pair) => pair.challengerProfit === pair.championProfit));
  return same ? { ...effect, uncertainty: null } : effect;
}

/** The effect with its interval; null while its error is unknown. */
export function intervalOf({ mean, uncertainty }: Effect, level: number): Estimate | null {
  return uncertainty === null ? null : intervalAround(mean, uncertainty, level);
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

/**
 * The gain and its parts with standard errors, each stated so that a normal interval of it reaches as far to the side of zero as the
 * comparison's: what few sessions add is in it, and skewness where it speaks against the sign. null when there is none yet.
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

/** What the champion gained over the challenger. */
export function mirrored(gain: MeasuredGain): MeasuredGain {
  const turned = ({ mean, standardError }: Measured): Measured => ({ mean: -mean, standardError });
  return {
    ...turned(gain),
    markout: turned(gain.markout),
    holding: turned(gain.holding),
    riskCharge: turned(gain.riskCharge),
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

export interface GainOverHours {
  readonly gain: MeasuredGain;
  /** What it counts by. */
  readonly hours: number;
}

/** @throws RangeError for hours of zero or less, or without a measurement */
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
