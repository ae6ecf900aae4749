/** Text of a server made fit to be shown: its own words found in an error, without controls, without the key, capped. */

const SHOWN_CHARACTERS = 300;
/** Shorter keys are the placeholders of local servers ("ollama", "EMPTY"): words that an honest text may hold. */
const SECRET_CHARACTERS = 12;

/** The message in the body of an error, whatever its form: `{error: {message}}`, `{error}`, `{message}`, `{detail}` or text. */
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

/** One line of at most 300 characters that holds neither control characters nor the key. */
export function oneLine(text: string, key: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .toWellFormed()
    .trim();
  const clean = key === '' ? line : line.replaceAll(key, '[key]');
  const characters = [...clean];
  return characters.length <= SHOWN_CHARACTERS ? clean : `${characters.slice(0, SHOWN_CHARACTERS - 1).join('')}…`;
}

/** Whether a text that is kept or sent holds the key. */
export function holdsKey(text: string, key: string): boolean {
  return key.length >= SECRET_CHARACTERS && text.includes(key);
}

/** A text that is kept, as it came but for the key. */
export function withoutKey(text: string, key: string): string {
  return holdsKey(text, key) ? text.replaceAll(key, '[key]') : text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
