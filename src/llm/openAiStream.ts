/** The chunks of a chat completion gathered into one answer. */

import type { LlmAnswer, LlmUsage } from '../proposer/llm.ts';
import { cutShort, StreamAccumulator, type StreamedAnswer } from './streamAccumulator.ts';
import { entries, field, isSaid, textOf, tokenCount } from './untrustedJson.ts';

/** @throws Failure cut, too-large */
export async function readOpenAi(chunks: AsyncIterable<unknown>): Promise<StreamedAnswer> {
  const pieces = new StreamAccumulator();
  const calls = new Map<unknown, string>();
  let content = '';
  let refusal = '';
  let reasoning = '';
  let reason: string | null = null;
  let usage: LlmUsage | null = null;
  let model: string | null = null;
  for await (const chunk of chunks) {
    model = textOf(field(chunk, 'model')) ?? model;
    const reported = field(chunk, 'usage');
    if (isSaid(reported)) usage = usageOf(reported);
    const choice = field(chunk, 'choices', 0);
    const delta = field(choice, 'delta');
    content += pieces.take(field(delta, 'content'));
    refusal += pieces.take(field(delta, 'refusal'));
    // DashScope, llama.cpp and LM Studio use the first name, Ollama and vLLM the second; some send both, with the same text.
    reasoning += pieces.take(field(delta, 'reasoning_content') ?? field(delta, 'reasoning'));
    for (const call of entries(field(delta, 'tool_calls'))) {
      const index = field(call, 'index') ?? 0;
      calls.set(index, (calls.get(index) ?? '') + pieces.take(field(call, 'function', 'arguments')));
    }
    reason = textOf(field(choice, 'finish_reason')) ?? reason;
  }
  if (reason === null) throw cutShort();
  // One call is asked for; should there be more, none is dropped in silence.
  const text = calls.size > 0 ? [...calls.values()].join('\n') : content;
  return {
    text: text === '' ? refusal : text,
    reasoning,
    finish: refusal === '' ? finishOf(reason) : 'refusal',
    usage,
    model,
  };
}

function finishOf(reason: string): LlmAnswer['finish'] {
  switch (reason) {
    case 'stop':
    case 'tool_calls':
    case 'function_call':
      return 'stop';
    case 'length':
      return 'length';
    case 'content_filter':
      return 'refusal';
    default:
      return 'other';
  }
}

/** null for counts that cannot be: money is not worked out from them. */
function usageOf(usage: unknown): LlmUsage | null {
  const inputTokens = tokenCount(field(usage, 'prompt_tokens'));
  const outputTokens = tokenCount(field(usage, 'completion_tokens'));
  const cached = field(usage, 'prompt_tokens_details', 'cached_tokens');
  const cachedTokens = isSaid(cached) ? tokenCount(cached) : 0;
  if (inputTokens === null || outputTokens === null || cachedTokens === null) return null;
  // Who writes to a cache here pays nothing extra for it.
  return cachedTokens > inputTokens ? null : { inputTokens, cachedTokens, cacheWriteTokens: 0, outputTokens };
}
