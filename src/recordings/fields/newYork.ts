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

/** A day of the calendar. */
export interface Day {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
}

/**
 * µs since 1970 at which a day begins in New York; undefined for a day that no calendar has. Venues count a day's time from
 * there; clocks change at two in the morning of a Sunday, when no stock is traded.
 */
export function newYorkMidnightUs({ year, month, day }: Day): number | undefined {
  const utcMs = Date.UTC(year, month - 1, day);
  const date = new Date(utcMs);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  // New York's midnight is between 4 and 5 in the morning of UTC.
  const nearMs = utcMs + 5 * 3_600_000;
  return (nearMs - (newYorkMs(nearMs) - utcMs)) * 1000;
}

/** What New York's clock shows, as if it were UTC. */
function newYorkMs(ms: number): number {
  const shown = new Map(clock.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => shown.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}
