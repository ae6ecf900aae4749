/** Lists of models from endpoints. */

import { describe, expect, it } from 'vitest';
import { anthropicModels, openAiModels } from '../../src/llm/models.ts';
import { deadAddress, KEY, llmFaultOf, scriptedModel } from './scriptedModel.ts';

const model = scriptedModel();

describe('the list of models of an endpoint', () => {
  const openAi = (name: string): ReturnType<typeof openAiModels> =>
    openAiModels({ endpoint: model.server.openAiUrl, model: name, key: KEY, retry: { clock: model.clock } });
  const anthropic = (name: string): ReturnType<typeof anthropicModels> =>
    anthropicModels({ endpoint: model.server.anthropicUrl, model: name, key: KEY, retry: { clock: model.clock } });

  it.each<[string, Record<string, unknown>, number | null]>([
    ['vLLM', { max_model_len: 32_768 }, 32_768],
    ['LM Studio: what is loaded', { max_context_length: 131_072, loaded_context_length: 4096 }, 4096],
    ['OpenRouter', { context_length: 262_144 }, 262_144],
    ['llama.cpp', { meta: { n_ctx_train: 40_960 } }, 40_960],
    ['Ollama: nothing', { owned_by: 'library' }, null],
    ['nonsense', { context_length: '8k', max_model_len: 0 }, null],
  ])('%s', async (_, fields, contextTokens) => {
    model.models = [
      { id: 'other', max_model_len: 1 },
      { id: 'm-1', ...fields },
    ];
    expect(await openAi('m-1')).toEqual({ present: true, known: ['other', 'm-1'], contextTokens });
  });

  it('a missing model, and the first 20 models of the list', async () => {
    model.models = Array.from({ length: 30 }, (_, i) => ({ id: `m-${i}`, max_model_len: 1 }));
    const { present, known, contextTokens } = await openAi('none');
    expect([present, known.length, known[19], contextTokens]).toEqual([false, 20, 'm-19', null]);
  });

  it("Ollama's tag latest may be left out", async () => {
    model.models = [{ id: 'qwen3:latest' }];
    expect(await openAi('qwen3')).toMatchObject({ present: true });
  });

  it('Anthropic: the model and its longest prompt', async () => {
    model.models = [{ id: 'claude-x', max_input_tokens: 200_000 }];
    expect(await anthropic('claude-x')).toEqual({ present: true, known: ['claude-x'], contextTokens: 200_000 });
    expect(await anthropic('claude-y')).toEqual({ present: false, known: ['claude-x'], contextTokens: null });
  });

  it('faults have the same kinds as those of a call', async () => {
    const { openAiUrl, anthropicUrl } = await deadAddress();
    const options = { model: 'm-1', key: KEY, retry: { clock: model.clock } };
    expect((await llmFaultOf(openAiModels({ ...options, endpoint: openAiUrl }))).kind).toBe('unreachable');
    expect((await llmFaultOf(anthropicModels({ ...options, endpoint: anthropicUrl }))).kind).toBe('unreachable');
  });
});
