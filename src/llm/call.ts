/** One question asked with patience: the part of a call that is the same for every provider. */

import { type LlmAnswer, LlmFault } from '../proposer/llm.ts';
import { type Endpoint, endpointName } from './endpoint.ts';
import { holdsKey, withoutKey } from './errorText.ts';
import { type RetryPolicy, withRetries } from './retryPolicy.ts';
import type { StreamedAnswer } from './streamAccumulator.ts';

/**
 * @param body what is sent, as it is sent.
 * @param read sends it and reads the stream; ends early when its signal is aborted.
 * @throws LlmFault
 */
export async function call(
  caller: Endpoint,
  body: object,
  patience: RetryPolicy,
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
  const { result, tries, durationMs } = await withRetries(caller, request, patience, read);
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
