/** One question asked with patience: the part of a call that is the same for every provider. */

import { type LlmAnswer, LlmFault } from '../proposer/llm.ts';
import { type Caller, callerName } from './caller.ts';
import { type Patience, patiently } from './patience.ts';
import type { Reading } from './reading.ts';
import { holdsKey, withoutKey } from './words.ts';

/**
 * @param body what is sent, as it is sent.
 * @param read sends it and reads the stream; ends early when its signal is aborted.
 * @throws LlmFault
 */
export async function call(
  caller: Caller,
  body: object,
  patience: Patience,
  read: (signal: AbortSignal) => Promise<Reading>,
): Promise<LlmAnswer> {
  const sent = JSON.stringify(body);
  const request = withoutKey(sent, caller.key);
  if (holdsKey(sent, caller.key)) {
    throw new LlmFault(
      'bad-request',
      `${callerName(caller)} was not asked: the prompt holds its key. Take it out of the notes and texts.`,
      { tries: 0, durationMs: 0, request },
    );
  }
  const { result, tries, durationMs } = await patiently(caller, request, patience, read);
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
