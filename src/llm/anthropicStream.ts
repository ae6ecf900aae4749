/** The events of a streamed message gathered into one answer. */

import type { LlmAnswer, LlmUsage } from '../proposer/llm.ts';
import { cutShort, StreamAccumulator, type StreamedAnswer } from './streamAccumulator.ts';
import { field, isSaid, textOf, tokenCount } from './untrustedJson.ts';

/** @throws Failure cut, too-large */
export async function readAnthropic(events: AsyncIterable<unknown>): Promise<StreamedAnswer> {
  const pieces = new StreamAccumulator();
  const calls = new Map<unknown, string>();
  let content = '';
  let reasoning = '';
  let explanation = '';
  let reason: string | null = null;
  let model: string | null = null;
  let whole = false;
  const counts = new Counts();
  for await (const event of events) {
    switch (field(event, 'type')) {
      case 'message_start':
        model = textOf(field(event, 'message', 'model'));
        counts.update(field(event, 'message', 'usage'));
        break;
      case 'content_block_start':
        content += pieces.take(field(event, 'content_block', 'text'));
        reasoning += pieces.take(field(event, 'content_block', 'thinking'));
        if (field(event, 'content_block', 'type') === 'tool_use') calls.set(field(event, 'index'), '');
        break;
      case 'content_block_delta': {
        const index = field(event, 'index');
        content += pieces.take(field(event, 'delta', 'text'));
        reasoning += pieces.take(field(event, 'delta', 'thinking'));
        const json = calls.get(index);
        if (json !== undefined) calls.set(index, json + pieces.take(field(event, 'delta', 'partial_json')));
        break;
      }
      case 'message_delta':
        reason = textOf(field(event, 'delta', 'stop_reason')) ?? reason;
        explanation += pieces.take(field(event, 'delta', 'stop_details', 'explanation'));
        counts.update(field(event, 'usage'));
        break;
      case 'message_stop':
        whole = true;
        break;
    }
  }
  if (!whole || reason === null) throw cutShort();
  const text = calls.size > 0 ? [...calls.values()].join('\n') : content;
  return { text: text === '' ? explanation : text, reasoning, finish: finishOf(reason), usage: counts.usage(), model };
}

function finishOf(reason: string): LlmAnswer['finish'] {
  switch (reason) {
    case 'end_turn':
    case 'stop_sequence':
    case 'tool_use':
      return 'stop';
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length';
    case 'refusal':
      return 'refusal';
    default:
      return 'other';
  }
}

/** Token counts are cumulative, and null where nothing new is said. */
class Counts {
  readonly #latest = new Map<string, number>();
  /** A count that cannot be was reported: money is not worked out from the others. */
  #unsound = false;

  update(usage: unknown): void {
    for (const name of ['input_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens', 'output_tokens']) {
      const said = field(usage, name);
      if (!isSaid(said)) continue;
      const count = tokenCount(said);
      if (count === null) this.#unsound = true;
      else this.#latest.set(name, count);
    }
  }

  /** `input_tokens` leaves out what was written to or read from the cache. */
  usage(): LlmUsage | null {
    const fresh = this.#latest.get('input_tokens');
    const outputTokens = this.#latest.get('output_tokens');
    if (this.#unsound || fresh === undefined || outputTokens === undefined) return null;
    const cachedTokens = this.#latest.get('cache_read_input_tokens') ?? 0;
    const cacheWriteTokens = this.#latest.get('cache_creation_input_tokens') ?? 0;
    return { inputTokens: fresh + cacheWriteTokens + cachedTokens, cachedTokens, cacheWriteTokens, outputTokens };
  }
}
