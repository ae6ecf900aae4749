/** Asks one question until there is an answer, with retries and one time limit for all tries together. */

import {
  LEAST_CONTEXT_TOKENS,
  type LlmAnswer,
  LlmFault,
  type LlmFaultKind,
  type PromptOverflow,
} from '../proposer/llm.ts';
import { CallFailure, callFailureOf } from './callFailure.ts';
import { type Endpoint, endpointName, holdsKey, oneLine, withoutKey } from './endpoint.ts';
import type { StreamedAnswer } from './streamedAnswer.ts';

export interface CallClock {
  /** Milliseconds from an arbitrary start, never backwards. */
  monotonicMs(): number;
  /** Milliseconds since 1970, UTC: only to read dates that servers send. */
  wallMs(): number;
  /** Resolves after `ms`, or as soon as `stop` is aborted. */
  sleep(ms: number, stop: AbortSignal | null): Promise<void>;
  /** Calls `ring` once after `ms`; the returned function cancels it. */
  alarm(ms: number, ring: () => void): () => void;
}

/** The clock of the machine. */
export const machineClock: CallClock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  sleep: (ms, stop) =>
    new Promise((resolve) => {
      if (stop?.aborted === true) return resolve();
      const end = (): void => {
        clearTimeout(timer);
        stop?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      stop?.addEventListener('abort', end);
    }),
  alarm: (ms, ring) => {
    const timer = setTimeout(ring, ms);
    return () => clearTimeout(timer);
  },
};

export interface RetryPolicy {
  readonly maxTries: number;
  /** For all tries and the pauses between them. */
  readonly totalMs: number;
  /** Ends a call at once when it is aborted. */
  readonly stop: AbortSignal | null;
  readonly clock: CallClock;
}

export const defaultRetryPolicy: RetryPolicy = { maxTries: 3, totalMs: 120_000, stop: null, clock: machineClock };

/** Pauses before the second try and before later ones, when the server names none. */
const PAUSES_MS = [1000, 4000];
/** Between tries while a server loads its model: each twice as long as the one before, up to the longest. */
const LOADING_PAUSE_MS = { first: 1000, longest: 15_000 } as const;
/** No pause is shorter than this at the end of the time. */
const LAST_PAUSE_MS = 1000;

const ADVICE: Readonly<Record<Exclude<LlmFaultKind, 'prompt-too-long'>, string>> = {
  unauthorised: 'Check the key and what its account may use.',
  'not-found': 'Check the name of the model and the address; those of provider openai mostly end in /v1.',
  'bad-request': 'The server does not take this request as it is.',
  'rate-limited': 'Try again later, or raise the limit with the provider.',
  server: 'Try again later.',
  timeout: 'Try again, allow more time, or take a faster model.',
  unreachable: 'Check that the server runs and the address is right.',
  cut: 'Try again.',
  'too-large': 'The answer was not read to its end.',
  stopped: 'Nothing was changed.',
};

/**
 * Tries until there is a result. A temporary failure (429, 408, 409, 5xx, no connection, a cut stream) is retried after
 * the pause that the server asks for. A pause longer than the time that is left ends the call. While a server says that it
 * loads its model, it is asked until the time is up, whatever the number of tries.
 *
 * @param request what is sent, to be kept with the error
 * @param attempt one try; it ends early when its signal is aborted
 * @throws LlmFault
 */
