/** A try that gave no answer: what kind of failure it is, what the server said, and whether and when to try again. */

import type { LlmFaultKind, PromptOverflow } from '../proposer/llm.ts';
import { isLoading, saidWaitMs } from './busyServer.ts';
import { overflowIn } from './contextOverflow.ts';
import { field, messageIn } from './untrustedJson.ts';

export class CallFailure extends Error {
  override name = 'CallFailure';
  readonly kind: LlmFaultKind;
  /** What the server said, unchanged; empty when it said nothing. */
  readonly words: string;
  readonly retriable: boolean;
  /** How long the server asks to wait; null when it does not say. */
  readonly waitMs: number | null;
  /** The server is loading its model, and answers when that is done. */
  readonly loading: boolean;
  /** Only with kind `prompt-too-long`. */
  readonly overflow: PromptOverflow | null;

  /** @param what continues a sentence whose subject is the server */
  constructor(
    kind: LlmFaultKind,
    what: string,
    more: {
      readonly words?: string;
      readonly retriable?: boolean;
      readonly waitMs?: number | null;
      readonly loading?: boolean;
      readonly overflow?: PromptOverflow | null;
    } = {},
  ) {
    super(what);
    this.kind = kind;
    this.words = more.words ?? '';
    this.retriable = more.retriable ?? false;
    this.waitMs = more.waitMs ?? null;
    this.loading = more.loading ?? false;
    this.overflow = more.overflow ?? null;
  }
}

/**
 * A refusal by HTTP status.
 *
 * @param body parsed where it is JSON, else text
 */
export function statusFailure(status: number, body: unknown, waitMs: number | null): CallFailure {
  const words = messageIn(body);
  const { kind, retriable } = meaningOf(status);
  // A missing key and a rate limit can speak of tokens too.
  const overflow = kind === 'bad-request' || kind === 'server' ? overflowIn(body, words) : null;
  if (overflow !== null) return tooLong(overflow, words);
  // The request was too large for a proxy before any model saw it.
  if (status === 413) return tooLong({ promptTokens: null, contextTokens: null }, words);
  const what = `answered with status ${status}`;
  return new CallFailure(kind, what, { words, ...patience(kind, retriable, body, words, waitMs) });
}

/** A second try would be the same prompt, so there is none, whatever the status. */
function tooLong(overflow: PromptOverflow, words: string): CallFailure {
  return new CallFailure('prompt-too-long', 'takes no prompt of this length', { words, overflow });
}

/**
 * The {@link CallFailure} behind an error of an SDK. Any other error is a defect of this program, returned unchanged.
 * Errors of both SDKs have `status` and `error` (the body); both are undefined when the connection failed.
 */
export function callFailureOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error instanceof CallFailure) return error;
  if (error.cause instanceof CallFailure) return error.cause;
  if ('status' in error && error.status === undefined) {
    if ('error' in error && error.error !== undefined) return failureInBody(error.error);
    return new CallFailure('unreachable', `cannot be reached (${causesOf(error)})`, { retriable: true });
  }
  if (error instanceof SyntaxError) {
    return new CallFailure('cut', 'sent broken JSON around its answer', { retriable: true });
  }
  // The connection was lost while the body was read: fetch throws a TypeError that has the cause.
  if (error instanceof TypeError && error.cause !== undefined) {
    return new CallFailure('cut', `ended the connection within its answer (${causesOf(error)})`, { retriable: true });
  }
  return error;
}

function meaningOf(status: number): { readonly kind: LlmFaultKind; readonly retriable: boolean } {
  if (status === 429) return { kind: 'rate-limited', retriable: true };
  if (status === 408 || status === 409 || status >= 500) return { kind: 'server', retriable: true };
  if (status === 401 || status === 402 || status === 403) return { kind: 'unauthorised', retriable: false };
  // A redirect is not followed: it would send prompt and key to an address that nobody configured.
  if (status === 404 || status < 400) return { kind: 'not-found', retriable: false };
  return { kind: 'bad-request', retriable: false };
}

/** An error that came after status 200, as an event or as a whole body: only its code or type tells what it means. */
export function failureInBody(body: unknown, what = 'broke off its answer with an error'): CallFailure {
  const inner = field(body, 'error') ?? body;
  const names = ['code', 'type', 'status'].map((name) => field(inner, name));
  const words = messageIn(body);
  const status = names.map(statusOf).find((code) => code !== null);
  const text = names.filter((name) => typeof name === 'string').join(' ');
  const { kind, retriable } = status === undefined || status === null ? namedMeaning(text) : meaningOf(status);
  const overflow = kind === 'bad-request' || kind === 'server' ? overflowIn(body, words) : null;
  if (overflow !== null) return tooLong(overflow, words);
  return new CallFailure(kind, what, { words, ...patience(kind, retriable, body, words, null) });
}

/** Whether and when to try again. */
function patience(
  kind: LlmFaultKind,
  retriable: boolean,
  body: unknown,
  words: string,
  waitMs: number | null,
): Pick<CallFailure, 'retriable' | 'waitMs' | 'loading'> {
  if (!retriable) return { retriable, waitMs, loading: false };
  return { retriable, waitMs: waitMs ?? saidWaitMs(body, words), loading: kind === 'server' && isLoading(body, words) };
}

/** The HTTP status that a code stands for; some servers write it as text. */
function statusOf(code: unknown): number | null {
  const status = typeof code === 'string' && /^\d{3}$/.test(code) ? Number(code) : code;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : null;
}

function namedMeaning(name: string): Pick<CallFailure, 'kind' | 'retriable'> {
  if (/rate_?limit/i.test(name)) return { kind: 'rate-limited', retriable: true };
  if (/invalid_request/.test(name)) return { kind: 'bad-request', retriable: false };
  return { kind: 'server', retriable: true };
}

/** Codes such as ECONNREFUSED are in the causes of an error, sometimes below an AggregateError. */
function causesOf(error: Error): string {
  const said: string[] = [];
  for (let cause: unknown = error.cause; cause instanceof Error && said.length < 3; cause = cause.cause) {
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
    if (code !== '') said.push(code);
  }
  return said.length === 0 ? error.message : said.join(': ');
}

/**
 * How long a server asks to wait, in ms: `retry-after-ms`, or `retry-after` in seconds (fractions too) or as a date
 * (RFC 9110, 10.2.3). null when there is no such header, or when it cannot be read.
 */
export function retryAfterMs(headers: Headers, wallMs: number): number | null {
  const exactMs = decimal(headers.get('retry-after-ms'));
  if (exactMs !== null) return exactMs;
  const text = headers.get('retry-after');
  const seconds = decimal(text);
  if (seconds !== null) return seconds * 1000;
  // Date.parse accepts almost anything as a date, for example "-5".
  const dateMs = text?.trim().endsWith('GMT') === true ? Date.parse(text) : Number.NaN;
  return Number.isNaN(dateMs) ? null : Math.max(0, dateMs - wallMs);
}

function decimal(text: string | null): number | null {
  return text !== null && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : null;
}
