/** How often and how long a model is asked before the call is given up. */

import { LlmFault, type LlmFaultKind } from '../proposer/llm.ts';
import { CallFailure, callFailureOf } from './callFailure.ts';
import { type CallClock, machineClock } from './clock.ts';
import { type Endpoint, endpointName } from './endpoint.ts';
import { oneLine } from './errorText.ts';

export interface RetryPolicy {
  readonly maxTries: number;
  /** For all tries and the pauses between them. */
  readonly totalMs: number;
  /** Ends a call at once, from outside. */
  readonly stop: AbortSignal | null;
  readonly clock: CallClock;
}

export const defaultRetryPolicy: RetryPolicy = { maxTries: 3, totalMs: 120_000, stop: null, clock: machineClock };

/** Pauses before the second, third … try when the server names none. */
const PAUSES_MS = [1000, 4000];

const ADVICE: Readonly<Record<LlmFaultKind, string>> = {
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
 * Tries until there is a result. A try that fails in passing (429, 408, 409, 5xx, no connection, a cut stream) is
 * repeated after the pause that the server asks for; a pause that does not fit into the time left ends the call.
 * @param request what is sent, for the fault.
 * @param attempt one try; it ends early when its signal is aborted.
 * @throws LlmFault
 */
export async function withRetries<T>(
  caller: Endpoint,
  request: string,
  patience: RetryPolicy,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<{ readonly result: T; readonly tries: number; readonly durationMs: number }> {
  const { clock } = patience;
  const startMs = clock.monotonicMs();
  const spentMs = (): number => Math.round(clock.monotonicMs() - startMs);
  for (let tries = 1; ; tries++) {
    const fault = (failure: CallFailure, made: number, remark = ''): LlmFault =>
      new LlmFault(failure.kind, messageOf(caller, failure, made, remark), {
        tries: made,
        durationMs: spentMs(),
        request,
      });
    if (patience.stop?.aborted === true) throw fault(stopped(), tries - 1);
    let failure: CallFailure;
    try {
      const result = await oneTry(attempt, patience, patience.totalMs - spentMs());
      return { result, tries, durationMs: spentMs() };
    } catch (error) {
      const known = callFailureOf(error);
      if (!(known instanceof CallFailure)) throw error;
      failure = known;
    }
    const leftMs = patience.totalMs - spentMs();
    const pauseMs = failure.waitMs ?? PAUSES_MS[Math.min(tries, PAUSES_MS.length) - 1] ?? 0;
    const asked = failure.waitMs === null ? '' : `It asks to wait ${seconds(failure.waitMs)}`;
    if (!failure.retriable) throw fault(failure, tries);
    if (tries >= patience.maxTries) throw fault(failure, tries, asked === '' ? '' : `${asked}.`);
    if (pauseMs >= leftMs) {
      const left = `${seconds(Math.max(0, leftMs))} of ${seconds(patience.totalMs)} are left`;
      throw fault(failure, tries, asked === '' ? `Of the time, ${left}.` : `${asked}, and ${left}.`);
    }
    await clock.sleep(pauseMs, patience.stop);
  }
}

async function oneTry<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  patience: RetryPolicy,
  leftMs: number,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  const onStop = (): void => controller.abort(stopped());
  const silence = patience.clock.alarm(leftMs, () => {
    controller.abort(new CallFailure('timeout', `gave no whole answer within ${seconds(patience.totalMs)}`));
  });
  patience.stop?.addEventListener('abort', onStop);
  try {
    return await Promise.race([attempt(signal), ended]);
  } finally {
    silence();
    patience.stop?.removeEventListener('abort', onStop);
  }
}

function stopped(): CallFailure {
  return new CallFailure('stopped', 'was not asked to the end: the call was stopped');
}

function messageOf(caller: Endpoint, failure: CallFailure, tries: number, remark: string): string {
  const words = oneLine(failure.words, caller.key);
  const said = words === '' ? '.' : `: "${words}".`;
  const often = tries > 1 ? ` Given up after ${tries} tries.` : '';
  const text = `${endpointName(caller)} ${failure.message}${said}${often} ${remark} ${ADVICE[failure.kind]}`;
  return text.replace(/ {2,}/g, ' ');
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}
