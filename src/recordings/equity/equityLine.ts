import { MalformedLineError } from '../import/importLog.ts';

/** Regular hours, ms since New York's midnight: 9:30 to 16:00. */
export const OPEN_MS = 34_200_000;
export const CLOSE_MS = 57_600_000;

/** A price that is written × 10,000. Throws a {@link MalformedLineError}. */
export function tenThousandths(text: string | undefined, what: string): number {
  return whole(text, what) / 10_000;
}

/** A whole number from 0. Throws a {@link MalformedLineError}. */
export function whole(text: string | undefined, what: string): number {
  const number = Number(text);
  if (text === undefined || text === '' || !Number.isSafeInteger(number) || number < 0) {
    throw new MalformedLineError(`${what} is not a whole number`);
  }
  return number;
}
