/**
 * OpenAI's chat completions: a question as the body of `POST /chat/completions`, and the streamed chunks as an answer.
 */

import type {
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { LlmAnswer, LlmQuestion, LlmUsage } from '../proposer/llm.ts';
import { failureInBody } from './callFailure.ts';
import type { WireEvent } from './guardedFetch.ts';
import { shapeText } from './promptText.ts';
import { cutShort, StreamAccumulator, type StreamedAnswer } from './streamedAnswer.ts';
import { entries, field, isSaid, textOf, tokenCount } from './untrustedJson.ts';

/**
 * How an endpoint switches thinking on and off. `enable_thinking`: DashScope, a field of the body.
 * `chat_template_kwargs`: vLLM and llama.cpp. `reasoning_effort`: Ollama and OpenAI, where `none` is off.
 * `none`: the endpoint has no switch, and the thinking of a question is not sent.
 */
export type ThinkingStyle = 'none' | 'enable_thinking' | 'chat_template_kwargs' | 'reasoning_effort';

/**
 * The field that limits the tokens of an answer: `max_completion_tokens` for OpenAI's reasoning models, else
 * `max_tokens`.
 */
export type OutputLimitField = 'max_tokens' | 'max_completion_tokens';

interface ThinkingFields {
  enable_thinking?: boolean;
  chat_template_kwargs?: { enable_thinking: boolean };
  reasoning_effort?: 'none' | 'medium';
}

export type OpenAiBody = ChatCompletionCreateParamsStreaming & ThinkingFields;

export function openAiBody(
  question: LlmQuestion,
  model: string,
  thinkingStyle: ThinkingStyle,
  limit: OutputLimitField,
): OpenAiBody {
  return {
    model,
    messages: messagesOf(question),
    [limit]: question.maxOutputTokens,
    stream: true,
    stream_options: { include_usage: true },
    ...shapeFields(question),
    ...thinkingFields(question.thinking, thinkingStyle),
  };
}

/**
 * One string a message, since not every server takes parts. The history comes first, so that servers can cache the
 * prefix.
 */
function messagesOf(question: LlmQuestion): ChatCompletionMessageParam[] {
  const first = question.history === '' ? question.task : `${question.history}\n\n${question.task}`;
  const texts = [first, ...question.repairs.map((repair) => repair.complaint)];
  const shape = shapeText(question);
  const messages: ChatCompletionMessageParam[] = [];
  if (question.system !== '') messages.push({ role: 'system', content: question.system });
  texts.forEach((text, turn) => {
    const repair = question.repairs[turn];
    const last = repair === undefined;
    messages.push({ role: 'user', content: last && shape !== null ? `${text}\n\n${shape}` : text });
    if (!last) messages.push({ role: 'assistant', content: repair.answer });
  });
  return messages;
}

function shapeFields({ shape, format }: LlmQuestion): Partial<OpenAiBody> {
  if (shape === null) return {};
  const { name, schema } = shape;
  switch (format) {
    case 'json_schema':
      return { response_format: { type: 'json_schema', json_schema: { name, schema, strict: true } } };
    case 'tool':
      return {
        tools: [{ type: 'function', function: { name, parameters: schema } }],
        tool_choice: { type: 'function', function: { name } },
      };
    case 'json_object':
      return { response_format: { type: 'json_object' } };
    case 'text':
      return {};
  }
}

function thinkingFields(thinking: LlmQuestion['thinking'], style: ThinkingStyle): ThinkingFields {
  if (thinking === 'default') return {};
  const on = thinking === 'on';
  switch (style) {
    case 'none':
      return {};
    case 'enable_thinking':
      return { enable_thinking: on };
    case 'chat_template_kwargs':
      return { chat_template_kwargs: { enable_thinking: on } };
    case 'reasoning_effort':
      return { reasoning_effort: on ? 'medium' : 'none' };
  }
}

/** A completion that came whole as the chunk of a stream: its message is all of the answer. */
export function openAiEvents(body: unknown): readonly WireEvent[] | null {
  const choice = field(body, 'choices', 0);
  const message = field(choice, 'message');
  if (typeof message !== 'object' || message === null) return null;
  // The body is whole, so the answer is, even where no reason for its end is given.
  const reason = textOf(field(choice, 'finish_reason')) ?? 'stop';
  return [{ name: 'message', data: { ...Object(body), choices: [{ ...Object(choice), finish_reason: reason }] } }];
}

/** Gathers the chunks of a stream into one answer. @throws CallFailure cut, too-large, and of an error of a router */
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
    // A router passes on the error of the server behind it within the choice.
    if (isSaid(field(choice, 'error'))) throw failureInBody(field(choice, 'error'));
    const delta = field(choice, 'delta') ?? field(choice, 'message');
    content += textParts(field(delta, 'content'))
      .map((part) => pieces.take(part))
      .join('');
    refusal += pieces.take(field(delta, 'refusal'));
    // DashScope, llama.cpp and LM Studio use the first name, Ollama and vLLM the second; some send both with the same
    // text.
    reasoning += pieces.take(field(delta, 'reasoning_content') ?? field(delta, 'reasoning'));
    for (const call of entries(field(delta, 'tool_calls'))) {
      const index = field(call, 'index') ?? 0;
      calls.set(index, (calls.get(index) ?? '') + pieces.take(argumentsText(field(call, 'function', 'arguments'))));
    }
    reason = textOf(field(choice, 'finish_reason')) ?? reason;
  }
  if (reason === null) throw cutShort();
  // One call is asked for. If there are more, all are kept, so that the check of the answer sees them.
  const text = calls.size > 0 ? [...calls.values()].join('\n') : content;
  return {
    text: text === '' ? refusal : text,
    reasoning,
    finish: refusal === '' ? finishOf(reason) : 'refusal',
    usage,
    model,
  };
}

/** Some servers send the content as a list of parts. */
function textParts(content: unknown): readonly unknown[] {
  return Array.isArray(content) ? content.map((part) => field(part, 'text')) : [content];
}

/** Some gateways send the arguments of a call as JSON instead of as text. */
function argumentsText(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
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

/** null for impossible counts, from which no cost is computed. */
function usageOf(usage: unknown): LlmUsage | null {
  const inputTokens = tokenCount(field(usage, 'prompt_tokens'));
  const outputTokens = tokenCount(field(usage, 'completion_tokens'));
  const cached = field(usage, 'prompt_tokens_details', 'cached_tokens');
  const cachedTokens = isSaid(cached) ? tokenCount(cached) : 0;
  if (inputTokens === null || outputTokens === null || cachedTokens === null) return null;
  // Writing to the cache costs nothing extra here.
  return cachedTokens > inputTokens ? null : { inputTokens, cachedTokens, cacheWriteTokens: 0, outputTokens };
}
