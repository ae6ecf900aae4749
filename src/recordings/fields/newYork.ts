const clock: Intl.DateTimeFormat = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
});

/** A calendar day. */
export interface Day {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/**
 * Midnight in New York at the start of a day, µs since 1970. Undefined for a day that does not exist. US venues count time from
 * this midnight. The change to or from daylight saving time does not matter: it is on a Sunday, when stocks do not trade.
 */
export function newYorkMidnightUs({ year, month, day }: Day): number | undefined {
  const utcMs = Date.UTC(year, month - 1, day);
  const date = new Date(utcMs);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  // Midnight in New York is at 4:00 or 5:00 UTC.
  const nearMs = utcMs + 5 * 3_600_000;
  return (nearMs - (newYorkMs(nearMs) - utcMs)) * 1000;
}

/** The time of day and date in New York, converted to ms as if they were UTC. */
function newYorkMs(ms: number): number {
  const shown = new Map(clock.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => shown.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}
