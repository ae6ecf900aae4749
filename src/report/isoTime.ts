/** ISO 8601 in UTC with microseconds; JavaScript dates have only milliseconds. */

const DAY_US = 86_400_000_000;

/** `timeUs` since 1970, a whole number from 0 on: `2026-01-05T14:59:00.000250Z`. */
export function isoMicroseconds(timeUs: number): string {
  const day = Math.floor(timeUs / DAY_US);
  const rest = Math.round(timeUs - day * DAY_US);
  const { year, month, dayOfMonth } = dateOf(day);
  const pad = (value: number, width: number): string => String(value).padStart(width, '0');
  const seconds = Math.floor(rest / 1_000_000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => pad(part, 2));
  return `${year}-${pad(month, 2)}-${pad(dayOfMonth, 2)}T${clock.join(':')}.${pad(rest % 1_000_000, 6)}Z`;
}

/** Days since 1970 to a date: years of 365.2425 days counted from March, so that the leap day comes last (Hinnant, "chrono-compatible date algorithms"). */
function dateOf(day: number): { year: number; month: number; dayOfMonth: number } {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfMonth };
}
