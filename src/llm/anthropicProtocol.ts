/** Anthropic's messages: a question as the body of `POST /v1/messages`, and the streamed events as an answer. */

import type {
  MessageCreateParamsStreaming,
  MessageParam,
  TextBlockParam,
  Tool,
} from '@anthropic-ai/sdk/resources/messages';
import type { LlmAnswer, LlmQuestion, LlmUsage, OutputFormat } from '../proposer/llm.ts';
import type { WireEvent } from './guardedFetch.ts';
import { shapeText } from './promptText.ts';
import { cutShort, StreamAccumulator, type StreamedAnswer } from './streamedAnswer.ts';
import { entries, field, isSaid, textOf, tokenCount } from './untrustedJson.ts';

/** Anthropic has no `json_object`. */
export const anthropicFormats: readonly OutputFormat[] = ['json_schema', 'tool', 'text'];

/**
 * Everything before this mark is cached for 5 minutes:
 * https://platform.claude.com/docs/en/build-with-claude/prompt-caching
 */
const BREAKPOINT = { cache_control: { type: 'ephemeral' } } as const;

/**
 * The body of a request. It has no temperature and no prefilled answer, since the newest models refuse both.
 *
 * @throws RangeError for a format that is not in {@link anthropicFormats}
 */
export function anthropicBody(question: LlmQuestion, model: string): MessageCreateParamsStreaming {
  const { system, history } = question;
  return {
    model,
    max_tokens: question.maxOutputTokens,
    stream: true,
    // Empty text blocks are refused.
    ...(system === '' ? {} : { system: [{ ...textBlock(system), ...(history === '' ? BREAKPOINT : {}) }] }),
    messages: messagesOf(question),
    ...shapeFields(question),
    ...thinkingFields(question.thinking),
  };
}

function messagesOf(question: LlmQuestion): MessageParam[] {
  const texts = [question.task, ...question.repairs.map((repair) => repair.complaint)];
  // With json_schema and tool the service shows the schema to the model.
  const shape = question.format === 'text' ? shapeText(question) : null;
  const messages: MessageParam[] = [];
  texts.forEach((text, turn) => {
    const repair = question.repairs[turn];
    const last = repair === undefined;
    const content = [textBlock(last && shape !== null ? `${text}\n\n${shape}` : text)];
    if (turn === 0 && question.history !== '') content.unshift({ ...textBlock(question.history), ...BREAKPOINT });
    messages.push({ role: 'user', content });
    // A blank message is refused; two user messages in a row are taken as one.
    if (!last && repair.answer.trim() !== '') {
      messages.push({ role: 'assistant', content: [textBlock(repair.answer)] });
    }
  });
  return messages;
}

function textBlock(text: string): TextBlockParam {
  return { type: 'text', text };
}

function shapeFields({ shape, format, thinking }: LlmQuestion): Partial<MessageCreateParamsStreaming> {
  if (shape === null) return {};
  switch (format) {
    case 'json_schema':
      return { output_config: { format: { type: 'json_schema', schema: { ...shape.schema } } } };
    case 'tool':
      return {
        tools: [{ name: shape.name, strict: true, input_schema: inputSchema(shape.name, shape.schema) }],
        // A forced call and thinking exclude each other. With thinking, the model may choose whether to call the only
        // tool.
        tool_choice:
          thinking === 'on'
            ? { type: 'auto', disable_parallel_tool_use: true }
            : { type: 'tool', name: shape.name, disable_parallel_tool_use: true },
      };
    case 'json_object':
      throw new RangeError(`Anthropic has no json_object; its formats are ${anthropicFormats.join(', ')}.`);
    case 'text':
      return {};
  }
}

function inputSchema(name: string, schema: Readonly<Record<string, unknown>>): Tool.InputSchema {
  const { type, ...rest } = schema;
  if (type !== 'object') throw new RangeError(`The schema of ${name} is of an object for a tool, not ${String(type)}.`);
  return { type, ...rest };
}

function thinkingFields(thinking: LlmQuestion['thinking']): Pick<MessageCreateParamsStreaming, 'thinking'> {
  switch (thinking) {
    case 'default':
      return {};
    case 'on':
      return { thinking: { type: 'adaptive' } };
    case 'off':
      return { thinking: { type: 'disabled' } };
  }
}

/** A message that came whole as the events that would have carried it. */
export function anthropicEvents(body: unknown): readonly WireEvent[] | null {
  const content = field(body, 'content');
  if (!Array.isArray(content)) return null;
  const blocks = entries(content).flatMap((block, index): object[] => {
    const input = field(block, 'input');
    const start = { type: 'content_block_start', index, content_block: block };
    if (!isSaid(input)) return [start];
    return [start, { type: 'content_block_delta', index, delta: { partial_json: JSON.stringify(input) } }];
  });
  // The body is whole, so the answer is, even where no reason for its end is given.
  const reason = textOf(field(body, 'stop_reason')) ?? 'end_turn';
  const delta = { stop_reason: reason, stop_details: field(body, 'stop_details') };
  const events = [
    { type: 'message_start', message: body },
    ...blocks,
    { type: 'message_delta', delta },
    { type: 'message_stop' },
  ];
  return events.map((data) => ({ name: String(field(data, 'type')), data }));
}

/** Gathers the events of a stream into one answer. @throws CallFailure cut, too-large */
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

/** Reported token counts are cumulative; null means no news. */
class Counts {
  readonly #latest = new Map<string, number>();
  /** An impossible count was reported, so no cost is computed from the others. */
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

  /** `input_tokens` does not include tokens written to or read from the cache. */
  usage(): LlmUsage | null {
    const fresh = this.#latest.get('input_tokens');
    const outputTokens = this.#latest.get('output_tokens');
    if (this.#unsound || fresh === undefined || outputTokens === undefined) return null;
    const cachedTokens = this.#latest.get('cache_read_input_tokens') ?? 0;
    const cacheWriteTokens = this.#latest.get('cache_creation_input_tokens') ?? 0;
    return { inputTokens: fresh + cacheWriteTokens + cachedTokens, cachedTokens, cacheWriteTokens, outputTokens };
  }
}
