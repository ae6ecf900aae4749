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
    const text = body.trim();
    return text.startsWith('{') ? messageIn(parsed(text) ?? { message: text }) : text;
  }
  if (typeof body !== 'object' || body === null) return '';
  for (const name of ['error', 'message', 'detail']) {
    const inner: unknown = Reflect.get(body, name);
    if (name === 'error' && typeof inner === 'object' && inner !== null) return messageIn(inner);
    if (typeof inner === 'string' && inner !== '') return inner;
  }
  return JSON.stringify(body);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
