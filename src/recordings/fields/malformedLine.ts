/** A line or message that makes no sense; its text is the reason. Importers count it and go on. */
export class MalformedLineError extends Error {
  override name = 'MalformedLineError';
}

/** Runs `read` and counts a {@link MalformedLineError} that it throws. Any other error passes. */
export function countMalformed(log: { malformed(reason: string): void }, read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof MalformedLineError)) throw error;
    log.malformed(error.message);
  }
}

/**
 * The beginning of a text, or of another JSON value, from outside. Control characters are replaced, since they could steer the
 * terminal that shows them.
 */
export function printable(value: unknown, chars: number): string {
  // An object from outside may have a property `toString`.
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.slice(0, chars).replaceAll(/[^\x20-\x7e]/g, '·');
}
