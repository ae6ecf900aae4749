import { MalformedLineError } from './malformedLine.ts';

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Throws a {@link MalformedLineError} for a text that is not JSON. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new MalformedLineError('not JSON, or cut off');
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Throws a {@link MalformedLineError} that calls the value `what`. */
export function fieldsOf(value: unknown, what: string): Fields {
  if (!isFields(value)) throw new MalformedLineError(`${what} is not an object`);
  return value;
}

/** Throws a {@link MalformedLineError} that calls the value `what`. */
export function listOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new MalformedLineError(`${what} is not a list`);
  return value;
}

/** A text that is not empty. Throws a {@link MalformedLineError}. */
export function textIn(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value !== 'string' || value === '') throw new MalformedLineError(`${key} is missing`);
  return value;
}

/** The value of a number, or of a number written as text; NaN for any other value. */
export function numberOf(value: unknown): number {
  return typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN;
}

/** A sequence number. Throws a {@link MalformedLineError}. */
export function idIn(fields: Fields, key: string): number {
  const value = fields[key];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new MalformedLineError(`${key} is not a sequence number`);
  }
  return value;
}
