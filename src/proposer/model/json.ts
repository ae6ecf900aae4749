/** JSON as the prompt writes it: one line a value, the same bytes for the same value. */

import { quote } from './quoteText.ts';

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** On one line: keys sorted, `id` first; numbers that JSON does not have are null. */
function canonical(value: Json): string {
  if (typeof value === 'string') return quote(value);
  // A negative zero reads 0: the two are equal, and a model could make something of the sign.
  if (typeof value === 'number') return Number.isFinite(value) ? String(value === 0 ? 0 : value) : 'null';
  if (typeof value === 'boolean' || value === null) return String(value);
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  const keys = Object.keys(value)
    .map((name) => ({ name, rank: rank(name) }))
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
  return `{${keys.map(({ name }) => `${quote(name)}:${canonical(value[name] as Json)}`).join(',')}}`;
}

/** Values one a line, each line ended. */
export function lines(values: readonly Json[]): string {
  return values.map((value) => `${canonical(value)}\n`).join('');
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** `id`, then keys that begin with a number (`5s` before `30s`), then names. */
function rank(key: string): number {
  if (key === 'id') return -1;
  const leading = Number.parseInt(key, 10);
  return Number.isNaN(leading) ? Number.MAX_VALUE : leading;
}
