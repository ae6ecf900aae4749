/** Units per second of the units in which recordings count time since 1970. */
const PER_SECOND = { s: 1, ms: 1e3, µs: 1e6, ns: 1e9 } as const;

export type StampUnit = keyof typeof PER_SECOND;

/** 2005-01-01 and 2100-01-01 in seconds since 1970. Every recording of a venue is from between them. */
const EARLIEST_S = 1_104_537_600;
const LATEST_S = 4_102_444_800;

export const UNIT_NAMES: Readonly<Record<StampUnit, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  µs: 'microseconds',
  ns: 'nanoseconds',
};

/**
 * The unit in which a stamp is a date from 2005 to 2100. Undefined if there is no such unit, for instance for a tape that counts
 * from its own start. Two units differ by a factor of 1,000, so at most one of them fits.
 */
export function unitOfStamp(stamp: number): StampUnit | undefined {
  for (const unit of ['s', 'ms', 'µs', 'ns'] as const) {
    const seconds = stamp / PER_SECOND[unit];
    if (seconds >= EARLIEST_S && seconds < LATEST_S) return unit;
  }
  return undefined;
}

/** Why a stamp is not in microseconds, as an error text. Undefined if it is, or if it is no date in any unit. */
export function notMicroseconds(stamp: number, column: string): string | undefined {
  const unit = unitOfStamp(stamp);
  if (unit === undefined || unit === 'µs') return undefined;
  const date = new Date((stamp / PER_SECOND[unit]) * 1000).toISOString();
  return `${column} ${stamp} looks like ${UNIT_NAMES[unit]} since 1970 (${date}); microseconds are needed. Convert the stamps.`;
}
