/** The smallest effect that so many observations find. */

import { alwaysValidHalfWidth } from './alwaysValid.ts';
import { normalQuantile } from './normal.ts';

/** Of a one-sided test looked at once: (z₁₋α + z₁₋β) σ/√n; 2.12 σ/√n at α = 0.1 and a power of 0.8. */
export function plannedDetectableEffect(sd: number, n: number, alpha: number, power: number): number {
  return ((normalQuantile(1 - alpha) + normalQuantile(power)) * sd) / Math.sqrt(n);
}

/** Of the always-valid bound (τ = σ), which may be looked at after every observation: width(n) + z₁₋β σ/√n. */
export function peekedDetectableEffect(sd: number, n: number, level: number, power: number): number {
  return alwaysValidHalfWidth(sd, n, sd, 1 - level) + (normalQuantile(power) * sd) / Math.sqrt(n);
}
