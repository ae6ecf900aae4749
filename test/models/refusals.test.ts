/** What servers say in their own words: a prompt that does not fit, a model that is loading, an answer that comes whole. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, fetch, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import type { PromptOverflow } from '../../src/proposer/llm.ts';
import * as faults from './faults.ts';
import type { ModelReply } from './modelReply.ts';
import { llmFaultOf, PROVIDERS, QUESTION, scriptedModel } from './scriptedModel.ts';

const model = scriptedModel();
const CASES = join(import.meta.dirname, '../../../shared/cases');
const there = existsSync(CASES);
if (!there) console.warn('shared replies of model servers skipped: the folder ../shared/cases is missing');

/** A reply on file: status, headers, body. */
function shared(file: string): ModelReply {
  const [head = '', ...body] = readFileSync(join(CASES, file), 'utf8').split('\n\n');
  const [status = '', ...headers] = head.split('\n');
  return {
    kind: 'fault',
    fault: 'status',
    status: Number(status.split(' ')[1]),
    headers: Object.fromEntries(headers.map((line) => line.split(/: ?(.*)/, 2))),
    body: body.join('\n\n'),
  };
}

const event = (data: unknown): ModelReply => faults.raw(`event: error\ndata: ${JSON.stringify(data)}\n\n`);
const whole = (body: unknown, contentType = 'application/json'): ModelReply => ({
  kind: 'fault',
  fault: 'status',
  status: 200,
  headers: { 'content-type': contentType },
  body,
});

const LM_STUDIO =
  'Trying to keep the first 17104 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough. Try to load the model with a larger context length, or provide a shorter input';
const BOTH = { promptTokens: 17_104, contextTokens: 4096 };
const NEITHER = { promptTokens: null, contextTokens: null };

