/** Looking into what a server sent: any part may be missing, null or of another kind than documented. */

/** What stands at a path in what a server sent; undefined where the path leads nowhere. */
export function field(value: unknown, ...path: readonly (string | number)[]): unknown {
  let at = value;
  for (const name of path) at = typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined;
  return at;
}

/** The entries of a list, none if it is no list. */
export function entries(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that is not empty. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Whether anything is said there: null is sent for what is not known yet. */
export function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A count of tokens as reported; null when it is none. */
export function tokenCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
