/** The server side of OpenAI's chat completions. */

import type { OutputFormat } from '../../src/proposer/llm.ts';
import { inPieces } from './inPieces.ts';
import { type FaultReply, type ModelAsk, type ReportedUsage, type TextReply, usualUsage } from './modelReply.ts';

const FINISH = { stop: 'stop', length: 'length', refusal: 'content_filter' } as const;

export function openAiFormat(body: Readonly<Record<string, unknown>>): OutputFormat {
  if (Array.isArray(body.tools)) return 'tool';
  const format = body.response_format;
  const type: unknown = typeof format === 'object' && format !== null && 'type' in format ? format.type : 'text';
  return type === 'json_schema' || type === 'json_object' ? type : 'text';
}

/** One string per event. A reply that is a fault has no end event. */
export function* openAiStreamOf(
  ask: ModelAsk,
  reply: TextReply | Extract<FaultReply, { after: string }>,
): Generator<string> {
  const chunk = (fields: object): string =>
    `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_700_000_000, model: `${String(ask.body.model)}-served`, ...fields })}\n\n`;
  const delta = (fields: object, finish: string | null = null): string =>
    chunk({ choices: [{ index: 0, delta: fields, finish_reason: finish }] });

  yield delta({ role: 'assistant', content: null });
  if (reply.kind === 'fault') {
    for (const piece of inPieces(reply.after, 5)) yield delta({ content: piece });
    if (reply.fault === 'broken-off')
      yield `data: ${JSON.stringify({ error: { code: reply.type, message: reply.message } })}\n\n`;
    return;
  }
  const size = reply.eventCharacters ?? 5;
  for (const piece of inPieces(reply.reasoning ?? '', size)) {
    yield delta({ [reply.reasoningField ?? 'reasoning_content']: piece });
  }
  const asTool = ask.outputFormat === 'tool' && reply.ignoresTool !== true && reply.refused !== true;
  if (asTool) {
    yield delta({
      tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: toolName(ask), arguments: '' } }],
    });
  }
  for (const piece of inPieces(reply.text, size)) {
    if (asTool) yield delta({ tool_calls: [{ index: 0, function: { arguments: piece } }] });
    else yield delta(reply.refused === true ? { refusal: piece } : { content: piece });
  }
  const finish = reply.refused === true ? 'stop' : FINISH[reply.finish ?? 'stop'];
  yield delta({}, asTool && finish === 'stop' ? 'tool_calls' : finish);
  if (reply.usage !== null && asksForUsage(ask))
    yield chunk({ choices: [], usage: usageOf(reply.usage ?? usualUsage(ask)) });
  yield 'data: [DONE]\n\n';
}

/** The whole answer for a request without `stream`. */
export function openAiMessage(ask: ModelAsk, reply: TextReply): object {
  const asTool = ask.outputFormat === 'tool' && reply.ignoresTool !== true;
  const message = asTool
    ? {
        content: null,
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: toolName(ask), arguments: reply.text } }],
      }
    : { content: reply.text };
  const choice = {
    index: 0,
    message: { role: 'assistant', ...message },
    finish_reason: FINISH[reply.finish ?? 'stop'],
  };
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: `${String(ask.body.model)}-served`,
    choices: [choice],
    usage: usageOf(reply.usage ?? usualUsage(ask)),
  };
}

function toolName(ask: ModelAsk): string {
  const choice = ask.body.tool_choice as { function: { name: string } };
  return choice.function.name;
}

function asksForUsage(ask: ModelAsk): boolean {
  const options = ask.body.stream_options as { include_usage?: boolean } | undefined;
  return options?.include_usage === true;
}

function usageOf({ inputTokens, cachedTokens, outputTokens }: ReportedUsage): object {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
  };
}
