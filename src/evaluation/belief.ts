/** What a comparison makes one believe of an effect: before it, by it alone, and after it. */

import type { Comparison, GainEstimates } from './comparison.ts';
import { effectOf } from './effect.ts';
import { type Posterior, posteriorOf } from './posterior.ts';

/** Gain per hour against the champion, quote currency, each a normal. */
export interface Belief {
  /** Around zero, as wide as the noise of one hour. */
  readonly prior: Posterior;
  /** The measurement with its standard error. */
  readonly measured: Posterior;
  readonly posterior: Posterior;
}

/** The belief behind a comparison's probabilities; null while its noise is unknown. */
export function beliefOf(comparison: GainEstimates & Pick<Comparison, 'hours'>): Belief | null {
  const effect = effectOf(comparison);
  if (effect === null) return null;
  const { mean, standardError } = effect;
  const sdPerHour = standardError * Math.sqrt(comparison.hours);
  return {
    prior: { mean: 0, sd: sdPerHour },
    measured: { mean, sd: standardError },
    posterior: posteriorOf(mean, standardError, sdPerHour),
  };
}
