/** One HTTP request to a venue. */

import { connectionWords } from '../venues/venueError.ts';
import { exactJson } from './exactJson.ts';

export interface Asked {
  readonly status: number;
  /** The JSON of the answer; undefined where it is none. */
  readonly json: unknown;
  readonly text: string;
  /** How long the venue wants not to be asked, ms; 0 where it does not say. */
  readonly retryAfterMs: number;
  /** The server's clock, whole seconds as ms since 1970; null where the answer has no date. */
  readonly dateMs: number | null;
}

/** There was no answer; the venue may have done what it was asked for. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
}

const SHOWN_CHARS = 200;

/** Redirects are not followed: a signed request goes to one address. @throws NoAnswer */
export async function ask(url: string, init: RequestInit, timeoutMs: number): Promise<Asked> {
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    const text = await response.text();
    const seconds = Number(response.headers.get('retry-after') ?? 0);
    const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : 0;
    const date = Date.parse(response.headers.get('date') ?? '');
    const dateMs = Number.isFinite(date) ? date : null;
    return { status: response.status, json: jsonOf(text), text: text.slice(0, SHOWN_CHARS), retryAfterMs, dateMs };
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    throw new NoAnswer(isLate ? `gave no answer within ${timeoutMs} ms` : connectionWords(error));
  }
}

function jsonOf(text: string): unknown {
  try {
    return exactJson(text);
  } catch {
    return undefined;
  }
}
