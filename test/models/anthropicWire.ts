/** The server side of Anthropic's messages API: https://platform.claude.com/docs/en/build-with-claude/streaming */

import type { OutputFormat } from '../../src/proposer/llm.ts';
import { inPieces } from './inPieces.ts';
import { type FaultReply, type ModelAsk, type ReportedUsage, type TextReply, usualUsage } from './modelReply.ts';

const STOP = { stop: 'end_turn', length: 'max_tokens', refusal: 'refusal' } as const;

export function anthropicFormat(body: Readonly<Record<string, unknown>>): OutputFormat {
  if (Array.isArray(body.tools)) return 'tool';
  return body.output_config === undefined ? 'text' : 'json_schema';
}

/** One string per event. A reply that is a fault has no end event. */
export function* anthropicStreamOf(
  ask: ModelAsk,
  reply: TextReply | Extract<FaultReply, { after: string }>,
): Generator<string> {
  const event = (type: string, fields: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
  const usage = reply.kind === 'text' ? (reply.usage ?? usualUsage(ask)) : usualUsage(ask);
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: `${String(ask.body.model)}-served`,
    content: [],
  };
  yield event('message_start', {
    message: { ...message, stop_reason: null, usage: { ...inputUsage(usage), output_tokens: 1 } },
  });
  yield event('ping', {});
  if (reply.kind === 'fault') {
    yield event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
    for (const text of inPieces(reply.after, 5))
      yield event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
    if (reply.fault === 'broken-off') yield event('error', { error: { type: reply.type, message: reply.message } });
    return;
  }
  const size = reply.eventCharacters ?? 5;
  let index = 0;
  if (reply.reasoning !== undefined) {
    yield event('content_block_start', { index, content_block: { type: 'thinking', thinking: '', signature: '' } });
    for (const thinking of inPieces(reply.reasoning, size))
      yield event('content_block_delta', { index, delta: { type: 'thinking_delta', thinking } });
    yield event('content_block_delta', { index, delta: { type: 'signature_delta', signature: 'c2ln' } });
    yield event('content_block_stop', { index });
    index += 1;
  }
  const asTool = ask.outputFormat === 'tool' && reply.ignoresTool !== true && reply.refused !== true;
  if (reply.refused !== true) {
    const block = asTool
      ? { type: 'tool_use', id: 'toolu_1', name: toolName(ask), input: {} }
      : { type: 'text', text: '' };
    yield event('content_block_start', { index, content_block: block });
    for (const piece of inPieces(reply.text, size)) {
      const delta = asTool ? { type: 'input_json_delta', partial_json: piece } : { type: 'text_delta', text: piece };
      yield event('content_block_delta', { index, delta });
    }
    yield event('content_block_stop', { index });
  }
  const finish = STOP[reply.finish ?? 'stop'];
  const stop_reason = asTool && finish === 'end_turn' ? 'tool_use' : finish;
  yield event('message_delta', {
    delta: { stop_reason, stop_sequence: null, stop_details: reply.refused === true ? stopDetails(reply.text) : null },
    usage: { input_tokens: null, output_tokens: usage.outputTokens },
  });
  yield event('message_stop', {});
}

/** The whole answer for a request without `stream`. */
export function anthropicMessage(ask: ModelAsk, reply: TextReply): object {
  const asTool = ask.outputFormat === 'tool' && reply.ignoresTool !== true;
  const block = asTool
    ? { type: 'tool_use', id: 'toolu_1', name: toolName(ask), input: JSON.parse(reply.text) as unknown }
    : { type: 'text', text: reply.text };
  const usage = reply.usage ?? usualUsage(ask);
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: `${String(ask.body.model)}-served`,
    content: [block],
    stop_reason: STOP[reply.finish ?? 'stop'],
    stop_sequence: null,
    usage: { ...inputUsage(usage), output_tokens: usage.outputTokens },
  };
}

function stopDetails(explanation: string): object {
  return { type: 'refusal', category: 'general_harms', explanation };
}

function toolName(ask: ModelAsk): string {
  const [tool] = ask.body.tools as { name: string }[];
  return tool?.name ?? '';
}

/** A tenth of the fresh tokens counts as written to the cache, so that the usage has three parts. */
function inputUsage({ inputTokens, cachedTokens }: ReportedUsage): object {
  const fresh = inputTokens - cachedTokens;
  const written = Math.floor(fresh / 10);
  return { input_tokens: fresh - written, cache_creation_input_tokens: written, cache_read_input_tokens: cachedTokens };
}
