import type { BinarySign, Connection, VenueFeed } from '../feed/venueFeed.ts';
import { PARADEX_TEMPLATES, paradexTemplate } from './sbeTemplate.ts';

export const PARADEX_ADDRESSES = {
  restUrl: 'https://api.prod.paradex.trade',
  wsUrl: 'wss://ws.api.prod.paradex.trade/v1',
} as const;

/** What follows the address: without it the venue refuses public channels. */
export const PARADEX_SBE_QUERY = '?sbeSchemaId=1&sbeSchemaVersion=1';

/**
 * Paradex: one connection. `order_book.{market}.deltas` is a snapshot of about 100 levels a side and every change after it, numbered;
 * `trades.{market}` every trade, `funding_data.{market}` the funding index. Market data are binary frames of SBE, requests and their
 * answers JSON. https://docs.paradex.trade/ws/general-information/subscription-channels
 *
 * `bbo.{market}` is left out: each change of the best prices is among the changes of the book, and the two channels have no common
 * order.
 *
 * @param market as the venue writes it, e.g. `BTC-USD-PERP`
 */
export function paradexFeed(market: string, { wsUrl }: { readonly wsUrl: string }): VenueFeed {
  const names = {
    book: `order_book.${market}.deltas`,
    trades: `trades.${market}`,
    funding: `funding_data.${market}`,
  };
  // The book first: trades that are older than it are then known to be of the past.
  const channels: Connection['channels'] = [
    { name: names.book, quietUs: 5e6, onSilence: 'resubscribe' },
    { name: names.trades, quietUs: 60e6, onSilence: 'resubscribe' },
    { name: names.funding, quietUs: 60e6, onSilence: 'resubscribe' },
  ];
  const { trade, book, funding, heartbeat } = PARADEX_TEMPLATES;
  const channelsOfFrames = new Map<number, string>([
    [trade, names.trades],
    [book, names.book],
    [funding, names.funding],
  ]);
  // The answer to a subscription names its channel, and so does that to an end of one. Their numbers tell them apart.
  const numberOf = (channel: string): number => 1 + channels.findIndex(({ name }) => name === channel);
  const request = (method: string, channel: string, id: number): string =>
    JSON.stringify({ jsonrpc: '2.0', method, params: { channel }, id });
  const connection: Connection = {
    name: 'paradex',
    url: `${wsUrl}${PARADEX_SBE_QUERY}`,
    open: null,
    channels,
    subscribe: (channel) => request('subscribe', channel, numberOf(channel)),
    // A second subscription without it is an error.
    unsubscribe: (channel) => request('unsubscribe', channel, channels.length + numberOf(channel)),
    channelOf: ({ id, result }: Answer) => {
      const name = typeof id === 'number' && result !== undefined ? channels[id - 1]?.name : undefined;
      // A book answers for itself: each subscription to it begins with a snapshot.
      return name === names.book ? undefined : name;
    },
    binary: (frame): BinarySign | undefined => {
      const template = paradexTemplate(frame);
      if (template === undefined) return undefined;
      return { channel: channelsOfFrames.get(template), isHeartbeat: template === heartbeat };
    },
    complaintIn: ({ error }: Answer) => (error === undefined ? undefined : JSON.stringify(error)),
    // The venue sends pings itself, which the WebSocket client answers.
    ping: null,
  };
  return { connections: [connection], snapshots: null, bookChannel: names.book };
}

interface Answer {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}
