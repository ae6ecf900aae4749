/** What is believed of an effect after a measurement with known error: normal prior, normal noise. */

import { normalCdf } from './normal.ts';

export interface Posterior {
  readonly mean: number;
  readonly sd: number;
}

/**
 * δ ~ N(m, τ²) before, measured as `mean` with `standardError`: the two precisions add. All in one unit.
 *
 * @param priorSd τ, the size of effects to expect before anything is measured
 * @param priorMean m, what is expected
 */
export function posteriorOf(mean: number, standardError: number, priorSd: number, priorMean = 0): Posterior {
  const prior = priorSd ** 2;
  const error = standardError ** 2;
  return {
    mean: (mean * prior + priorMean * error) / (prior + error),
    sd: Math.sqrt((prior * error) / (prior + error)),
  };
}

/** P(δ > 0). */
export function probabilityBetter({ mean, sd }: Posterior): number {
  return normalCdf(mean / sd);
}

/** P(δ < −tolerance): worse by more than is tolerated. */
export function probabilityHarm({ mean, sd }: Posterior, tolerance: number): number {
  return normalCdf((-tolerance - mean) / sd);
}
