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

/** The beginning of a text from outside without control characters, which could steer the terminal that shows it. */
export function printable(text: string, chars: number): string {
  return text.slice(0, chars).replaceAll(/[^\x20-\x7e]/g, '·');
}
