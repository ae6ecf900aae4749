/**
 * Every endpoint that speaks OpenAI's chat completions: Qwen on DashScope, vLLM, Ollama, LM Studio, llama.cpp, OpenAI.
 */

import OpenAI from 'openai';
import type { Llm } from '../proposer/llm.ts';
import { call, defaultRetryPolicy, type RetryPolicy } from './call.ts';
import { checkedEndpoint, type Endpoint } from './endpoint.ts';
import { type Fetch, streamFetch } from './guardedFetch.ts';
import { type OutputLimitField, openAiBody, openAiEvents, readOpenAi, type ThinkingStyle } from './openAiProtocol.ts';

export interface OpenAiOptions {
  /** Base URL; most end in `/v1`. */
  readonly endpoint: string;
  readonly model: string;
  /** Empty for a local server without keys. */
  readonly key: string;
  readonly thinkingStyle: ThinkingStyle;
  /** `max_tokens` by default. */
  readonly outputLimit?: OutputLimitField;
  readonly retry?: Partial<RetryPolicy>;
}

/**
 * The client of one model at one endpoint; nothing is sent before it is asked.
 * @throws RangeError for an address, model or key that cannot be used
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { openAiLlm } from 'mmtune/llm/openAi.ts';
 *
 * const options = { model: 'qwen3:8b', key: '', thinkingStyle: 'reasoning_effort' } as const;
 * const llm = openAiLlm({ ...options, endpoint: 'http://127.0.0.1:11434/v1/' });
 * assert.equal(llm.endpoint, 'http://127.0.0.1:11434/v1');
 * assert.throws(() => openAiLlm({ ...options, endpoint: 'localhost' }), RangeError);
 * ```
 */
export function openAiLlm(options: OpenAiOptions): Llm {
  const { endpoint, model, key } = options;
  const caller = checkedEndpoint({ provider: 'openai', endpoint, model, key });
  const policy: RetryPolicy = { ...defaultRetryPolicy, ...options.retry };
  const client = openAiClient(caller, policy, streamFetch(policy.clock, openAiEvents));
  return {
    provider: 'openai',
    endpoint: caller.endpoint,
    model,
    ask: (question) => {
      const body = openAiBody(question, model, options.thinkingStyle, options.outputLimit ?? 'max_tokens');
      return call(caller, body, policy, async (signal) =>
        readOpenAi(await client.chat.completions.create(body, { signal })),
      );
    },
  };
}

/** The SDK without its own retries and log, and without what it would read from the environment. */
export function openAiClient(caller: Endpoint, policy: RetryPolicy, fetch: Fetch): OpenAI {
  return new OpenAI({
    baseURL: caller.endpoint,
    // The SDK requires a key; local servers ignore it.
    apiKey: caller.key === '' ? 'none' : caller.key,
    adminAPIKey: null,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: policy.totalMs,
    logLevel: 'off',
    fetch,
  });
}