describe('a prompt that does not fit', () => {
  it.each<[string, ModelReply, PromptOverflow]>([
    ['LM Studio, in the stream', event({ error: { message: LM_STUDIO } }), BOTH],
    ['LM Studio, as a bare text', event({ error: LM_STUDIO }), BOTH],
    ['LM Studio, as the only text of the event', event(LM_STUDIO), BOTH],
    ['LM Studio, without the name of the event', faults.raw(`data: ${JSON.stringify({ error: LM_STUDIO })}\n\n`), BOTH],
    ['LM Studio, as a whole body', whole({ error: LM_STUDIO }), BOTH],
    [
      'LM Studio, keeping',
      event({
        error:
          'The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 17104>= n_ctx: 4096)',
      }),
      BOTH,
    ],
    [
      'llama.cpp',
      faults.refusedStatus(400, {
        error: {
          code: 400,
          message: 'too much',
          type: 'exceed_context_size_error',
          n_prompt_tokens: 17_104,
          n_ctx: 4096,
        },
      }),
      BOTH,
    ],
    [
      'llama.cpp, older',
      faults.refusedStatus(500, {
        error: {
          code: 500,
          message: 'the request exceeds the available context size. try increasing the context size',
          type: 'server_error',
        },
      }),
      NEITHER,
    ],
    [
      'llama.cpp, in the stream',
      event({ error: { code: 500, message: 'Context size has been exceeded.', type: 'server_error' } }),
      NEITHER,
    ],
    [
      'OpenAI',
      faults.refusedStatus(400, {
        error: {
          message:
            "This model's maximum context length is 4096 tokens. However, your messages resulted in 17104 tokens. Please reduce the length of the messages.",
          type: 'invalid_request_error',
          param: 'messages',
          code: 'context_length_exceeded',
        },
      }),
      BOTH,
    ],
    [
      'vLLM',
      faults.refusedStatus(400, {
        object: 'error',
        message:
          "This model's maximum context length is 4096 tokens. However, you requested 18004 tokens (17104 in the messages, 900 in the completion). Please reduce the length of the messages or completion.",
        type: 'BadRequestError',
        code: 400,
      }),
      BOTH,
    ],
    [
      'vLLM, newer',
      faults.refusedStatus(400, {
        error: {
          message:
            "You passed 17104 input tokens and requested 900 output tokens. However, the model's context length is only 4096 tokens, resulting in a maximum input length of 3196 tokens.",
          code: 400,
        },
      }),
      BOTH,
    ],
    [
      'SGLang',
      faults.refusedStatus(400, {
        message: "The input (17104 tokens) is longer than the model's context length (4096 tokens).",
      }),
      BOTH,
    ],
    [
      'Anthropic',
      faults.refusedStatus(400, {
        type: 'error',
        error: { type: 'invalid_request_error', message: 'prompt is too long: 17104 tokens > 4096 maximum' },
      }),
      BOTH,
    ],
    [
      'Anthropic, with the answer',
      faults.refusedStatus(400, {
        type: 'error',
        error: {
          type: 'invalid_request_error',
          message:
            'input length and `max_tokens` exceed context limit: 17104 + 900 > 4096, decrease input length or `max_tokens`',
        },
      }),
      BOTH,
    ],
    ['Ollama', faults.refusedStatus(400, { error: 'the input length exceeds the context length' }), NEITHER],
    [
      'Ollama, newer',
      faults.refusedStatus(500, { error: 'prompt too long; exceeded max context length by 13008 tokens' }),
      NEITHER,
    ],
    [
      'Gemini',
      faults.refusedStatus(400, [
        {
          error: {
            code: 400,
            message: 'The input token count (17104) exceeds the maximum number of tokens allowed (4096).',
            status: 'INVALID_ARGUMENT',
          },
        },
      ]),
      BOTH,
    ],
    [
      'Mistral',
      faults.refusedStatus(400, {
        message:
          'Prompt contains 17104 tokens and 0 draft tokens, too large for model with 4096 maximum context length',
      }),
      BOTH,
    ],
    [
      'DashScope',
      faults.refusedStatus(400, {
        error: { code: 'invalid_parameter_error', message: 'Range of input length should be [1, 4096]' },
      }),
      { promptTokens: null, contextTokens: 4096 },
    ],
    [
      'TGI',
      faults.refusedStatus(422, {
        error:
          'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 17104 `inputs` tokens and 900 `max_new_tokens`',
      }),
      BOTH,
    ],
    ['a proxy before the server', faults.refusedStatus(413, '<html>Request Entity Too Large</html>'), NEITHER],
  ])('%s', async (_, reply, overflow) => {
    model.inTurn(reply);
    const fault = await llmFaultOf(model.llm('openai').ask(QUESTION));
    expect([fault.kind, fault.tries, model.server.asks.length]).toEqual(['prompt-too-long', 1, 1]);
    expect(fault.overflow).toEqual(overflow);
    expect(fault.message).not.toContain('Try again');
  });

  it.each<[PromptOverflow, string]>([
    [
      BOTH,
      'The prompt of 17104 tokens does not fit into its context of 4096 tokens: start the server with a longer context, or set llm.context_tokens = 4096.',
    ],
    [
      { promptTokens: null, contextTokens: 8192 },
      'The prompt does not fit into its context of 8192 tokens: start the server with a longer context, or set llm.context_tokens = 8192.',
    ],
    // No setting of less than 4,096 is allowed.
    [
      { promptTokens: 3000, contextTokens: 2048 },
      'The prompt of 3000 tokens does not fit into its context of 2048 tokens: start the server with a longer context.',
    ],
    [
      NEITHER,
      'The prompt does not fit into its context: start the server with a longer context, or set llm.context_tokens to the context that it has.',
    ],
  ])('is said with the numbers that are known and the cure: %j', async ({ promptTokens, contextTokens }, text) => {
    const numbers = { n_prompt_tokens: promptTokens, n_ctx: contextTokens };
    model.inTurn(
      faults.refusedStatus(400, { error: { message: 'no', type: 'exceed_context_size_error', ...numbers } }),
    );
    expect((await llmFaultOf(model.llm('openai').ask(QUESTION))).message).toContain(text);
  });

  it('is Anthropic’s refusal too', async () => {
    const message = 'prompt is too long: 217000 tokens > 200000 maximum';
    model.inTurn(faults.refusedStatus(400, { type: 'error', error: { type: 'invalid_request_error', message } }));
    const fault = await llmFaultOf(model.llm('anthropic').ask(QUESTION));
    expect([fault.kind, fault.overflow]).toEqual([
      'prompt-too-long',
      { promptTokens: 217_000, contextTokens: 200_000 },
    ]);
  });

  it.each<[string, ModelReply]>([
    ['a timeout in Go', faults.refusedStatus(500, { error: 'context deadline exceeded: the context canceled' })],
    [
      'a rate limit in tokens',
      faults.refusedStatus(429, { error: { message: 'Limit of 6000 tokens: maximum context length' } }),
    ],
    ['an unknown format', faults.noResponseFormat()],
  ])('is not: %s', async (_, reply) => {
    model.inTurn(reply);
    expect((await llmFaultOf(model.llm('openai').ask(QUESTION))).kind).not.toBe('prompt-too-long');
  });

  it.runIf(there).each([
    ['reply-lmstudio-stream.http', BOTH],
    ['reply-llamacpp-400.http', BOTH],
    ['reply-llamacpp-500.http', NEITHER],
  ])('%s', async (file, overflow) => {
    model.inTurn(shared(`model-01-context-overflow-is-not-busy/${file}`));
    const fault = await llmFaultOf(model.llm('openai').ask(QUESTION));
    expect([fault.kind, fault.tries, fault.overflow]).toEqual(['prompt-too-long', 1, overflow]);
  });
});

