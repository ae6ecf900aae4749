/**
 * Measurements of one change on different markets, taken together by the hours that each ran.
 *
 * Not by their precision: a quiet market measures precisely what a change is worth in quiet markets, and would overrule all the loud ones,
 * where most is won and lost.
 */

import type { Measured, MeasuredGain } from './effect.ts';

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
