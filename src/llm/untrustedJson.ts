/** Reads JSON of a server, in which any part may be missing, null or of another type than documented. */

/** The value at a path; undefined when the path does not exist. */
export function field(value: unknown, ...path: readonly (string | number)[]): unknown {
  let at = value;
  for (const name of path) at = typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined;
  return at;
}

/** The entries of a list; none if it is no list. */
export function entries(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value if it is a text that is not empty, else null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Whether the field has a value; servers send null for what is not known yet. */
export function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** The value if it is a possible count of tokens, else null. */
export function tokenCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** The message in the body of an error: `{error: {message}}`, `{error}`, `{message}`, `{detail}` or text. */
export function messageIn(body: unknown): string {
  if (typeof body === 'string') {
    const inner = errorBody(body);
    return typeof inner === 'string' ? inner : messageIn(inner);
  }
  if (typeof body !== 'object' || body === null) return '';
  for (const name of ['error', 'message', 'detail']) {
    const inner: unknown = Reflect.get(body, name);
    if (name === 'error' && typeof inner === 'object' && inner !== null) return messageIn(inner);
    if (typeof inner === 'string' && inner !== '') return inner;
  }
  return JSON.stringify(body);
}

/** The object that a text holds as JSON, alone or as the first of a list (Gemini); any other text as it is, trimmed. */
export function errorBody(text: string): unknown {
  const trimmed = text.trim();
  if (!/^[[{]/.test(trimmed)) return trimmed;
  try {
    const value: unknown = JSON.parse(trimmed);
    const body: unknown = Array.isArray(value) ? value[0] : value;
    return typeof body === 'object' && body !== null ? body : trimmed;
  } catch {
    return trimmed;
  }
}
