/** The beginning of a text from outside, without control characters: a file must not steer the terminal that shows it. */
export function printable(text: string, chars: number): string {
  return text.slice(0, chars).replaceAll(/[^\x20-\x7e]/g, '·');
}
