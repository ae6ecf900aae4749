import { MalformedLineError, printable } from './malformedLine.ts';
import type { StampUnit } from './stampUnit.ts';

/** How a stamp is written: in a unit since 1970, or as a date. */
export type StampForm = StampUnit | 'ISO';

export interface Stamp {
  /** µs since 1970, rounded down to a whole number. */
  readonly us: number;
  readonly unit: StampForm;
  /** Whether it is in whole seconds: precise enough to order files, not to measure delays. */
  readonly isCoarse: boolean;
}

/** A stamp further than this from the time of receipt is malformed: it would move the start or the end of the tape. */
export const CLOCK_TOLERANCE_US = 3_600_000_000;

const NUMBER = /^(\d{9,20})(?:\.(\d+))?$/;
const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|\+00:?00)?$/;

/**
 * Reads a time since 1970 (UTC). The number of digits gives the unit: 9 to 11 digits are seconds, up to 14 ms, up to 17 µs, up to
 * 20 ns. Undefined for a text that is not a time.
 */
export function readStamp(text: string): Stamp | undefined {
  const number = NUMBER.exec(text);
  if (number !== null) {
    const [, whole = '', fraction = ''] = number;
    const unit = unitOf(whole.length);
    const us = unit === 'ns' ? Number(whole.slice(0, -3)) : Number(shifted(whole, fraction, DIGITS_TO_US[unit]));
    return Number.isSafeInteger(us) ? { us, unit, isCoarse: unit === 's' && fraction === '' } : undefined;
  }
  const date = ISO.exec(text);
  if (date === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = date.slice(1, 7).map(Number);
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  return { us: ms * 1000 + Number(shifted('', date[7] ?? '', 6)), unit: 'ISO', isCoarse: date[7] === undefined };
}

/** A stamp from JSON or CSV as µs since 1970. Throws a {@link MalformedLineError} that calls it `what`. */
export function stampUs(value: unknown, what: string): number {
  const stamp = typeof value === 'number' || typeof value === 'string' ? readStamp(String(value)) : undefined;
  if (stamp !== undefined) return stamp.us;
  if (value === undefined) throw new MalformedLineError(`${what} is missing`);
  throw new MalformedLineError(`${what} '${printable(value, 40)}' is no time since 1970`);
}

const DIGITS_TO_US = { s: 6, ms: 3, µs: 0 } as const;

function unitOf(digits: number): StampUnit {
  if (digits <= 11) return 's';
  if (digits <= 14) return 'ms';
  return digits <= 17 ? 'µs' : 'ns';
}

/** `whole.fraction` × 10^`places`, rounded down to a whole number. Binary fractions would add a rounding error. */
function shifted(whole: string, fraction: string, places: number): string {
  return whole + fraction.slice(0, places).padEnd(places, '0');
}
