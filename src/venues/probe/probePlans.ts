/** Which public questions show whether a venue answers, how far its clock is from this machine's, and what its book looks like. */

import { z } from 'zod';
import type { VenueName } from '../knownVenues.ts';

export interface ProbePlan {
  readonly time: {
    readonly path: string;
    /** Sent by POST; a question without it is a GET. */
    readonly body?: string;
    /** Milliseconds since 1970, in the middle of what the venue's time may mean; null where the answer holds none. */
    readonly timeOf: (answer: unknown) => number | null;
    /** How far that may be off because the venue gives no milliseconds. */
    readonly roughMs: number;
  };
  readonly book: {
    /** Name of the market for a person. */
    readonly symbol: string;
    readonly path: string;
    readonly body?: string;
    readonly pricesOf: (answer: unknown) => BookPrices | null;
  };
}

/** Prices of the levels, best first. */
export interface BookPrices {
  readonly bids: readonly number[];
  readonly asks: readonly number[];
}

const price = z.union([z.string().regex(/^\d+(\.\d+)?$/), z.number()]).transform(Number);
const milliseconds = z.union([z.number(), z.string().regex(/^\d+$/)]).transform(Number);

const pairs = z.array(z.tuple([price], z.unknown()));
const pairBook = z.object({ bids: pairs, asks: pairs });
const orders = z.array(z.object({ price }));
const orderBook = z.object({ bids: orders, asks: orders });
const levels = z.array(z.object({ px: price }));
const hyperliquidBook = z.object({ levels: z.tuple([levels, levels]) });

/** Binance, Paradex: `{bids: [[price, size], …], asks: …}`. */
function pricesOfPairs(answer: unknown): BookPrices | null {
  const book = pairBook.safeParse(answer).data;
  return book === undefined ? null : { bids: book.bids.map(([one]) => one), asks: book.asks.map(([one]) => one) };
}

function pricesOfOrders(answer: unknown): BookPrices | null {
  const book = orderBook.safeParse(answer).data;
  return book === undefined
    ? null
    : { bids: book.bids.map((one) => one.price), asks: book.asks.map((one) => one.price) };
}

function pricesOfHyperliquid(answer: unknown): BookPrices | null {
  const book = hyperliquidBook.safeParse(answer).data;
  if (book === undefined) return null;
  const [bids, asks] = book.levels;
  return { bids: bids.map(({ px }) => px), asks: asks.map(({ px }) => px) };
}

/** The field as milliseconds. */
function timeIn(field: string): (answer: unknown) => number | null {
  const shape = z.object({ [field]: milliseconds });
  return (answer) => shape.safeParse(answer).data?.[field] ?? null;
}

function binance(base: string, symbol: string): ProbePlan {
  return {
    time: { path: `${base}/time`, timeOf: timeIn('serverTime'), roughMs: 0 },
    book: { symbol, path: `${base}/depth?symbol=${symbol}&limit=20`, pricesOf: pricesOfPairs },
  };
}

/** By the name of the venue. */
export const probePlans: Readonly<Record<VenueName, ProbePlan>> = {
  hyperliquid: {
    time: { path: '/info', body: '{"type":"exchangeStatus"}', timeOf: timeIn('time'), roughMs: 0 },
    book: { symbol: 'BTC', path: '/info', body: '{"type":"l2Book","coin":"BTC"}', pricesOf: pricesOfHyperliquid },
  },
  binance: binance('/fapi/v1', 'BTCUSDT'),
  'binance-coinm': binance('/dapi/v1', 'BTCUSD_PERP'),
  'binance-spot': binance('/api/v3', 'BTCUSDT'),
  paradex: {
    time: { path: '/v1/system/time', timeOf: timeIn('server_time'), roughMs: 0 },
    book: { symbol: 'BTC-USD-PERP', path: '/v1/orderbook/BTC-USD-PERP?depth=20', pricesOf: pricesOfPairs },
  },
  lighter: {
    // Whole seconds, cut off: half a second is added, and it may be off by as much.
    time: { path: '/', timeOf: (answer) => lighterTime(answer), roughMs: 500 },
    book: { symbol: 'BTC', path: '/api/v1/orderBookOrders?market_id=1&limit=20', pricesOf: pricesOfOrders },
  },
};

function lighterTime(answer: unknown): number | null {
  const seconds = timeIn('timestamp')(answer);
  return seconds === null ? null : seconds * 1000 + 500;
}
