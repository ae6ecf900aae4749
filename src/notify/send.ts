/** One try to send a message, and what its answer means. No text of it holds a key: what servers and addresses say is left out. */

import type { Channel, Message } from './channel.ts';

export type Sent =
  | { readonly kind: 'sent' }
  /** It may succeed later. `afterMs` is how long the service asks to wait; null where it does not say. */
  | { readonly kind: 'later'; readonly why: string; readonly afterMs: number | null }
  /** The same request will never succeed. */
  | { readonly kind: 'refused'; readonly why: string };

/** A service that does not answer in this time is tried again. */
const TIMEOUT_MS = 10_000;
/** Of an answer no more is read. */
const ANSWER_BYTES = 16_384;

/** @param wallMs the time now, for a server that names a date @param stop ends the try */
export async function send(channel: Channel, message: Message, wallMs: number, stop: AbortSignal): Promise<Sent> {
  const { url, headers, body } = channel.request(message);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      // A redirect would carry the key to another address.
      redirect: 'manual',
      signal: AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    return meaningOf(channel.name, response.status, response.headers, await answerOf(response), wallMs);
  } catch (error) {
    return { kind: 'later', why: `${channel.name} could not be reached (${causeOf(error)})`, afterMs: null };
  }
}

function meaningOf(name: Channel['name'], status: number, headers: Headers, answer: unknown, wallMs: number): Sent {
  const said = field(answer, 'ok');
  if (status >= 200 && status < 300 && said !== false) return { kind: 'sent' };
  const why = `${name} answered ${status}${MEANING[status] ?? ''}`;
  if (status === 429 || status === 408 || status >= 500) {
    return { kind: 'later', why, afterMs: waitOf(headers, answer, wallMs) };
  }
  return { kind: 'refused', why };
}

const MEANING: Readonly<Record<number, string>> = {
  400: ': it does not take this message; is the chat or topic right?',
  401: ': the key is wrong',
  403: ': the key may not write there; a Telegram bot has to be started by you first',
  404: ': no such address, bot or chat',
  413: ': the message is too long',
  429: ': too many messages',
};

/**
 * `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), `parameters.retry_after` of Telegram and `retry_after` of Discord, both in
 * seconds. The longest counts.
 */
function waitOf(headers: Headers, answer: unknown, wallMs: number): number | null {
  const text = headers.get('retry-after')?.trim() ?? '';
  const date = text.endsWith('GMT') ? Date.parse(text) : Number.NaN;
  const waits = [
    /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Number.NaN,
    date - wallMs,
    secondsIn(field(field(answer, 'parameters'), 'retry_after')),
    secondsIn(field(answer, 'retry_after')),
  ].filter((wait) => Number.isFinite(wait) && wait >= 0);
  return waits.length === 0 ? null : Math.max(...waits);
}

function secondsIn(value: unknown): number {
  return typeof value === 'number' ? value * 1000 : Number.NaN;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** The answer as JSON; null where it is none. */
async function answerOf(response: Response): Promise<unknown> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const part of response.body ?? []) {
    text += decoder.decode(part, { stream: true });
    if (text.length > ANSWER_BYTES) break;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** A code such as ECONNREFUSED. The message of the error is left out: it may name the address. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return `no answer in ${TIMEOUT_MS / 1000} s`;
  if (error.name === 'AbortError') return 'stopped';
  const code = field(error.cause, 'code');
  return typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code) ? code : error.name;
}
