/** The requests of each client as the server receives them. */

import { describe, expect, it } from 'vitest';
import { openAiLlm } from '../../src/llm/openAi.ts';
import type { ThinkingStyle } from '../../src/llm/openAiProtocol.ts';
import type { OutputFormat } from '../../src/proposer/llm.ts';
import { KEY, QUESTION, SCHEMA, scriptedModel } from './scriptedModel.ts';

const model = scriptedModel();

describe('OpenAI on the wire', () => {
  const SCHEMA_TEXT = JSON.stringify(SCHEMA);

  it('json_schema', async () => {
    await model.llm('openai').ask(QUESTION);
    expect(model.onlyAsk().body).toEqual({
      model: 'm-1',
      messages: [
        { role: 'system', content: 'You tune a market maker.' },
        {
          role: 'user',
          content: 'v1 {"spreadBps":4}\nv2 {"spreadBps":6}\n\nPropose v3.',
        },
      ],
      max_tokens: 900,
      stream: true,
      stream_options: { include_usage: true },
      response_format: { type: 'json_schema', json_schema: { name: 'proposal', strict: true, schema: SCHEMA } },
    });
  });

  it('tool', async () => {
    await model.llm('openai').ask({ ...QUESTION, format: 'tool' });
    expect(model.onlyAsk().body).toMatchObject({
      tools: [{ type: 'function', function: { name: 'proposal', parameters: SCHEMA } }],
      tool_choice: { type: 'function', function: { name: 'proposal' } },
    });
    expect(model.onlyAsk().user).toMatch(/Propose v3\.\n\nAnswer by calling the function proposal once/);
  });

  it.each<OutputFormat>(['json_schema', 'tool', 'json_object', 'text'])(
    '%s: the schema is sent once',
    async (format) => {
      await model.llm('openai').ask({ ...QUESTION, format });
      const { raw } = model.onlyAsk();
      const escaped = JSON.stringify(SCHEMA_TEXT).slice(1, -1);
      expect(raw.split(SCHEMA_TEXT).length + raw.split(escaped).length - 2).toBe(1);
    },
  );

  it.each<OutputFormat>(['json_object', 'text'])(
    '%s: the word JSON and the schema end the last message',
    async (format) => {
      const repairs = [{ answer: '{}', complaint: 'spreadBps is missing.' }];
      await model.llm('openai').ask({ ...QUESTION, format, repairs });
      const last = model.onlyAsk().messages.at(-1)?.text ?? '';
      expect(last).toMatch(/^spreadBps is missing\.\n\nAnswer with one JSON object/);
      expect(last.endsWith(SCHEMA_TEXT)).toBe(true);
    },
  );

  it.each<[ThinkingStyle, object, object]>([
    ['none', {}, {}],
    ['enable_thinking', { enable_thinking: true }, { enable_thinking: false }],
    [
      'chat_template_kwargs',
      { chat_template_kwargs: { enable_thinking: true } },
      { chat_template_kwargs: { enable_thinking: false } },
    ],
    ['reasoning_effort', { reasoning_effort: 'medium' }, { reasoning_effort: 'none' }],
  ])('thinking by %s', async (style, on, off) => {
    for (const thinking of ['default', 'on', 'off'] as const)
      await model.llm('openai', {}, style).ask({ ...QUESTION, thinking });
    const [plain = {}, ...switched] = model.server.asks.map(({ body }) => body);
    expect(switched).toEqual([
      { ...plain, ...on },
      { ...plain, ...off },
    ]);
  });

  it('a local server without a key receives the word none', async () => {
    await openAiLlm({ endpoint: model.server.openAiUrl, model: 'm-1', key: '', thinkingStyle: 'none' }).ask(QUESTION);
    expect(model.onlyAsk().headers.authorization).toBe('Bearer none');
  });

  it('models that need the newer name of the token limit receive only that name', async () => {
    const options = { endpoint: model.server.openAiUrl, model: 'o', key: '', thinkingStyle: 'none' } as const;
    await openAiLlm({ ...options, outputLimit: 'max_completion_tokens' }).ask(QUESTION);
    expect(model.onlyAsk().body).toMatchObject({ max_completion_tokens: 900 });
    expect(model.onlyAsk().body).not.toHaveProperty('max_tokens');
  });
});

describe('Anthropic on the wire', () => {
  const EPHEMERAL = { cache_control: { type: 'ephemeral' } };

  it('json_schema, with the cache breakpoint at the end of the history', async () => {
    await model.llm('anthropic').ask(QUESTION);
    expect(model.onlyAsk().body).toEqual({
      model: 'm-1',
      max_tokens: 900,
      stream: true,
      system: [{ type: 'text', text: 'You tune a market maker.' }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'v1 {"spreadBps":4}\nv2 {"spreadBps":6}', ...EPHEMERAL },
            { type: 'text', text: 'Propose v3.' },
          ],
        },
      ],
      output_config: { format: { type: 'json_schema', schema: SCHEMA } },
    });
    // Since version 2026-10-21 of the API the library sends the key as a bearer's.
    expect(model.onlyAsk().headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      'anthropic-version': '2026-10-21',
    });
  });

  it('without a history the breakpoint is at the end of the system text', async () => {
    await model.llm('anthropic').ask({ ...QUESTION, history: '' });
    expect(model.onlyAsk().body).toMatchObject({
      system: [{ type: 'text', text: 'You tune a market maker.', ...EPHEMERAL }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Propose v3.' }] }],
    });
  });

  it('tool: strict and forced', async () => {
    await model.llm('anthropic').ask({ ...QUESTION, format: 'tool' });
    expect(model.onlyAsk().body).toMatchObject({
      tools: [{ name: 'proposal', strict: true, input_schema: SCHEMA }],
      tool_choice: { type: 'tool', name: 'proposal' },
    });
  });

  it('tool with thinking: the service refuses to force it, so the model is left to call it', async () => {
    await model.llm('anthropic').ask({ ...QUESTION, format: 'tool', thinking: 'on' });
    expect(model.onlyAsk().body).toMatchObject({ tool_choice: { type: 'auto' }, thinking: { type: 'adaptive' } });
  });

  it('text: the schema ends the last message', async () => {
    await model.llm('anthropic').ask({ ...QUESTION, format: 'text' });
    expect(model.onlyAsk().user.endsWith(`Its JSON Schema:\n${JSON.stringify(SCHEMA)}`)).toBe(true);
  });

  it('thinking is adaptive, disabled, or left to the model', async () => {
    for (const thinking of ['on', 'off', 'default'] as const)
      await model.llm('anthropic').ask({ ...QUESTION, thinking });
    expect(model.server.asks.map(({ body }) => body.thinking)).toEqual([
      { type: 'adaptive' },
      { type: 'disabled' },
      undefined,
    ]);
  });

  it('json_object is no format', async () => {
    await expect(model.llm('anthropic').ask({ ...QUESTION, format: 'json_object' })).rejects.toThrow(
      'Anthropic has no json_object; its formats are json_schema, tool, text.',
    );
    expect(model.server.asks).toEqual([]);
  });

  it('an empty answer that was sent back leaves no empty turn', async () => {
    await model.llm('anthropic').ask({ ...QUESTION, repairs: [{ answer: '\n', complaint: 'The answer was empty.' }] });
    expect(model.onlyAsk().messages.map(({ role }) => role)).toEqual(['user', 'user']);
  });
});
