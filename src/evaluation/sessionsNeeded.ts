/** How many hours side by side tell an effect from none, for those who look after every session. */

import { normalQuantile } from './distributions.ts';
import { expectedHalfWidth } from './intervals.ts';

/** More than these and the number says nothing but "never". */
const MOST = 1e7;

/** How one looks: after every session of so many hours, at an interval of this coverage, wanting an effect found with this probability. */
export interface Looking {
  readonly hoursPerSession: number;
  readonly level: number;
  readonly power: number;
}

/**
 * The smallest effect that has cleared the always-valid bound after so many hours: half-width + z₁₋β σ/√H. Having cleared it earlier
 * counts too, so the true power is a little more.
 *
 * @param sd standard deviation of one hour's difference; the effect is in its unit
 */
export function detectableEffect(sd: number, hours: number, { hoursPerSession, level, power }: Looking): number {
  const sessions = hours / hoursPerSession;
  return expectedHalfWidth(sd, hours, sessions, level) + (normalQuantile(power) * sd) / Math.sqrt(hours);
}

/**
 * The smallest whole number of sessions after which an effect of this size is detectable.
 *
 * @param gap distance of the true effect from the bound's target
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