describe.each(PROVIDERS)('%s: a server that loads its model', (provider) => {
  const LOADING: readonly [string, ModelReply][] = [
    [
      'llama.cpp',
      faults.refusedStatus(503, { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }),
    ],
    ['TGI', faults.refusedStatus(503, { error: 'Model Qwen/Qwen3-8B is currently loading', estimated_time: 20 })],
    ['a proxy', faults.refusedStatus(503, 'The model is loading, please wait')],
    ['a whole body', whole({ error: { code: 503, message: 'model is still being loaded' } })],
  ];

  it.each(LOADING)('is asked until it answers, however few tries are left: %s', async (_, reply) => {
    model.script = ({ nth }) => (nth <= 6 ? reply : faults.text('{}'));
    expect(await model.llm(provider, { maxTries: 1 }).ask(QUESTION)).toMatchObject({ text: '{}', tries: 7 });
    expect(model.clock.pausesMs).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
  });

  it.each(LOADING)('is given up only when the time is up: %s', async (_, reply) => {
    model.inTurn(reply);
    const fault = await llmFaultOf(model.llm(provider, { totalMs: 60_000 }).ask(QUESTION));
    expect(fault.kind).toBe('server');
    expect(fault.durationMs).toBeGreaterThan(58_000);
    expect(fault.durationMs).toBeLessThan(60_000);
    expect(fault.message).toContain('It is still loading its model');
  });

  it('is asked after the pause that it names', async () => {
    const loading = faults.refusedStatus(503, { error: { message: 'Loading model' } });
    const named: ModelReply = { ...loading, headers: { 'retry-after': '10' } } as ModelReply;
    model.script = ({ nth }) => (nth <= 4 ? named : faults.text('{}'));
    await model.llm(provider).ask(QUESTION);
    expect(model.clock.pausesMs).toEqual([10_000, 10_000, 10_000, 10_000]);
  });

  it('counts its other failures as tries', async () => {
    const loading = faults.refusedStatus(503, { error: { message: 'Loading model' } });
    model.script = ({ nth }) => (nth <= 5 ? loading : faults.serverError());
    expect((await llmFaultOf(model.llm(provider).ask(QUESTION))).tries).toBe(8);
  });

  it.runIf(there)('as on file', async () => {
    model.script = ({ nth }) => (nth <= 6 ? shared('model-02-loading-model-503/reply.http') : faults.text('{}'));
    expect((await model.llm(provider).ask(QUESTION)).text).toBe('{}');
  });
});

