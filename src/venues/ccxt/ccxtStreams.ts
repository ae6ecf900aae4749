/** The streaming class of one venue in ccxt, and what of it is used. It has no key, so that it can sign nothing. */

import { existsSync, readdirSync } from 'node:fs';
import { z } from 'zod';
import { similarNames } from '../../market/similarNames.ts';
import { UnknownName } from '../knownVenues.ts';

/** Price and size. */
type CcxtLevel = readonly [price: number, size: number, ...rest: unknown[]];

/** The book that ccxt merges and hands out: the same object each time, which it goes on changing. */
export interface CcxtBook {
  readonly bids: readonly CcxtLevel[];
  readonly asks: readonly CcxtLevel[];
  /** ms since 1970, where the venue says it. */
  readonly timestamp?: number | null | undefined;
  /** Number of the venue's last update, where it numbers them. */
  readonly nonce?: number | null | undefined;
}

export interface CcxtTrade {
  readonly id?: string | null | undefined;
  readonly timestamp?: number | null | undefined;
  readonly side?: string | null | undefined;
  readonly price?: number | null | undefined;
  readonly amount?: number | null | undefined;
}

/** A market as far as it tells what a size means. */
export interface CcxtMarketTerms {
  readonly symbol: string;
  readonly id: string;
  readonly inverse?: boolean | null | undefined;
  readonly contractSize?: number | null | undefined;
}

/** The part of a client that is used. */
export interface CcxtStreams {
  readonly urls: { api: unknown };
  readonly has: Record<string, unknown>;
  /** By ccxt's symbol. */
  readonly orderbooks: Readonly<Record<string, CcxtBook | undefined>>;
  readonly trades: Readonly<Record<string, readonly CcxtTrade[] | undefined>>;
  /** Its sockets. */
  readonly clients: Readonly<Record<string, { readonly connection?: { terminate?(): void } }>>;
  /** What it would print on the console. */
  log: (...words: readonly unknown[]) => void;
  /** Signs fees for ccxt on some venues, where there is a key. */
  initializeClient?: () => Promise<boolean>;
  loadHttpProxyAgent(): Promise<unknown>;
  loadMarkets(): Promise<unknown>;
  market(symbol: string): CcxtMarketTerms;
  /** Resolves at the next change. */
  watchOrderBook(symbol: string): Promise<unknown>;
  watchTrades(symbol: string): Promise<unknown>;
  close(): Promise<void>;
}

type CcxtClass = new (settings: object) => CcxtStreams;

/** ccxt's package names only the module with all venues, so the files of one are found beside it. */
const folder = new URL('./src/pro/', import.meta.resolve('ccxt'));

/** @throws UnknownName where ccxt has no streams of such a venue; names those that are nearest */
export function requireCcxtVenue(id: string): void {
  if (existsSync(new URL(`${id}.js`, folder))) return;
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => name.slice(0, -3));
  const near = similarNames(id, names, 3);
  const hint = near.length === 0 ? '' : `; did you mean ${near.map((name) => `ccxt:${name}`).join(' or ')}?`;
  throw new UnknownName(`ccxt has no streams of a venue ${JSON.stringify(id)}${hint}`);
}

/**
 * A client of one venue, which has asked nothing yet. Only the class of that venue is imported (35 MB instead of 108).
 * @param addresses where all that ccxt would ask is asked instead: the paths stay; empty for the venue's own
 */
export async function ccxtStreams(
  id: string,
  addresses: { readonly restUrl: string; readonly wsUrl: string },
): Promise<CcxtStreams> {
  const module = (await import(new URL(`./src/pro/${id}.js`, import.meta.resolve('ccxt')).href)) as {
    default: CcxtClass;
  };
  // Its limiter delays subscriptions, and ends the program with an unhandled rejection where the connection breaks in between.
  const client = new module.default({ enableRateLimit: false });
  client.initializeClient = () => Promise.resolve(true);
  // Its list of currencies is of no use here, and some venues give it to nobody without a key.
  client.has.fetchCurrencies = false;
  if (addresses.restUrl !== '' && addresses.wsUrl !== '') {
    client.urls.api = redirected(client.urls.api, addresses);
    // ws:// without encryption does not work before.
    await client.loadHttpProxyAgent();
  }
  return client;
}

/** The same addresses at another host. */
function redirected(value: unknown, addresses: { readonly restUrl: string; readonly wsUrl: string }): unknown {
  if (typeof value === 'string') {
    const address = /^wss?:/.test(value) ? addresses.wsUrl : addresses.restUrl;
    return value.replace(/^(?:https?|wss?):\/\/[^/]+/, new URL(address).origin);
  }
  const inner = z.record(z.string(), z.unknown()).safeParse(value).data;
  if (inner === undefined) return value;
  return Object.fromEntries(Object.entries(inner).map(([key, one]) => [key, redirected(one, addresses)]));
}
