/**
 * Thompson sampling: a share of lanes for each source of candidates follows from how often its earlier candidates turned out better
 * (Thompson 1933; with probabilities as fractional successes, after Agrawal & Goyal 2012).
 */

import type { Rng } from '../market/rng.ts';

/** How often something succeeded; fractions where success is only probable. */
export interface Successes {
  readonly successes: number;
  readonly failures: number;
}

/** A draw from Beta(1 + successes, 1 + failures). */
export function drawChance({ successes, failures }: Successes, rng: Rng): number {
  const a = drawGamma(1 + successes, rng);
  const b = drawGamma(1 + failures, rng);
  return a / (a + b);
}

/** The mean of that distribution. */
export function meanChance({ successes, failures }: Successes): number {
  return (1 + successes) / (2 + successes + failures);
}

/** A draw from the gamma distribution of shape ≥ 1 and scale 1 (Marsaglia & Tsang 2000). */
function drawGamma(shape: number, rng: Rng): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = rng.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - rng.uniform()) < x * x * 0.5 + d * (1 - v + Math.log(v))) return d * v;
  }
}
