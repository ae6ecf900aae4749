/** Signed requests to Binance USD-M, by its own clock. */

import { createHmac } from 'node:crypto';
import { GatewayError } from '../../orders/gateway.ts';
import { type Asked, ask, NoAnswer } from '../ask.ts';
import { Problem, Time } from './binanceWire.ts';

export interface BinanceAccount {
  /** The venue's addresses, without a slash at their ends. */
  readonly restUrl: string;
  readonly wsUrl: string;
  /** Where the venue says what a key may do, which its futures address does not; null for a server in its place. */
  readonly permissionsUrl: string | null;
  readonly key: string;
  readonly secret: string;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
export type Parameters = Readonly<Record<string, string | number | boolean>>;

/** The venue has answered with a code. */
export interface Refusal {
  readonly code: number;
  readonly text: string;
  readonly status: number;
  readonly retryAfterMs: number;
}
export type Replied = { readonly json: unknown } | { readonly refusal: Refusal } | { readonly lost: string };

const RECEIVE_WINDOW_MS = 5000;
const SMALLEST_WINDOW_MS = 100;

export class BinanceRequests {
  readonly #account: Pick<BinanceAccount, 'restUrl' | 'key' | 'secret'>;
  readonly #timeoutMs: number;
  #offsetMs = 0;

  constructor(account: Pick<BinanceAccount, 'restUrl' | 'key' | 'secret'>, timeoutMs: number) {
    this.#account = account;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Reads the venue's clock; signed requests carry its time from now on.
   * @param path of the question at this address
   * @returns its time minus this machine's, ms
   */
  async readClock(path = '/fapi/v1/time'): Promise<number> {
    const sentMs = Date.now();
    const replied = await this.#send('GET', path, '', {});
    this.#offsetMs = Time.parse(jsonOf(replied, 'time')).serverTime - (sentMs + Date.now()) / 2;
    return this.#offsetMs;
  }

  /** @param untilWallMs the venue must refuse it later than this by our clock; null for the usual 5 s */
  signed(method: Method, path: string, parameters: Parameters, untilWallMs: number | null = null): Promise<Replied> {
    const nowMs = Date.now();
    const window =
      untilWallMs === null ? RECEIVE_WINDOW_MS : Math.max(SMALLEST_WINDOW_MS, Math.floor(untilWallMs - nowMs));
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) query.set(name, String(value));
    query.set('recvWindow', String(window));
    query.set('timestamp', String(Math.floor(nowMs + this.#offsetMs)));
    const text = query.toString();
    const signature = createHmac('sha256', this.#account.secret).update(text).digest('hex');
    return this.#send(method, path, `${text}&signature=${signature}`, { 'x-mbx-apikey': this.#account.key });
  }

  /** With the key and without a signature. */
  keyed(method: Method, path: string): Promise<Replied> {
    return this.#send(method, path, '', { 'x-mbx-apikey': this.#account.key });
  }

  async #send(method: Method, path: string, query: string, headers: Record<string, string>): Promise<Replied> {
    let asked: Asked;
    try {
      asked = await ask(
        `${this.#account.restUrl}${path}${query === '' ? '' : `?${query}`}`,
        { method, headers },
        this.#timeoutMs,
      );
    } catch (error) {
      if (error instanceof NoAnswer) return { lost: error.message };
      throw error;
    }
    const { status, json, text, retryAfterMs } = asked;
    if (status === 200) return json === undefined ? { lost: `an answer that is no JSON: ${text}` } : { json };
    const problem = Problem.safeParse(json).data;
    if (status === 429 || status === 418) {
      return { refusal: { code: -1003, text: `was asked too often (HTTP ${status})`, status, retryAfterMs } };
    }
    if (status >= 500 || problem === undefined) return { lost: `HTTP ${status}: ${text}` };
    return { refusal: { code: problem.code, text: `${problem.msg} (${problem.code})`, status, retryAfterMs } };
  }
}

const LIMITED_MS = 1000;

export function waitMsOf({ retryAfterMs }: Refusal): number {
  return Math.max(LIMITED_MS, retryAfterMs);
}

/** @throws GatewayError where there is no usable answer */
export function jsonOf(replied: Replied, what: string): unknown {
  if ('json' in replied) return replied.json;
  if ('lost' in replied) throw new GatewayError(`binance, ${what}: ${replied.lost}`);
  const { refusal } = replied;
  throw new GatewayError(`binance, ${what}: ${refusal.text}`, refusal.code === -1003 ? waitMsOf(refusal) : 0);
}
