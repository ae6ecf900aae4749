/** How many paired sessions it takes to find an effect, when one looks after every session. */

import { normalQuantile } from './distributions.ts';
import { expectedHalfWidth } from './intervals.ts';

/** More sessions than these amount to "never". */
const MOST = 1e7;

/**
 * One looks after every session of `hoursPerSession`, at an interval of coverage `level`; `power` is the probability
 * of finding the effect.
 */
export interface Looking {
  readonly hoursPerSession: number;
  readonly level: number;
  readonly power: number;
}

/**
 * The smallest effect that clears the always-valid bound after `hours`: half-width + z₁₋β σ/√H. Clearing it earlier
 * counts too, so the true power is a little higher.
 *
 * @param sd standard deviation of the difference of one hour; the effect has its unit
 */
export function detectableEffect(sd: number, hours: number, { hoursPerSession, level, power }: Looking): number {
  const sessions = hours / hoursPerSession;
  return expectedHalfWidth(sd, hours, sessions, level) + (normalQuantile(power) * sd) / Math.sqrt(hours);
}

/**
 * The smallest whole number of sessions after which an effect of this size is detectable.
 *
 * @param gap distance of the true effect from the value that the bound must clear
 * @returns null when ten million are not enough, or the gap is not positive
 */
export function detectingSessions(gap: number, sd: number, looking: Looking): number | null {
  if (!(gap > 0)) return null;
  const clears = (sessions: number): boolean =>
    gap >= detectableEffect(sd, sessions * looking.hoursPerSession, looking);
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
