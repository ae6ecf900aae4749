/** Claude over Anthropic's messages. */

import Anthropic from '@anthropic-ai/sdk';
import type { Llm } from '../proposer/llm.ts';
import { anthropicBody } from './anthropicRequest.ts';
import { readAnthropic } from './anthropicStream.ts';
import { call } from './call.ts';
import { checkedEndpoint, type Endpoint } from './endpoint.ts';
import { type Fetch, guardedFetch } from './guardedFetch.ts';
import { defaultRetryPolicy, type RetryPolicy } from './retryPolicy.ts';

export interface AnthropicOptions {
  /** Base URL without `/v1`: `https://api.anthropic.com`. */
  readonly endpoint: string;
  readonly model: string;
  readonly key: string;
  readonly patience?: Partial<RetryPolicy>;
}

/**
 * Its `ask` throws a RangeError for a question with a format that is not in `anthropicRungs`.
 * @throws RangeError for an address, model or key that no call can be made with.
 */
export function anthropicLlm(options: AnthropicOptions): Llm {
  const { model } = options;
  const caller = anthropicCaller(options);
  const patience: RetryPolicy = { ...defaultRetryPolicy, ...options.patience };
  const client = anthropicClient(caller, patience, guardedFetch('text/event-stream', patience.clock));
  return {
    provider: 'anthropic',
    endpoint: caller.endpoint,
    model,
    ask: async (question) => {
      const body = anthropicBody(question, model);
      return call(caller, body, patience, async (signal) =>
        readAnthropic(await client.messages.create(body, { signal })),
      );
    },
  };
}

/** @throws RangeError */
export function anthropicCaller({ endpoint, model, key }: AnthropicOptions): Endpoint {
  if (key === '') throw new RangeError(`${endpoint} wants a key: put ANTHROPIC_API_KEY into .env.`);
  return checkedEndpoint({ provider: 'anthropic', endpoint, model, key });
}

/** The library without its own retries, log, and what it would read from the environment. */
export function anthropicClient(caller: Endpoint, patience: RetryPolicy, fetch: Fetch): Anthropic {
  return new Anthropic({
    baseURL: caller.endpoint,
    apiKey: caller.key,
    authToken: null,
    maxRetries: 0,
    timeout: patience.totalMs,
    logLevel: 'off',
    fetch,
  });
}
