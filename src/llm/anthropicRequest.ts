/** A question as the body of `POST /v1/messages`. */

import type {
  MessageCreateParamsStreaming,
  MessageParam,
  TextBlockParam,
  Tool,
} from '@anthropic-ai/sdk/resources/messages';
import type { LlmQuestion, OutputFormat } from '../proposer/llm.ts';
import { shapeText } from './shapeText.ts';

/** There is no `json_object` here. */
export const anthropicFormats: readonly OutputFormat[] = ['json_schema', 'tool', 'text'];

/** What stands before it is cached for 5 minutes: https://platform.claude.com/docs/en/build-with-claude/prompt-caching */
const BREAKPOINT = { cache_control: { type: 'ephemeral' } } as const;

/** No temperature and no prefilled answer: the newest models refuse both. @throws RangeError for a format not in {@link anthropicFormats}. */
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
  // Under json_schema and tool the model is shown the schema by the service.
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
        // A forced call and thinking exclude each other; with thinking the model is free to call the only tool there is.
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
