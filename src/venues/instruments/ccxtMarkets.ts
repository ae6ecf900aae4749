/**
 * The markets of one venue, asked with ccxt. Only the class of that venue is imported (34 MB and 0.13 s instead of 105 MB and
 * 0.5 s), it has no key, so that it can sign nothing, and each of its requests goes through {@link askJson}: to the checked
 * address alone, without redirects, within a time that covers the whole answer.
 */

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { askJson } from '../askJson.ts';
import { plainLine } from '../plainLine.ts';
import { VenueError } from '../venueError.ts';

export interface MarketsRequest {
  readonly venue: string;
  /** ccxt's name of the class: `binanceusdm`. */
  readonly ccxtId: string;
  /** Kinds of markets that ccxt asks for, where its class knows several. */
  readonly types: readonly string[];
  /** The address that ccxt knows. */
  readonly own: string;
  /** The address that is asked in its place; without a slash at its end. */
  readonly address: string;
  /** Corrects an answer of the venue before ccxt reads it. */
  readonly corrected: (answer: unknown) => unknown;
  readonly timeoutMs: number;
  readonly stop: AbortSignal;
}

type Maybe<T> = T | null | undefined;

interface Limits {
  readonly min?: Maybe<number>;
  readonly max?: Maybe<number>;
}

/** The parts of ccxt's market structure that are read. ccxt leaves out what a venue does not say. */
export interface CcxtMarket {
  /** The venue's name or number of the market. */
  readonly id: string;
  /** `BTC/USDC:USDC` */
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly settle?: Maybe<string>;
  /** `swap`, `spot`, `future`, `option` … */
  readonly type: string;
  readonly active?: Maybe<boolean>;
  readonly linear?: Maybe<boolean>;
  readonly inverse?: Maybe<boolean>;
  /** Base units; quote units of an inverse contract. */
  readonly contractSize?: Maybe<number>;
  /** Shares of the traded value. */
  readonly taker?: Maybe<number>;
  readonly maker?: Maybe<number>;
  /** The venue's names of the currencies, where ccxt's differ. */
  readonly baseName?: Maybe<string>;
  readonly quoteId?: Maybe<string>;
  /** Steps of size and price. */
  readonly precision: { readonly amount?: Maybe<number>; readonly price?: Maybe<number> };
  readonly limits: { readonly amount?: Maybe<Limits>; readonly cost?: Maybe<Limits> };
  /** The venue's own words. */
  readonly info: Readonly<Record<string, unknown>>;
}

const amount = z.number().nullish();
const range = z.object({ min: amount, max: amount }).nullish();
const marketShape: z.ZodType<CcxtMarket> = z.object({
  id: z.string().min(1),
  symbol: z.string().min(1),
  base: z.string().min(1),
  quote: z.string().min(1),
  settle: z.string().nullish(),
  type: z.string(),
  active: z.boolean().nullish(),
  linear: z.boolean().nullish(),
  inverse: z.boolean().nullish(),
  contractSize: amount,
  taker: amount,
  maker: amount,
  baseName: z.string().nullish(),
  quoteId: z.string().nullish(),
  precision: z.object({ amount, price: amount }),
  limits: z.object({ amount: range, cost: range }),
  info: z.record(z.string(), z.unknown()),
});

/** The part of a ccxt client that is used. */
interface CcxtClient {
  fetchImplementation: (url: string, init?: { readonly body?: string }) => Promise<Response>;
  fetchMarkets(): Promise<unknown>;
}

type CcxtClass = new (settings: object) => CcxtClient;

/** All markets of the venue; null stands for one in a form that ccxt does not document. @throws VenueError */
export async function ccxtMarkets(request: MarketsRequest): Promise<readonly (CcxtMarket | null)[]> {
  const { venue, types, own, address, corrected, timeoutMs, stop } = request;
  const Client = await ccxtClass(request.ccxtId);
  // `fetchMarkets` and never `loadMarkets`, which also asks for currencies and with a key signs fees for ccxt's builder code.
  const client = new Client({
    enableRateLimit: false,
    timeout: 2 * timeoutMs,
    ...(types.length === 0 ? {} : { options: { fetchMarkets: { types } } }),
  });
  const faults: VenueError[] = [];
  client.fetchImplementation = async (url, init) => {
    if (!url.startsWith(`${own}/`))
      throw new VenueError(venue, 'garbage', `is asked by ccxt at ${url}, which is not its address`);
    const body = init?.body;
    const asked = { venue, url: address + url.slice(own.length), timeoutMs, stop };
    try {
      const answer = await askJson(body === undefined ? asked : { ...asked, body });
      return new Response(JSON.stringify(corrected(answer)));
    } catch (error) {
      if (error instanceof VenueError) faults.push(error);
      throw error;
    }
  };
  const answer = await client.fetchMarkets().catch((error: unknown) => {
    // ccxt puts errors of its transport into others; the first one says most.
    throw faults[0] ?? new VenueError(venue, 'garbage', `gave an answer that ccxt cannot read: ${firstLine(error)}`);
  });
  if (!Array.isArray(answer) || answer.length === 0) {
    throw new VenueError(venue, 'garbage', 'answered with JSON that holds no instruments');
  }
  return answer.map((market: unknown) => marketShape.safeParse(market).data ?? null);
}

/** The version that is installed. */
export function ccxtVersion(): string {
  const file = new URL('../package.json', import.meta.resolve('ccxt'));
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}

/** ccxt's package names only the module with all venues, so the file of one is found beside it. */
async function ccxtClass(id: string): Promise<CcxtClass> {
  const module = (await import(new URL(`./src/${id}.js`, import.meta.resolve('ccxt')).href)) as { default: CcxtClass };
  return module.default;
}

function firstLine(error: unknown): string {
  return plainLine((error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '', 200);
}
