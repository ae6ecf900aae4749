/** A question as the body of `POST /chat/completions`. */

import type {
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { LlmQuestion } from '../proposer/llm.ts';
import { shapeText } from './shapeText.ts';

/**
 * The switch by which an endpoint turns thinking on and off. `enable_thinking`: DashScope, a field of the body.
 * `chat_template_kwargs`: vLLM and llama.cpp. `reasoning_effort`: Ollama and OpenAI, where `none` is off.
 * `none`: the endpoint has no switch, and what the question says of thinking is not sent.
 */
export type ThinkingStyle = 'none' | 'enable_thinking' | 'chat_template_kwargs' | 'reasoning_effort';

/** The field that caps the tokens of an answer: `max_tokens` everywhere but for OpenAI's own reasoning models. */
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

/** One string per message, since not every server takes parts; the history first in it, for caches of prefixes. */
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
