import type { Connection, VenueFeed } from '../feed/venueFeed.ts';

export const HYPERLIQUID_ADDRESSES = {
  restUrl: 'https://api.hyperliquid.xyz',
  wsUrl: 'wss://api.hyperliquid.xyz/ws',
} as const;

/**
 * Hyperliquid: one connection. `l2Book` is a snapshot of 20 levels a side about twice a second, also while nothing changes; `bbo`
 * tells every change of the best level between them; `trades` sends the newest trades again with each subscription.
 * https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/websocket/subscriptions
 *
 * @param coin as the venue writes it, e.g. `BTC`
 */
export function hyperliquidFeed(coin: string, { wsUrl }: { readonly wsUrl: string }): VenueFeed {
  const request = (method: string, type: string): string => JSON.stringify({ method, subscription: { type, coin } });
  const connection: Connection = {
    name: 'hyperliquid',
    url: wsUrl,
    open: null,
    // The book first: trades that are older than it are then known to be of the past.
    channels: [
      { name: 'l2Book', quietUs: 5e6, onSilence: 'reconnect' },
      { name: 'bbo', quietUs: 60e6, onSilence: 'resubscribe' },
      { name: 'trades', quietUs: 60e6, onSilence: 'resubscribe' },
    ],
    subscribe: (channel) => request('subscribe', channel),
    unsubscribe: (channel) => request('unsubscribe', channel),
    channelOf,
    binary: null,
    complaintIn: ({ channel, data }: Message) => (channel === 'error' ? String(data) : undefined),
    // The venue ends connections on which it has sent nothing for a minute.
    ping: { everyUs: 30e6, text: '{"method":"ping"}' },
  };
  return { connections: [connection], snapshots: null, bookChannel: null };
}

interface Message {
  readonly channel?: unknown;
  readonly data?: { readonly method?: unknown; readonly subscription?: { readonly type?: unknown } };
}

function channelOf(message: Message): string | undefined {
  const { channel, data } = message;
  if (channel !== 'subscriptionResponse') return typeof channel === 'string' ? channel : undefined;
  const type = data?.method === 'subscribe' ? data.subscription?.type : undefined;
  return typeof type === 'string' ? type : undefined;
}
