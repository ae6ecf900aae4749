/** What forecasts of volatility are fitted on: minutes of a market with what was known before each and what came. */

import { EwmaVolatility } from '../signals/ewmaVolatility.ts';
import { HAR_SECONDS } from '../signals/harVolatility.ts';
import { RealisedVolatility } from '../signals/realisedVolatility.ts';

/** Half-lives that are tried, seconds. */
export const HALF_LIVES: readonly number[] = [10, 20, 30, 60, 120, 180, 300, 600, 900, 1800];

/** All in bps per square root of a second. */
export interface VolatilityMinute {
  /** Realised in the minute that comes. */
  readonly next: number;
  /** Known before it: realised over the window that `tiered` reads now, and over the windows of HAR-RV. */
  readonly present: number;
  readonly minute: number;
  readonly fiveMinutes: number;
  readonly quarterHour: number;
  /** One for each of {@link HALF_LIVES}. */
  readonly ewma: readonly number[];
}

/** Up to sixty minutes of one tape, in their order. */
export type VolatilityHour = readonly VolatilityMinute[];

const MINUTES = 60;
/** A rest of a tape that has fewer minutes is left out: it says little. */
const LEAST_MINUTES = 30;

/** The beginning of a market for which no forecast counts, since the longest window before it is not full, s. */
export function warmUpSeconds(presentSeconds: number): number {
  return Math.max(HAR_SECONDS.quarterHour, presentSeconds);
}

/**
 * The hours of one tape. A minute counts once the longest window before it is full; a second without a mid begins anew.
 *
 * @param mids one a second; NaN where there is none
 * @param presentSeconds window of the volatility that is read now
 */
export function volatilityHours(mids: Float64Array, presentSeconds: number): VolatilityHour[] {
  const minutes: VolatilityMinute[] = [];
  const windows = {
    present: new RealisedVolatility(presentSeconds),
    minute: new RealisedVolatility(HAR_SECONDS.minute),
    fiveMinutes: new RealisedVolatility(HAR_SECONDS.fiveMinutes),
    quarterHour: new RealisedVolatility(HAR_SECONDS.quarterHour),
  };
  const averages = HALF_LIVES.map((seconds) => new EwmaVolatility(seconds));
  const all = [...Object.values(windows), ...averages];
  const warmUp = warmUpSeconds(presentSeconds);
  let seen = -1;
  let known: Omit<VolatilityMinute, 'next'> | null = null;
  for (const [second, mid] of mids.entries()) {
    if (Number.isNaN(mid)) {
      for (const one of all) one.reset();
      seen = -1;
      known = null;
      continue;
    }
    for (const one of all) one.push(second * 1e6, mid);
    seen++;
    if (seen < warmUp || (seen - warmUp) % HAR_SECONDS.minute !== 0) continue;
    if (known !== null) minutes.push({ ...known, next: windows.minute.perRootSecondBps });
    known = {
      present: windows.present.perRootSecondBps,
      minute: windows.minute.perRootSecondBps,
      fiveMinutes: windows.fiveMinutes.perRootSecondBps,
      quarterHour: windows.quarterHour.perRootSecondBps,
      ewma: averages.map((one) => one.perRootSecondBps),
    };
  }
  const hours = Array.from({ length: Math.ceil(minutes.length / MINUTES) }, (_, i) =>
    minutes.slice(i * MINUTES, (i + 1) * MINUTES),
  );
  return hours.filter((hour) => hour.length >= LEAST_MINUTES);
}
