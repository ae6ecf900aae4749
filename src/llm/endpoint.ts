/** The endpoint of a model, checked before the first call, and texts without its key. */

import type { Llm } from '../proposer/llm.ts';

const SHOWN_CHARACTERS = 300;
/** Shorter keys are placeholders for local servers ("ollama", "EMPTY"), which are words that any text may contain. */
const SECRET_CHARACTERS = 12;

export interface Endpoint {
  readonly provider: Llm['provider'];
  /** Base URL without a slash at its end. */
  readonly endpoint: string;
  readonly model: string;
  /** Empty for a server without keys. */
  readonly key: string;
}

/** @throws RangeError for an address, model or key that cannot be used; its message never contains the key */
export function checkedEndpoint(caller: Endpoint): Endpoint {
  if (holdsKey(caller.endpoint, caller.key) || holdsKey(caller.model, caller.key)) {
    throw new RangeError('The key of the model server stands in its address or in the name of the model.');
  }
  const url = URL.parse(caller.endpoint);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new RangeError(`The address of a model server has the form https://host/path, not "${caller.endpoint}".`);
  }
  // The address is recorded with every call, so it must not contain a secret.
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new RangeError(
      `The address of the model server ${url.host} holds a user, password, query or fragment: give address and key apart.`,
    );
  }
  if (caller.model.trim() === '') throw new RangeError(`No model is named for ${caller.endpoint}.`);
  if (!/^[\x21\x23-\x5b\x5d-\x7e]*$/.test(caller.key)) {
    throw new RangeError(
      `The key for ${caller.endpoint} holds a space, a line break, a double quote, a backslash or a character outside ASCII: copy it again.`,
    );
  }
  return { ...caller, endpoint: caller.endpoint.replace(/\/+$/, '') };
}

/** Server and model as messages name them. */
export function endpointName(caller: Endpoint): string {
  return `Model ${caller.model} at ${caller.endpoint} (${caller.provider})`;
}

/** The text as one line of at most 300 characters, without control characters and without the key. */
export function oneLine(text: string, key: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .toWellFormed()
    .trim();
  const clean = key === '' ? line : line.replaceAll(key, '[key]');
  const characters = [...clean];
  return characters.length <= SHOWN_CHARACTERS ? clean : `${characters.slice(0, SHOWN_CHARACTERS - 1).join('')}…`;
}

/** Whether a text contains the key. */
export function holdsKey(text: string, key: string): boolean {
  return key.length >= SECRET_CHARACTERS && text.includes(key);
}

/** The text with the key replaced. */
export function withoutKey(text: string, key: string): string {
  return holdsKey(text, key) ? text.replaceAll(key, '[key]') : text;
}
