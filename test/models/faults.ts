/** Faulty replies of models and servers. */

import type { ModelReply } from './modelReply.ts';

const status = (code: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ModelReply => ({
  kind: 'fault',
  fault: 'status',
  status: code,
  headers,
  body,
});

/** An error body in a form that both APIs use. */
const error = (type: string, message: string): object => ({ type: 'error', error: { type, message } });

/** @param retryAfter seconds or a date, as text; null sends no such header. */
export const rateLimited = (retryAfter: string | null): ModelReply =>
  status(429, error('rate_limit_error', 'slow down'), retryAfter === null ? {} : { 'retry-after': retryAfter });

export const serverError = (code = 500): ModelReply => status(code, error('api_error', 'internal error'));

export const noResponseFormat = (): ModelReply =>
  status(400, error('invalid_request_error', "'response_format.type' must be 'text'"));

export const wrongKey = (): ModelReply => status(401, error('authentication_error', 'invalid key'));

export const unknownModel = (): ModelReply => status(404, error('not_found_error', 'no such model'));

/** An error whose message repeats the key that came with the request. */
export const echoesKey = (code: number, key: string): ModelReply =>
  status(code, error('authentication_error', `Incorrect API key provided: ${key}. You can find your key elsewhere.`));

/** Status 200 and a web page, as from an address without a model server. */
export const webPage = (contentType = 'text/html'): ModelReply =>
  status(200, '<html>hello</html>', { 'content-type': contentType });

export const redirect = (to: string): ModelReply => status(307, '', { location: to });

export const refusedStatus = (code: number, body: unknown): ModelReply => status(code, body);

export const hang = (): ModelReply => ({ kind: 'fault', fault: 'hang' });

export const stall = (after: string): ModelReply => ({ kind: 'fault', fault: 'stall', after });

export const hangUp = (): ModelReply => ({ kind: 'fault', fault: 'hang-up' });

export const cut = (after: string): ModelReply => ({ kind: 'fault', fault: 'cut', after });

export const noEnd = (after: string): ModelReply => ({ kind: 'fault', fault: 'no-end', after });

/** A stream of arbitrary bytes. */
export const raw = (sent: string): ModelReply => ({ kind: 'fault', fault: 'raw', sent });

export const brokenOff = (type: string, message: string, after = 'The be'): ModelReply => ({
  kind: 'fault',
  fault: 'broken-off',
  after,
  type,
  message,
});

export const text = (content: string): ModelReply => ({ kind: 'text', text: content });

/** JSON in a Markdown fence with words around it. */
export const fenced = (json: string): ModelReply => text(`Here it is:\n\`\`\`json\n${json}\n\`\`\`\nGood luck!`);

/** Thinking inside the text, as from servers without a reasoning parser. */
export const leakedThinking = (thinking: string, json: string): ModelReply =>
  text(`<think>\n${thinking}\n</think>\n\n${json}`);

/** Reasoning without any text. */
export const onlyReasoning = (reasoning: string): ModelReply => ({ kind: 'text', text: '', reasoning });

export const outOfLength = (beginning: string): ModelReply => ({ kind: 'text', text: beginning, finish: 'length' });

export const huge = (characters: number): ModelReply => ({
  kind: 'text',
  text: 'x'.repeat(characters),
  eventCharacters: 50_000,
  writeBytes: 65_536,
});

export const slow = (content: string, pauseMs: number): ModelReply => ({ kind: 'text', text: content, pauseMs });

/** Claude: stop_reason refusal. OpenAI: the field `refusal`. */
export const refusedAnswer = (words: string): ModelReply => ({
  kind: 'text',
  text: words,
  finish: 'refusal',
  refused: true,
});

/** OpenAI: content_filter after the beginning of an answer. */
export const filtered = (beginning: string): ModelReply => ({ kind: 'text', text: beginning, finish: 'refusal' });