export async function withRetries<T>(
  caller: Endpoint,
  request: string,
  policy: RetryPolicy,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<{ readonly result: T; readonly tries: number; readonly durationMs: number }> {
  const { clock } = policy;
  const startMs = clock.monotonicMs();
  const spentMs = (): number => Math.round(clock.monotonicMs() - startMs);
  let loadings = 0;
  for (let tries = 1; ; tries++) {
    const fault = (failure: CallFailure, made: number, remark = ''): LlmFault =>
      new LlmFault(failure.kind, messageOf(caller, failure, made, remark), {
        tries: made,
        durationMs: spentMs(),
        request,
        overflow: failure.overflow,
      });
    if (policy.stop?.aborted === true) throw fault(stopped(), tries - 1);
    let failure: CallFailure;
    try {
      const result = await oneTry(attempt, policy, policy.totalMs - spentMs());
      return { result, tries, durationMs: spentMs() };
    } catch (error) {
      const known = callFailureOf(error);
      if (!(known instanceof CallFailure)) throw error;
      failure = known;
    }
    const leftMs = policy.totalMs - spentMs();
    const asked = failure.waitMs === null ? '' : `It asks to wait ${seconds(failure.waitMs)}`;
    if (!failure.retriable) throw fault(failure, tries);
    if (failure.loading) loadings++;
    const busy = tries - loadings;
    if (!failure.loading && busy >= policy.maxTries) throw fault(failure, tries, asked === '' ? '' : `${asked}.`);
    const pauseMs = failure.loading ? loadingPauseMs(failure, loadings, leftMs) : (failure.waitMs ?? pauseAfter(busy));
    if (pauseMs >= leftMs) {
      const left = `${seconds(Math.max(0, leftMs))} of ${seconds(policy.totalMs)} are left`;
      throw fault(failure, tries, asked === '' ? `Of the time, ${left}.` : `${asked}, and ${left}.`);
    }
    await clock.sleep(pauseMs, policy.stop);
  }
}

function pauseAfter(tries: number): number {
  return PAUSES_MS[Math.min(tries, PAUSES_MS.length) - 1] ?? 0;
}

/** Shorter pauses towards the end, so that the time is used. */
function loadingPauseMs({ waitMs }: CallFailure, nth: number, leftMs: number): number {
  // A server that asks for no pause at all would be asked without one until the time is up.
  if (waitMs !== null) return Math.max(LAST_PAUSE_MS, waitMs);
  const growing = Math.min(LOADING_PAUSE_MS.first * 2 ** (nth - 1), LOADING_PAUSE_MS.longest);
  return Math.max(LAST_PAUSE_MS, Math.min(growing, Math.floor(leftMs / 2)));
}

async function oneTry<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  policy: RetryPolicy,
  leftMs: number,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  const onStop = (): void => controller.abort(stopped());
  const silence = policy.clock.alarm(leftMs, () => {
    controller.abort(new CallFailure('timeout', `gave no whole answer within ${seconds(policy.totalMs)}`));
  });
  policy.stop?.addEventListener('abort', onStop);
  try {
    return await Promise.race([attempt(signal), ended]);
  } finally {
    silence();
    policy.stop?.removeEventListener('abort', onStop);
  }
}

function stopped(): CallFailure {
  return new CallFailure('stopped', 'was not asked to the end: the call was stopped');
}

function messageOf(caller: Endpoint, failure: CallFailure, tries: number, remark: string): string {
  const words = oneLine(failure.words, caller.key);
  const said = words === '' ? '.' : `: "${words}".`;
  const often = tries > 1 ? ` Given up after ${tries} tries.` : '';
  const text = `${endpointName(caller)} ${failure.message}${said}${often} ${remark} ${adviceOn(failure)}`;
  return text.replace(/ {2,}/g, ' ');
}

function adviceOn({ kind, overflow, loading }: CallFailure): string {
  if (loading) return 'It is still loading its model: try again later, or raise llm.timeout_seconds.';
  return kind === 'prompt-too-long' ? overflowText(overflow) : ADVICE[kind];
}

/** What does not fit, and what to do about it. */
function overflowText(overflow: PromptOverflow | null): string {
  const { promptTokens = null, contextTokens = null } = overflow ?? {};
  const prompt = promptTokens === null ? '' : ` of ${promptTokens} tokens`;
  const context = contextTokens === null ? '' : ` of ${contextTokens} tokens`;
  const setting =
    contextTokens === null
      ? ', or set llm.context_tokens to the context that it has'
      : contextTokens < LEAST_CONTEXT_TOKENS
        ? ''
        : `, or set llm.context_tokens = ${contextTokens}`;
  return `The prompt${prompt} does not fit into its context${context}: start the server with a longer context${setting}.`;
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}

/**
 * One question and its answer, for any provider. The key is in no text of the result.
 *
 * @param body what is sent, exactly
 * @param read sends it and reads the stream; ends early when its signal is aborted
 * @throws LlmFault
 */
export async function call(
  caller: Endpoint,
  body: object,
  policy: RetryPolicy,
  read: (signal: AbortSignal) => Promise<StreamedAnswer>,
): Promise<LlmAnswer> {
  const sent = JSON.stringify(body);
  const request = withoutKey(sent, caller.key);
  if (holdsKey(sent, caller.key)) {
    throw new LlmFault(
      'bad-request',
      `${endpointName(caller)} was not asked: the prompt holds its key. Take it out of the notes and texts.`,
      { tries: 0, durationMs: 0, request },
    );
  }
  const { result, tries, durationMs } = await withRetries(caller, request, policy, read);
  return {
    text: withoutKey(result.text, caller.key),
    reasoning: withoutKey(result.reasoning, caller.key),
    finish: result.finish,
    usage: result.usage,
    model: withoutKey(result.model ?? caller.model, caller.key),
    request,
    tries,
    durationMs,
  };
}
