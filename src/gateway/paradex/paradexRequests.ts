/**
 * Requests to Paradex in the name of an account. Its token lives for five minutes and cannot be prolonged, so a new one is asked for
 * after three, beside the requests that still use the old one. https://docs.paradex.trade/api/general-information/authentication
 */

import type { z } from 'zod';
import { GatewayError } from '../../orders/gateway.ts';
import { type Asked, ask, NoAnswer } from '../ask.ts';
import type { ParadexSigner } from './paradexSigner.ts';
import * as wire from './paradexWire.ts';
import { NOT_SIGNED_IN, TOO_OFTEN } from './paradexWords.ts';

export interface ParadexAccount {
  /** The venue's addresses, without a slash at their ends. */
  readonly restUrl: string;
  readonly wsUrl: string;
  /** Address of the account that trades, 0x and hexadecimal digits. */
  readonly account: string;
  /** Private key of a subkey of that account. */
  readonly key: string;
}

/** The venue has answered with a code. */
export interface Refusal {
  /** Of HTTP. */
  readonly status: number;
  readonly code: string;
  readonly text: string;
  readonly waitMs: number;
}
export type Replied = { readonly asked: Asked } | { readonly refusal: Refusal } | { readonly lost: string };
type Method = 'GET' | 'POST' | 'DELETE';

const LIMITED_MS = 1000;
const RENEW_AFTER_MS = 180_000;
const LAST_USE_MS = 270_000;
/** How long a signature of a sign-in can be used. */
const SIGN_IN_SECONDS = 180;

interface Token {
  readonly text: string;
  readonly atMs: number;
}

/** Questions that need no account. */
export class ParadexPublic {
  readonly #restUrl: string;
  readonly #timeoutMs: number;

  constructor(restUrl: string, timeoutMs: number) {
    this.#restUrl = restUrl;
    this.#timeoutMs = timeoutMs;
  }

  /** @throws GatewayError without an answer of this form */
  async get<T extends z.ZodType>(schema: T, path: string): Promise<z.output<T>> {
    return read(schema, askedOf(await this.send('GET', path, {}), path).json);
  }

  async send(
    method: Method,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: unknown,
  ): Promise<Replied> {
    const isJson = body === undefined ? {} : { 'content-type': 'application/json' };
    const init = {
      method,
      headers: { ...headers, ...isJson },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    let asked: Asked;
    try {
      asked = await ask(`${this.#restUrl}/v1/${path}`, init, this.#timeoutMs);
    } catch (error) {
      if (error instanceof NoAnswer) return { lost: error.message };
      throw error;
    }
    const { status, json, text, retryAfterMs } = asked;
    if (status === 429) {
      const waitMs = Math.max(LIMITED_MS, retryAfterMs);
      return { refusal: { status, code: TOO_OFTEN, text: 'was asked too often (HTTP 429)', waitMs } };
    }
    if (status >= 200 && status < 300) return { asked };
    const problem = wire.Problem.safeParse(json).data;
    // Without a code it may come from something before the venue; a token that is not taken is refused before anything is done.
    if (status >= 500 || (problem === undefined && status !== 401)) return { lost: `HTTP ${status}: ${text}` };
    const { error: code, message } = problem ?? { error: 'HTTP 401', message: text };
    return { refusal: { status, code, text: `${message} (${code})`, waitMs: 0 } };
  }
}

export class ParadexRequests {
  readonly public: ParadexPublic;
  readonly #account: string;
  readonly #signer: ParadexSigner;
  #offsetMs = 0;
  #token: Token | undefined;
  #signingIn: Promise<Token> | undefined;

  constructor({ restUrl, account }: ParadexAccount, signer: ParadexSigner, timeoutMs: number) {
    this.public = new ParadexPublic(restUrl, timeoutMs);
    this.#account = account;
    this.#signer = signer;
  }

  /** The venue's time as last measured, ms since 1970. */
  nowMs(): number {
    return Date.now() + this.#offsetMs;
  }

  /** Reads the venue's clock; signatures carry its time from now on. @returns its time minus this machine's, ms */
  async readClock(): Promise<number> {
    const sentMs = Date.now();
    const { server_time } = await this.public.get(wire.Time, 'system/time');
    this.#offsetMs = server_time - (sentMs + Date.now()) / 2;
    return this.#offsetMs;
  }

  /** Text of a token that is good for at least half a minute. @throws GatewayError */
  async token(): Promise<string> {
    const token = this.#token;
    const ageMs = token === undefined ? Number.POSITIVE_INFINITY : performance.now() - token.atMs;
    if (token === undefined || ageMs >= LAST_USE_MS) return (await this.#signIn()).text;
    // Asked for again with the next request where that fails.
    if (ageMs >= RENEW_AFTER_MS) this.#signIn().catch(() => undefined);
    return token.text;
  }

  /** The token is good no more. */
  forget(text: string): void {
    if (this.#token?.text === text) this.#token = undefined;
  }

  async send(method: Method, path: string, body?: unknown): Promise<Replied> {
    for (let isAgain = false; ; isAgain = true) {
      let token: string;
      try {
        token = await this.token();
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        const { message, waitMs } = error;
        return { refusal: { status: 401, code: NOT_SIGNED_IN, text: message, waitMs: Math.max(LIMITED_MS, waitMs) } };
      }
      const replied = await this.public.send(method, path, { authorization: `Bearer ${token}` }, body);
      if (!('refusal' in replied) || replied.refusal.status !== 401) return replied;
      this.forget(token);
      if (isAgain) return { refusal: { ...replied.refusal, code: NOT_SIGNED_IN, waitMs: LIMITED_MS } };
    }
  }

  /** @throws GatewayError without an answer of this form */
  async get<T extends z.ZodType>(schema: T, path: string): Promise<z.output<T>> {
    return read(schema, askedOf(await this.send('GET', path), path).json);
  }

  /** One at a time. */
  #signIn(): Promise<Token> {
    this.#signingIn ??= this.#newToken().finally(() => {
      this.#signingIn = undefined;
    });
    return this.#signingIn;
  }

  async #newToken(): Promise<Token> {
    const atMs = performance.now();
    const timestamp = Math.floor(this.nowMs() / 1000);
    const expiration = timestamp + SIGN_IN_SECONDS;
    const signature = await this.#signer.sign({ kind: 'auth', timestamp, expiration });
    const replied = await this.public.send('POST', `auth/${this.#signer.publicKey}`, {
      'paradex-starknet-account': this.#account,
      'paradex-starknet-signature': signature,
      'paradex-timestamp': String(timestamp),
      'paradex-signature-expiration': String(expiration),
    });
    const { jwt_token: text } = read(wire.SignedIn, askedOf(replied, 'sign-in').json);
    this.#token = { text, atMs };
    return this.#token;
  }
}

/** @throws GatewayError where there is no usable answer */
function askedOf(replied: Replied, what: string): Asked {
  if ('asked' in replied) return replied.asked;
  if ('lost' in replied) throw new GatewayError(`paradex, ${what}: ${replied.lost}`);
  throw new GatewayError(`paradex, ${what}: ${replied.refusal.text}`, replied.refusal.waitMs);
}

/** @throws GatewayError where the answer has another form */
export function read<T extends z.ZodType>(schema: T, json: unknown): z.output<T> {
  const { data, success } = schema.safeParse(json);
  if (success) return data;
  // A token is in no message.
  const shown = schema === wire.SignedIn ? '' : `: ${(JSON.stringify(json) ?? '').slice(0, 200)}`;
  throw new GatewayError(`paradex gave an answer of another form${shown}`);
}
