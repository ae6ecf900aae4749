import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnthropic } from './anthropicProtocol.ts';
import { CallFailure } from './callFailure.ts';
import { readOpenAi } from './openAiProtocol.ts';

async function* sent(events: readonly unknown[]): AsyncGenerator<unknown> {
  yield* events;
}

const chunk = (delta: unknown, finish: string | null = null): unknown => ({
  choices: [{ delta, finish_reason: finish }],
});

/** Events that are correct except for one part, which may be any JSON. */
const wild = (type: fc.Arbitrary<string>): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.jsonValue(),
    fc.record({
      type,
      index: fc.jsonValue(),
      message: fc.jsonValue(),
      content_block: fc.jsonValue(),
      delta: fc.oneof(fc.jsonValue(), fc.record({ stop_reason: fc.jsonValue(), text: fc.jsonValue() })),
      usage: fc.jsonValue(),
      choices: fc.oneof(
        fc.jsonValue(),
        fc.array(
          fc.record({
            finish_reason: fc.jsonValue(),
            delta: fc.oneof(
              fc.jsonValue(),
              fc.record({ content: fc.jsonValue(), tool_calls: fc.array(fc.jsonValue()) }),
            ),
          }),
        ),
      ),
    }),
  );
const TYPES = fc.constantFrom(
  'message_start',
  'content_block_start',
  'content_block_delta',
  'message_delta',
  'message_stop',
);

describe.each([
  ['openai', readOpenAi],
  ['anthropic', readAnthropic],
] as const)('%s', (_, read) => {
  it('whatever is sent, there is an answer or a failure, never a crash', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(wild(TYPES), { maxLength: 8 }), async (events) => {
        const outcome = await read(sent(events)).catch((error: unknown) => error);
        if (outcome instanceof CallFailure) expect(outcome.kind).toBe('cut');
        else expect(outcome).toMatchObject({ text: expect.any(String), reasoning: expect.any(String) });
      }),
    );
  });
});

describe('a chat completion', () => {
  it('with two calls of the tool hands on both', async () => {
    const call = (index: number, json: string): unknown => ({ index, function: { arguments: json } });
    const { text } = await readOpenAi(
      sent([
        chunk({ tool_calls: [call(0, '{"a"'), call(1, '{"b"')] }),
        chunk({ tool_calls: [call(1, ':2}'), call(0, ':1}')] }, 'tool_calls'),
      ]),
    );
    expect(text).toBe('{"a":1}\n{"b":2}');
  });

  it('with both fields of reasoning is not read twice', async () => {
    const { reasoning } = await readOpenAi(sent([chunk({ reasoning: 'Hm.', reasoning_content: 'Hm.' }, 'stop')]));
    expect(reasoning).toBe('Hm.');
  });

  it.each([
    ['stop', 'stop'],
    ['tool_calls', 'stop'],
    ['length', 'length'],
    ['content_filter', 'refusal'],
    ['insufficient_system_resource', 'other'],
  ])('that ends by %s', async (reason, finish) => {
    expect((await readOpenAi(sent([chunk({}, reason)]))).finish).toBe(finish);
  });

  it.each([
    { prompt_tokens: -1, completion_tokens: 2 },
    { prompt_tokens: 1.5, completion_tokens: 2 },
    { prompt_tokens: 1 },
    { prompt_tokens: 10, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 11 } },
    { prompt_tokens: 10, completion_tokens: 2, prompt_tokens_details: { cached_tokens: -1 } },
  ])('with costs that cannot be, %j, has none', async (usage) => {
    expect((await readOpenAi(sent([chunk({}, 'stop'), { usage }]))).usage).toBeNull();
  });
});

describe('a message', () => {
  it.each([
    ['end_turn', 'stop'],
    ['tool_use', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['refusal', 'refusal'],
    ['pause_turn', 'other'],
  ])('that ends by %s', async (stop_reason, finish) => {
    const events = [{ type: 'message_delta', delta: { stop_reason } }, { type: 'message_stop' }];
    expect((await readAnthropic(sent(events))).finish).toBe(finish);
  });

  it('that does not stop is cut, even after its reason', async () => {
    const events = [{ type: 'message_delta', delta: { stop_reason: 'end_turn' } }];
    await expect(readAnthropic(sent(events))).rejects.toMatchObject({ kind: 'cut' });
  });

  it.each(['cache_creation_input_tokens', 'cache_read_input_tokens', 'output_tokens'])(
    'with a count that cannot be of %s has no costs',
    async (name) => {
      const usage = { input_tokens: 10, output_tokens: 5, [name]: -1 };
      const events = [{ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage }, { type: 'message_stop' }];
      expect((await readAnthropic(sent(events))).usage).toBeNull();
    },
  );

  it('costs what was last reported of each count: fresh, written to the cache, read from it', async () => {
    const start = {
      input_tokens: 10,
      cache_creation_input_tokens: 200,
      cache_read_input_tokens: 3000,
      output_tokens: 1,
    };
    const end = {
      input_tokens: null,
      cache_creation_input_tokens: null,
      cache_read_input_tokens: 3000,
      output_tokens: 77,
    };
    const { usage } = await readAnthropic(
      sent([
        { type: 'message_start', message: { model: 'claude-x', usage: start } },
        { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: end },
        { type: 'message_stop' },
      ]),
    );
    expect(usage).toEqual({ inputTokens: 3210, cachedTokens: 3000, cacheWriteTokens: 200, outputTokens: 77 });
  });
});
