/** The models that an endpoint lists: whether the configured one is among them, and how long its prompt may be. */

import { type AnthropicOptions, anthropicClient, anthropicEndpoint } from './anthropic.ts';
import { defaultRetryPolicy, type RetryPolicy, withRetries } from './call.ts';
import { CallFailure, callFailureOf } from './callFailure.ts';
import { checkedEndpoint, type Endpoint, oneLine } from './endpoint.ts';
import { jsonFetch } from './guardedFetch.ts';
import { type OpenAiOptions, openAiClient } from './openAi.ts';
import { field, textOf, tokenCount } from './untrustedJson.ts';

export interface ModelListing {
  readonly present: boolean;
  /** The first 20 names that the endpoint lists. */
  readonly known: readonly string[];
  /** Longest prompt in tokens; null when the endpoint does not say, like Ollama. */
  readonly contextTokens: number | null;
}

const KNOWN = 20;

/** The context that is loaded comes before the one that the model supports. */
const CONTEXT_FIELDS = [
  ['loaded_context_length'], // LM Studio
  ['max_model_len'], // vLLM
  ['context_length'], // OpenRouter, Together
  ['max_context_length'], // LM Studio, Mistral
  ['context_window'], // Groq
  ['meta', 'n_ctx'], // llama.cpp, newer
  ['meta', 'n_ctx_train'], // llama.cpp
];

/** @throws LlmFault; RangeError like `openAiLlm` */
export async function openAiModels(
  options: Pick<OpenAiOptions, 'endpoint' | 'model' | 'key' | 'retry'>,
): Promise<ModelListing> {
  const { endpoint, model, key } = options;
  const caller = checkedEndpoint({ provider: 'openai', endpoint, model, key });
  const policy: RetryPolicy = { ...defaultRetryPolicy, ...options.retry };
  const client = openAiClient(caller, policy, jsonFetch(policy.clock));
  const { result } = await withRetries(caller, 'GET /models', policy, async (signal) =>
    listIn(await client.get<unknown>('/models', { signal })),
  );
  // Ollama lists a name without a tag as name:latest.
  const own = result.find((entry) => [model, `${model}:latest`].some((name) => name === field(entry, 'id')));
  const sizes = CONTEXT_FIELDS.map((path) => size(field(own, ...path)));
  return {
    present: own !== undefined,
    known: named(result, caller),
    contextTokens: sizes.find((tokens) => tokens !== null) ?? null,
  };
}

/** @throws LlmFault; RangeError like `anthropicLlm` */
export async function anthropicModels(options: AnthropicOptions): Promise<ModelListing> {
  const { model } = options;
  const caller = anthropicEndpoint(options);
  const policy: RetryPolicy = { ...defaultRetryPolicy, ...options.retry };
  const client = anthropicClient(caller, policy, jsonFetch(policy.clock));
  const list = await withRetries(caller, 'GET /v1/models', policy, async (signal) =>
    listIn(await client.get<unknown>('/v1/models', { query: { limit: KNOWN }, signal })),
  );
  // A request of its own, since an alias is not in the list.
  const own = await withRetries(caller, `GET /v1/models/${model}`, policy, async (signal) => {
    try {
      const info: unknown = await client.models.retrieve(model, {}, { signal });
      return { present: true, contextTokens: size(field(info, 'max_input_tokens')) };
    } catch (error) {
      const failure = callFailureOf(error);
      if (!(failure instanceof CallFailure && failure.kind === 'not-found')) throw error;
      return { present: false, contextTokens: null };
    }
  });
  return { ...own.result, known: named(list.result, caller) };
}

function listIn(body: unknown): readonly unknown[] {
  const data = field(body, 'data');
  if (!Array.isArray(data))
    throw new CallFailure('not-found', 'answered /models with something that is no list of models');
  return data;
}

function named(models: readonly unknown[], { key }: Endpoint): string[] {
  const ids = models.map((model) => textOf(field(model, 'id'))).filter((id) => id !== null);
  return ids.slice(0, KNOWN).map((id) => oneLine(id, key));
}

function size(value: unknown): number | null {
  const tokens = tokenCount(value);
  return tokens === 0 ? null : tokens;
}
