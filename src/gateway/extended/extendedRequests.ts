/** Requests to Extended with the key of an account. */

import type { z } from 'zod';
import { GatewayError } from '../../orders/gateway.ts';
import { type Asked, ask, NoAnswer } from '../ask.ts';
import { Problem } from './extendedWire.ts';

export interface ExtendedAccount {
  /** The venue's addresses, without a slash at their ends. */
  readonly restUrl: string;
  readonly wsUrl: string;
  readonly isTestnet: boolean;
  readonly apiKey: string;
  /** Private Stark key that signs orders. */
  readonly starkKey: string;
}

/** The venue has answered with a code. */
export interface Refusal {
  readonly code: number;
  readonly text: string;
  readonly waitMs: number;
}
export type Replied = { readonly asked: Asked } | { readonly refusal: Refusal } | { readonly lost: string };

/** Code of ours for "asked too often", which the venue tells with HTTP 429 alone. */
export const TOO_OFTEN = 429;
const LIMITED_MS = 10_000;

export class ExtendedRequests {
  readonly #account: ExtendedAccount;
  readonly #timeoutMs: number;

  constructor(account: ExtendedAccount, timeoutMs: number) {
    this.#account = account;
    this.#timeoutMs = timeoutMs;
  }

  async send(method: 'GET' | 'POST', path: string, body?: object): Promise<Replied> {
    const headers = {
      'x-api-key': this.#account.apiKey,
      'user-agent': 'mmtune',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    let asked: Asked;
    try {
      asked = await ask(`${this.#account.restUrl}/api/v1/${path}`, init, this.#timeoutMs);
    } catch (error) {
      if (error instanceof NoAnswer) return { lost: error.message };
      throw error;
    }
    const { status, json, text, retryAfterMs } = asked;
    if (status === 429) {
      const waitMs = Math.max(LIMITED_MS, retryAfterMs);
      return { refusal: { code: TOO_OFTEN, text: 'was asked too often (HTTP 429)', waitMs } };
    }
    const problem = Problem.safeParse(json).data?.error;
    if (problem !== undefined && status < 500) {
      return { refusal: { code: problem.code, text: `${problem.message} (${problem.code})`, waitMs: 0 } };
    }
    return status === 200 ? { asked } : { lost: `HTTP ${status}: ${text}` };
  }

  /** @throws GatewayError without an answer of this form */
  async get<T extends z.ZodType>(
    schema: T,
    path: string,
  ): Promise<{ readonly data: z.output<T>; readonly asked: Asked }> {
    const asked = askedOf(await this.send('GET', path), path);
    return { data: read(schema, asked.json), asked };
  }
}

/** @throws GatewayError where there is no usable answer */
export function askedOf(replied: Replied, what: string): Asked {
  if ('asked' in replied) return replied.asked;
  if ('lost' in replied) throw new GatewayError(`extended, ${what}: ${replied.lost}`);
  throw new GatewayError(`extended, ${what}: ${replied.refusal.text}`, replied.refusal.waitMs);
}

/** The `data` of an answer. @throws GatewayError where it has another form */
export function read<T extends z.ZodType>(schema: T, json: unknown): z.output<T> {
  const data = typeof json === 'object' && json !== null && 'data' in json ? json.data : undefined;
  const parsed = schema.safeParse(data);
  if (!parsed.success) {
    throw new GatewayError(`extended gave an answer of another form: ${(JSON.stringify(json) ?? '').slice(0, 200)}`);
  }
  return parsed.data;
}
