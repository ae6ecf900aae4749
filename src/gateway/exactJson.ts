/** JSON of a venue in which a whole number of more digits than a double holds stays as it was sent, as a string. */

/** Ids of some venues have 19 digits. As doubles, two of them that are close are equal, and a fill would be taken for another. */
export function exactJson(text: string): unknown {
  const value: unknown = JSON.parse(text, (_, one: unknown, ...more: readonly unknown[]) => {
    if (typeof one !== 'number' || Number.isSafeInteger(one)) return one;
    const source = sourceOf(more[0]);
    return /^-?\d+$/.test(source) ? source : one;
  });
  return value;
}

function sourceOf(context: unknown): string {
  if (typeof context !== 'object' || context === null || !('source' in context)) return '';
  return String(context.source);
}
