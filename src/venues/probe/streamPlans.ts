/**
 * Where each venue streams changes of its book, and which frames carry them. Only for counting: nothing is decoded beyond what
 * tells a frame of the book from others.
 */

import { BINANCE_ADDRESSES } from '../binance/binanceFeed.ts';
import { HYPERLIQUID_ADDRESSES } from '../hyperliquid/hyperliquidFeed.ts';
import type { VenueName } from '../knownVenues.ts';
import { PARADEX_ADDRESSES, PARADEX_SBE_QUERY } from '../paradex/paradexFeed.ts';
import { PARADEX_TEMPLATES, paradexTemplate } from '../paradex/sbeTemplate.ts';

export interface StreamPlan {
  /** The venue's own address, without a slash at its end. */
  readonly own: string;
  /** What follows the address: path and query of the stream. */
  readonly path: string;
  /** The request for the changes of the book. */
  readonly subscribe: string;
  /** @param frame text, or the bytes of a binary frame */
  readonly isBook: (frame: string | Uint8Array) => boolean;
}

const holds =
  (part: string) =>
  (frame: string | Uint8Array): boolean =>
    typeof frame === 'string' && frame.includes(part);

function binance(own: string, path: string, symbol: string): StreamPlan {
  const subscribe = JSON.stringify({ method: 'SUBSCRIBE', params: [`${symbol.toLowerCase()}@depth@100ms`], id: 1 });
  return { own, path, subscribe, isBook: holds('"e":"depthUpdate"') };
}

function isSbeBook(frame: string | Uint8Array): boolean {
  return typeof frame !== 'string' && paradexTemplate(frame) === PARADEX_TEMPLATES.book;
}

/** By the name of the venue; each for the market whose book is asked for over REST. */
export const streamPlans: Readonly<Record<VenueName, StreamPlan>> = {
  hyperliquid: {
    own: HYPERLIQUID_ADDRESSES.wsUrl,
    path: '',
    subscribe: '{"method":"subscribe","subscription":{"type":"l2Book","coin":"BTC"}}',
    isBook: holds('"channel":"l2Book"'),
  },
  // Changes of the book have an address of their own since April 2026.
  binance: binance(BINANCE_ADDRESSES.wsUrl, '/public/ws', 'BTCUSDT'),
  'binance-coinm': binance('wss://dstream.binance.com', '/ws', 'BTCUSD_PERP'),
  'binance-spot': binance('wss://stream.binance.com:9443', '/ws', 'BTCUSDT'),
  paradex: {
    own: PARADEX_ADDRESSES.wsUrl,
    path: PARADEX_SBE_QUERY,
    subscribe: '{"jsonrpc":"2.0","method":"subscribe","params":{"channel":"order_book.BTC-USD-PERP.deltas"},"id":1}',
    isBook: isSbeBook,
  },
  lighter: {
    own: 'wss://mainnet.zklighter.elliot.ai/stream',
    // Reading is allowed from places from which trading is not.
    path: '?readonly=true',
    subscribe: '{"type":"subscribe","channel":"order_book/1"}',
    isBook: holds('"type":"update/order_book"'),
  },
};
