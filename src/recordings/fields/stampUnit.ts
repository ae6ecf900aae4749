/** Units of time since 1970 in which recordings are stamped, and how many of them make a second. */
const PER_SECOND = { s: 1, ms: 1e3, µs: 1e6, ns: 1e9 } as const;

export type StampUnit = keyof typeof PER_SECOND;

/** 2005-01-01 and 2100-01-01 in seconds since 1970: no recording of a venue is from outside. */
const EARLIEST_S = 1_104_537_600;
const LATEST_S = 4_102_444_800;

export const UNIT_NAMES: Readonly<Record<StampUnit, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  µs: 'microseconds',
  ns: 'nanoseconds',
};

/**
 * The unit in which a stamp is a date from 2005 to 2100; undefined for one that is none in any unit, e.g. of a tape that
 * counts from its own beginning. A date in one unit is never one in another: they lie a factor of 1,000 apart.
 */
export function unitOfStamp(stamp: number): StampUnit | undefined {
  for (const unit of ['s', 'ms', 'µs', 'ns'] as const) {
    const seconds = stamp / PER_SECOND[unit];
    if (seconds >= EARLIEST_S && seconds < LATEST_S) return unit;
  }
  return undefined;
}

/** Why a stamp that should count microseconds does not; undefined if it does, or does not look like a date at all. */
export function notMicroseconds(stamp: number, column: string): string | undefined {
  const unit = unitOfStamp(stamp);
  if (unit === undefined || unit === 'µs') return undefined;
  const date = new Date((stamp / PER_SECOND[unit]) * 1000).toISOString();
  return `${column} ${stamp} looks like ${UNIT_NAMES[unit]} since 1970 (${date}); microseconds are needed. Convert the stamps.`;
}
