/**
 * A proposal that waits is a plan: what is approved is what was judged, and it can be approved for a day. Later it has to be
 * judged again, since results and bounds may have moved on.
 */

/** How long a proposal can be approved after it began to wait, or was validated again. */
export const PLAN_HOURS = 24;

/** Whether a proposal that waits since then can no longer be approved. @param at the time now; both ISO 8601, UTC */
export function hasExpired(waitingSince: string, at: string): boolean {
  return millisecondsOf(at) - millisecondsOf(waitingSince) > PLAN_HOURS * 3_600_000;
}

const ISO_UTC = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{3}))?Z$/;

/** Milliseconds since 1970 UTC of a time on record. @throws RangeError for any other form */
function millisecondsOf(time: string): number {
  const [year, month, day, hour, minute, second, ms] = (ISO_UTC.exec(time) ?? [])
    .slice(1)
    .map((part) => Number(part ?? 0));
  if (year === undefined || month === undefined || day === undefined)
    throw new RangeError(`"${time}" is no time of the form 2026-01-02T03:04:05.678Z`);
  const seconds = ((hour ?? 0) * 60 + (minute ?? 0)) * 60 + (second ?? 0);
  return (daysSince1970(year, month, day) * 86_400 + seconds) * 1000 + (ms ?? 0);
}

/** Of the Gregorian calendar. Years begin in March here, so that a leap day is the last of its year. */
function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return marchYear * 365 + leapDays + dayOfYear - 719_468;
}