describe('an answer that was not streamed', () => {
  const completion = (message: object, finish: string | null = 'stop'): object => ({
    id: 'c',
    object: 'chat.completion',
    model: 'm-7',
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finish }],
    usage: { prompt_tokens: 1700, completion_tokens: 60, total_tokens: 1760 },
  });
  const call = (args: unknown): object => ({
    content: null,
    tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'proposal', arguments: args } }],
  });

  it.each<[string, object, string, object]>([
    ['text', completion({ content: '{"a":1}' }), 'application/json', { text: '{"a":1}', finish: 'stop' }],
    ['with a charset', completion({ content: 'ü' }), 'application/json; charset=utf-8', { text: 'ü' }],
    ['as plain text', completion({ content: 'ü' }), 'text/plain', { text: 'ü' }],
    [
      'thoughts apart',
      completion({ content: 'a', reasoning_content: 'Hm.' }),
      'application/json',
      { text: 'a', reasoning: 'Hm.' },
    ],
    [
      'thoughts by the other name',
      completion({ content: 'a', reasoning: 'Hm.' }),
      'application/json',
      { reasoning: 'Hm.' },
    ],
    ['a call', completion(call('{"a":1}'), 'tool_calls'), 'application/json', { text: '{"a":1}', finish: 'stop' }],
    ['a call with JSON in it', completion(call({ a: 1 }), 'tool_calls'), 'application/json', { text: '{"a":1}' }],
    ['cut by its length', completion({ content: '{"a' }, 'length'), 'application/json', { finish: 'length' }],
    [
      'a refusal',
      completion({ content: null, refusal: 'No.' }),
      'application/json',
      { text: 'No.', finish: 'refusal' },
    ],
    [
      'in parts',
      completion({
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      }),
      'application/json',
      { text: 'ab' },
    ],
    [
      'without a reason for its end',
      completion({ content: 'a' }, null),
      'application/json',
      { text: 'a', finish: 'stop' },
    ],
    ['with an error of null', { ...completion({ content: 'a' }), error: null }, 'application/json', { text: 'a' }],
  ])('of OpenAI’s kind: %s', async (_, body, contentType, expected) => {
    model.inTurn(whole(body, contentType));
    const answer = await model.llm('openai').ask(QUESTION);
    expect(answer).toMatchObject({
      ...expected,
      model: 'm-7',
      tries: 1,
      usage: { inputTokens: 1700, outputTokens: 60 },
    });
  });

  it('of Anthropic’s kind, thoughts and calls too', async () => {
    const usage = { input_tokens: 1700, output_tokens: 60 };
    const message = { id: 'msg', type: 'message', role: 'assistant', model: 'm-7', usage };
    const thinking = { type: 'thinking', thinking: 'Hm.', signature: 'x' };
    model.inTurn(
      whole({ ...message, content: [thinking, { type: 'text', text: '{"a":1}' }], stop_reason: 'end_turn' }),
      whole({
        ...message,
        content: [{ type: 'tool_use', id: 't', name: 'proposal', input: { a: 2 } }],
        stop_reason: 'tool_use',
      }),
    );
    const llm = model.llm('anthropic');
    const inputTokens = 1700;
    expect(await llm.ask(QUESTION)).toMatchObject({
      text: '{"a":1}',
      reasoning: 'Hm.',
      finish: 'stop',
      usage: { inputTokens },
    });
    expect(await llm.ask(QUESTION)).toMatchObject({ text: '{"a":2}', finish: 'stop', model: 'm-7' });
  });

  it.runIf(there)('as on file', async () => {
    model.inTurn(shared('model-05-stream-not-streamed/reply-completion.http'));
    const { text, usage } = await model.llm('openai').ask(QUESTION);
    expect(JSON.parse(text)).toMatchObject({ intent: 'no_change' });
    expect(usage).toMatchObject({ inputTokens: 1700, outputTokens: 60 });
  });
});

