/** How many observations tell an effect from none. */

import { alwaysValidHalfWidth } from './alwaysValid.ts';
import { normalQuantile } from './normal.ts';

/** More than these and the number says nothing but "never". */
const MOST = 1e7;

/**
 * For a test that is looked at once, at its end: n = (z₁₋α + z₁₋β)² σ²/δ² of a one-sided test (any textbook of sample
 * sizes), rounded to the next whole number only by the caller.
 *
 * @param effect δ, not zero
 * @param sd σ of one observation
 */
export function plannedObservations(effect: number, sd: number, alpha: number, power: number): number {
  return ((normalQuantile(1 - alpha) + normalQuantile(power)) * (sd / effect)) ** 2;
}

/**
 * For a test that is looked at after every observation: the smallest whole n at which an effect of this size has cleared
 * the always-valid bound with probability `power`, δ − width(n) ≥ z₁₋β σ/√n. Having cleared it earlier counts too, so the true power is a
 * little more. The mixture is as wide as the noise, τ = σ.
 *
 * @param gap distance of the true effect from the bound's target, positive
 * @param level two-sided coverage of the interval
 * @returns null when ten million are not enough
 */
export function peekedObservations(gap: number, sd: number, level: number, power: number): number | null {
  if (!(gap > 0)) return null;
  const z = normalQuantile(power);
  const clears = (n: number): boolean => gap >= alwaysValidHalfWidth(sd, n, sd, 1 - level) + (z * sd) / Math.sqrt(n);
  let high = 1;
  while (!clears(high)) {
    high *= 2;
    if (high > MOST) return null;
  }
  let low = Math.floor(high / 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (clears(middle)) high = middle;
    else low = middle;
  }
  return high;
}
