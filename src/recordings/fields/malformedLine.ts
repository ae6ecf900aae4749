/** A line or message that cannot be read; the message is the reason. Importers count it and go on. */
export class MalformedLineError extends Error {
  override name = 'MalformedLineError';
}

/** The beginning of a text from outside, without control characters: a file must not steer the terminal that shows it. */
export function printable(text: string, chars: number): string {
  return text.slice(0, chars).replaceAll(/[^\x20-\x7e]/g, '·');
}