describe('an error that comes as a whole body after status 200', () => {
  it.each<[unknown, string, number, readonly number[]]>([
    [{ error: { message: 'overloaded, try again in 10 seconds', code: 503 } }, 'server', 3, [10_000, 10_000]],
    [{ error: { message: 'Please try again in 1m2.5s.', code: '429' } }, 'rate-limited', 3, [62_500]],
    [{ error: { message: 'slow down', type: 'rate_limit_error', retry_after: 7 } }, 'rate-limited', 3, [7000, 7000]],
    [{ error: { message: 'slow down', code: 429, metadata: { retry_after_ms: 250 } } }, 'rate-limited', 3, [250, 250]],
    [{ error: { type: 'overloaded_error', message: 'Overloaded' }, type: 'error' }, 'server', 3, [1000, 4000]],
    [{ error: 'Overloaded. Retry after 2 s' }, 'server', 3, [2000, 2000]],
    [{ object: 'error', message: 'no such model', code: 404 }, 'not-found', 1, []],
    [{ error: { message: 'bad key', code: 401 } }, 'unauthorised', 1, []],
    [{ error: { message: 'no', type: 'invalid_request_error' } }, 'bad-request', 1, []],
  ])('%j', async (body, kind, tries, pauses) => {
    model.inTurn(whole(body));
    const fault = await llmFaultOf(model.llm('openai', { totalMs: 90_000 }).ask(QUESTION));
    expect([fault.kind, model.clock.pausesMs]).toEqual([kind, pauses]);
    expect(fault.tries).toBe(pauses.length === tries - 1 ? tries : pauses.length + 1);
    expect(fault.message).toContain('answered with an error');
  });

  it('is asked to wait by words behind a status too', async () => {
    model.inTurn(faults.refusedStatus(429, { error: { message: 'Please try again in 20s.' } }), faults.text('{}'));
    await model.llm('openai').ask(QUESTION);
    expect(model.clock.pausesMs).toEqual([20_000]);
  });

  it('of a router stands in the choice', async () => {
    const choice = { error: { code: 502, message: 'upstream' }, message: { content: '' }, finish_reason: 'error' };
    model.inTurn(whole({ choices: [choice] }), faults.text('{}'));
    expect(await model.llm('openai').ask(QUESTION)).toMatchObject({ text: '{}', tries: 2 });
  });

  it.each<[string, ModelReply, string]>([
    ['JSON that is no answer', whole({ hello: 'you' }), 'not-found'],
    ['JSON that was cut', whole('{"choices":[{"message":{"content":"a'), 'cut'],
  ])('%s', async (_, reply, kind) => {
    model.inTurn(reply);
    expect((await llmFaultOf(model.llm('openai').ask(QUESTION))).kind).toBe(kind);
  });

  it.runIf(there)('as on file, which is tried again after its pause', async () => {
    model.inTurn(shared('model-05-stream-not-streamed/reply-error.http'), faults.text('{}'));
    expect(await model.llm('openai').ask(QUESTION)).toMatchObject({ text: '{}', tries: 2 });
    expect(model.clock.pausesMs).toEqual([10_000]);
  });
});

describe('a server that is silent for long', () => {
  const usual = getGlobalDispatcher();
  afterEach(() => setGlobalDispatcher(usual));

  // A fetch ends after 300 s without a reply. Here that limit is 100 ms, checked about once a second.
  it('is waited for longer than fetch would wait', async () => {
    model.script = async () => {
      await new Promise((done) => setTimeout(done, 2500));
      return faults.text('{}');
    };
    setGlobalDispatcher(new Agent({ headersTimeout: 100, bodyTimeout: 100 }));
    const asked = fetch(`${model.server.openAiUrl}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ messages: [] }),
    });
    await expect(asked).rejects.toThrow('fetch failed');
    expect((await model.llm('openai').ask(QUESTION)).text).toBe('{}');
  });
});
