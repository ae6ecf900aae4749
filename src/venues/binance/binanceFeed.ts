import type { Connection, VenueFeed } from '../feed/venueFeed.ts';

export const BINANCE_ADDRESSES = {
  restUrl: 'https://fapi.binance.com',
  wsUrl: 'wss://fstream.binance.com',
} as const;

/** Levels a side of a snapshot, the most that the venue gives. */
const SNAPSHOT_LEVELS = 1000;

/**
 * Binance USD-M futures: changes of the book every 100 ms on `/public`, trades and mark prices on `/market`. The book begins with a
 * snapshot over REST that the changes follow.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams
 *
 * @param symbol as the venue writes it, e.g. `BTCUSDT`
 */
export function binanceFeed(
  symbol: string,
  { wsUrl, restUrl }: { readonly wsUrl: string; readonly restUrl: string },
): VenueFeed {
  const stream = symbol.toLowerCase();
  return {
    connections: [
      streams('public', wsUrl, stream, [{ name: 'depth@100ms', quietUs: 5e6, onSilence: 'compare' }]),
      streams('market', wsUrl, stream, [
        { name: 'aggTrade', quietUs: 60e6, onSilence: 'resubscribe' },
        { name: 'markPrice@1s', quietUs: 60e6, onSilence: 'resubscribe' },
      ]),
    ],
    snapshots: {
      url: `${restUrl}/fapi/v1/depth?symbol=${encodeURIComponent(symbol)}&limit=${SNAPSHOT_LEVELS}`,
      channel: 'depth@100ms',
      updateOf,
    },
    bookChannel: null,
  };
}

const EVENTS: Readonly<Record<string, string>> = {
  depthUpdate: 'depth@100ms',
  aggTrade: 'aggTrade',
  markPriceUpdate: 'markPrice@1s',
};

function streams(name: string, wsUrl: string, stream: string, channels: Connection['channels']): Connection {
  // A subscription is answered by its number alone.
  const numberOf = (channel: string): number => 1 + channels.findIndex((one) => one.name === channel);
  return {
    name: `binance ${name}`,
    url: `${wsUrl}/${name}/ws`,
    open: null,
    channels,
    subscribe: (channel) =>
      JSON.stringify({ method: 'SUBSCRIBE', params: [`${stream}@${channel}`], id: numberOf(channel) }),
    unsubscribe: null,
    channelOf: ({ e, id, result }: { readonly e?: unknown; readonly id?: unknown; readonly result?: unknown }) => {
      if (typeof e === 'string') return EVENTS[e];
      return result === null && typeof id === 'number' ? channels[id - 1]?.name : undefined;
    },
    binary: null,
    complaintIn: ({ error }: { readonly error?: unknown }) => (error === undefined ? undefined : JSON.stringify(error)),
    // The venue sends pings itself, which the WebSocket client answers.
    ping: null,
  };
}

function updateOf({ u, lastUpdateId }: { readonly u?: unknown; readonly lastUpdateId?: unknown }): number | undefined {
  const update = lastUpdateId ?? u;
  return typeof update === 'number' ? update : undefined;
}
