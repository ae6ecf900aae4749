/** Claude, over Anthropic's messages API. */

import Anthropic from '@anthropic-ai/sdk';
import type { Llm } from '../proposer/llm.ts';
import { anthropicBody, anthropicEvents, readAnthropic } from './anthropicProtocol.ts';
import { call, defaultRetryPolicy, type RetryPolicy } from './call.ts';
import { checkedEndpoint, type Endpoint } from './endpoint.ts';
import { type Fetch, streamFetch } from './guardedFetch.ts';

export interface AnthropicOptions {
  /** Base URL without `/v1`: `https://api.anthropic.com`. */
  readonly endpoint: string;
  readonly model: string;
  readonly key: string;
  readonly retry?: Partial<RetryPolicy>;
}

/**
 * Its `ask` throws a RangeError for a question whose format is not in `anthropicFormats`.
 *
 * @throws RangeError for an address, model or key that cannot be used
 */
export function anthropicLlm(options: AnthropicOptions): Llm {
  const { model } = options;
  const caller = anthropicEndpoint(options);
  const policy: RetryPolicy = { ...defaultRetryPolicy, ...options.retry };
  const client = anthropicClient(caller, policy, streamFetch(policy.clock, anthropicEvents));
  return {
    provider: 'anthropic',
    endpoint: caller.endpoint,
    model,
    ask: async (question) => {
      const body = anthropicBody(question, model);
      return call(caller, body, policy, async (signal) =>
        readAnthropic(await client.messages.create(body, { signal })),
      );
    },
  };
}

/** @throws RangeError for an address, model or key that cannot be used */
export function anthropicEndpoint({ endpoint, model, key }: AnthropicOptions): Endpoint {
  if (key === '') throw new RangeError(`${endpoint} wants a key: put ANTHROPIC_API_KEY into .env.`);
  return checkedEndpoint({ provider: 'anthropic', endpoint, model, key });
}

/** The SDK without its own retries and log, and without what it would read from the environment. */
export function anthropicClient(caller: Endpoint, policy: RetryPolicy, fetch: Fetch): Anthropic {
  return new Anthropic({
    baseURL: caller.endpoint,
    apiKey: caller.key,
    authToken: null,
    maxRetries: 0,
    timeout: policy.totalMs,
    logLevel: 'off',
    fetch,
  });
}
