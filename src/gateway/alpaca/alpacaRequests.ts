/** Requests to Alpaca with the keys of an account. */

import type { z } from 'zod';
import { GatewayError } from '../../orders/gateway.ts';
import { type Asked, ask, NoAnswer } from '../ask.ts';
import { Problem } from './alpacaWire.ts';

export interface AlpacaAccount {
  /** The venue's addresses, without a slash at their ends. */
  readonly restUrl: string;
  readonly wsUrl: string;
  readonly key: string;
  readonly secret: string;
}

export type Replied =
  | { readonly asked: Asked }
  /** The venue has answered with another status of HTTP. */
  | { readonly refusal: { readonly status: number; readonly text: string; readonly waitMs: number } }
  | { readonly lost: string };

const LIMITED_MS = 1000;

export class AlpacaRequests {
  readonly #account: AlpacaAccount;
  readonly #timeoutMs: number;

  constructor(account: AlpacaAccount, timeoutMs: number) {
    this.#account = account;
    this.#timeoutMs = timeoutMs;
  }

  async send(method: 'GET' | 'DELETE', path: string): Promise<Replied> {
    const { restUrl, key, secret } = this.#account;
    const headers = { 'apca-api-key-id': key, 'apca-api-secret-key': secret };
    let asked: Asked;
    try {
      asked = await ask(`${restUrl}/v2/${path}`, { method, headers }, this.#timeoutMs);
    } catch (error) {
      if (error instanceof NoAnswer) return { lost: error.message };
      throw error;
    }
    const { status, json, text, retryAfterMs } = asked;
    if (status >= 200 && status < 300) return { asked };
    if (status === 429) {
      const waitMs = Math.max(LIMITED_MS, retryAfterMs);
      return { refusal: { status, text: 'was asked too often (HTTP 429)', waitMs } };
    }
    const problem = Problem.safeParse(json).data;
    const words = problem === undefined ? `HTTP ${status}: ${text}` : `${problem.message} (${problem.code})`;
    return { refusal: { status, text: words, waitMs: 0 } };
  }

  /** @throws GatewayError without an answer of this form */
  async get<T extends z.ZodType>(schema: T, path: string): Promise<z.output<T>> {
    const found = await this.find(schema, path);
    if (found === null) throw new GatewayError(`alpaca, ${path}: there is none`);
    return found;
  }

  /** null where the venue says that there is none. @throws GatewayError without an answer of this form */
  async find<T extends z.ZodType>(schema: T, path: string): Promise<z.output<T> | null> {
    const replied = await this.send('GET', path);
    if ('lost' in replied) throw new GatewayError(`alpaca, ${path}: ${replied.lost}`);
    if ('refusal' in replied) {
      const { status, text, waitMs } = replied.refusal;
      if (status === 404) return null;
      throw new GatewayError(`alpaca, ${path}: ${text}`, waitMs);
    }
    const { data, success } = schema.safeParse(replied.asked.json);
    if (!success) throw new GatewayError(`alpaca gave an answer of another form: ${replied.asked.text}`);
    return data;
  }
}
