/** Behaviour common to both clients, with the real libraries, against a scripted model over HTTP. */

import { describe, expect, it } from 'vitest';
import { anthropicFormats } from '../../src/llm/anthropicProtocol.ts';
import { type LlmAnswer, outputFormats } from '../../src/proposer/llm.ts';
import * as faults from './faults.ts';
import type { ModelReply } from './modelReply.ts';
import { PROVIDERS, QUESTION, scriptedModel, TEXT } from './scriptedModel.ts';

const model = scriptedModel();

describe.each(PROVIDERS)('%s: an answer', (provider) => {
  it('is the exact text of the model, with reasoning separate and with token counts', async () => {
    model.inTurn({
      kind: 'text',
      text: TEXT,
      reasoning: 'Weiter 🦀?',
      usage: { inputTokens: 5000, cachedTokens: 4096, outputTokens: 321 },
    });
    const answer = await model.llm(provider).ask(QUESTION);
    expect(answer).toEqual({
      text: TEXT,
      reasoning: 'Weiter 🦀?',
      finish: 'stop',
      // A tenth of the 904 fresh ones is written to Anthropic's cache.
      usage: {
        inputTokens: 5000,
        cachedTokens: 4096,
        cacheWriteTokens: provider === 'anthropic' ? 90 : 0,
        outputTokens: 321,
      },
      model: 'm-1-served',
      request: model.onlyAsk().raw,
      tries: 1,
      durationMs: 0,
    } satisfies LlmAnswer);
  });

  it('may come slowly', async () => {
    model.inTurn(faults.slow('a, b, c and d', 5));
    expect((await model.llm(provider).ask(QUESTION)).text).toBe('a, b, c and d');
  });

  it.each<[string, ModelReply, Pick<LlmAnswer, 'text' | 'reasoning' | 'finish'>]>([
    ['cut off by its length', faults.outOfLength('{"a":'), { text: '{"a":', reasoning: '', finish: 'length' }],
    [
      'refused in words',
      faults.refusedAnswer('I will not.'),
      { text: 'I will not.', reasoning: '', finish: 'refusal' },
    ],
    ['filtered on the way', faults.filtered('{"a'), { text: '{"a', reasoning: '', finish: 'refusal' }],
    ['all reasoning', faults.onlyReasoning('Hm.'), { text: '', reasoning: 'Hm.', finish: 'stop' }],
    [
      'in a fence',
      faults.fenced('{}'),
      { text: 'Here it is:\n```json\n{}\n```\nGood luck!', reasoning: '', finish: 'stop' },
    ],
    [
      'after leaked thinking',
      faults.leakedThinking('Hm.', '{}'),
      { text: '<think>\nHm.\n</think>\n\n{}', reasoning: '', finish: 'stop' },
    ],
  ])('%s is passed on unchanged', async (_, reply, expected) => {
    model.inTurn(reply);
    expect(await model.llm(provider).ask({ ...QUESTION, format: 'text' })).toMatchObject(expected);
  });

  it('through a tool has the arguments as its text', async () => {
    expect((await model.llm(provider).ask({ ...QUESTION, format: 'tool' })).text).toBe(TEXT);
    expect(model.onlyAsk().outputFormat).toBe('tool');
  });

  it('in text despite a forced tool is the text', async () => {
    model.inTurn({ kind: 'text', text: TEXT, ignoresTool: true });
    expect((await model.llm(provider).ask({ ...QUESTION, format: 'tool' })).text).toBe(TEXT);
  });
});

describe('an answer of a compatible server', () => {
  it('may have its reasoning in the field `reasoning`', async () => {
    model.inTurn({ kind: 'text', text: '{}', reasoning: 'Hm.', reasoningField: 'reasoning' });
    expect((await model.llm('openai').ask(QUESTION)).reasoning).toBe('Hm.');
  });

  it('may come without its costs', async () => {
    model.inTurn({ kind: 'text', text: '{}', usage: null });
    expect((await model.llm('openai').ask(QUESTION)).usage).toBeNull();
  });
});

describe.each(PROVIDERS)('%s: the request', (provider) => {
  const can = provider === 'openai' ? outputFormats : anthropicFormats;

  it.each(can)('asks for the shape by %s, and by nothing else', async (format) => {
    await model.llm(provider).ask({ ...QUESTION, format });
    expect(model.onlyAsk().outputFormat).toBe(format);
    expect(model.onlyAsk().wantsSchema).toBe(format === 'json_schema' || format === 'tool');
  });

  it.each(can)('has no shape at all when free text is wanted (%s)', async (format) => {
    await model.llm(provider).ask({ ...QUESTION, shape: null, format });
    expect(model.onlyAsk().outputFormat).toBe('text');
    expect(model.onlyAsk().user).toMatch(/Propose v3\.$/);
  });

  it('begins with the same bytes when the history has grown', async () => {
    await model.llm(provider).ask({ ...QUESTION, history: 'v1 ä\n' });
    await model.llm(provider).ask({ ...QUESTION, history: 'v1 ä\nv2 🦀\n', task: 'Propose v4.' });
    const [first, second] = model.server.asks.map(({ raw }) => raw) as [string, string];
    const shared = first.slice(0, first.indexOf('v1 ä\\n') + 'v1 ä\\n'.length);
    expect(shared).toContain(QUESTION.system);
    expect(second.startsWith(shared)).toBe(true);
  });

  it('contains the answers that were sent back as turns, oldest first', async () => {
    const repairs = [
      { answer: '{"a":1}', complaint: 'a is unknown.' },
      { answer: '{"b":1}', complaint: 'b is unknown.' },
    ];
    await model.llm(provider).ask({ ...QUESTION, repairs, shape: null });
    const turns = model.onlyAsk().messages.filter(({ role }) => role !== 'system');
    expect(turns.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant', 'user']);
    expect(turns.slice(1).map(({ text }) => text)).toEqual(['{"a":1}', 'a is unknown.', '{"b":1}', 'b is unknown.']);
  });

  it('carries neither temperature nor prefill', async () => {
    await model.llm(provider).ask(QUESTION);
    expect(model.onlyAsk().body).not.toHaveProperty('temperature');
    expect(model.onlyAsk().messages.at(-1)?.role).toBe('user');
  });
});
