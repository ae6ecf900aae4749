/** One HTTP request to a venue. */

import { Agent, request } from 'undici';
import { connectionWords } from '../venues/venueError.ts';
import { exactJson } from './exactJson.ts';

export interface Question {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

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
/** The account is read every few seconds: its connection is there for the next order, which waits for no new one. */
const IDLE_MS = 15_000;
/** Unlike `fetch` its `request` writes head and body at once: with `fetch`, 5 to 10 ms lay between the two on a busy machine. */
const connections = new Agent({ keepAliveTimeout: IDLE_MS, allowH2: false });

/** Redirects are not followed: a signed request goes to one address. @throws NoAnswer */
export async function ask(url: string, question: Question, timeoutMs: number): Promise<Asked> {
  const { method = 'GET', headers = {}, body } = question;
  try {
    const response = await request(url, {
      method,
      headers: { accept: '*/*', 'user-agent': 'mmtune', ...headers },
      body: body ?? null,
      signal: AbortSignal.timeout(timeoutMs),
      dispatcher: connections,
    });
    const status = response.statusCode;
    const text = await response.body.text();
    if (status >= 300 && status < 400)
      throw new Error(`it redirects elsewhere (HTTP ${status}), which is not followed`);
    const seconds = Number(response.headers['retry-after'] ?? 0);
    const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : 0;
    const date = Date.parse(String(response.headers.date ?? ''));
    const dateMs = Number.isFinite(date) ? date : null;
    return { status, json: jsonOf(text), text: text.slice(0, SHOWN_CHARS), retryAfterMs, dateMs };
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
