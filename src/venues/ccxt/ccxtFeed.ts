import type { Connection, VenueFeed } from '../feed/venueFeed.ts';
import { type CcxtSource, ccxtSocket } from './ccxtSocket.ts';

/** ccxt asks for all markets of a venue first: up to some 15 MB. */
const LONGEST_OPENING_US = 20e6;

/** What of a live feed ccxt cannot give; printed before a recording begins. */
export const CCXT_WEAKNESSES: readonly string[] = [
  'messages are what ccxt makes of the frames, and not the frames: the capture proves the tape, and not what the venue sent',
  'the book is compared as a whole whenever ccxt says that it changed: under load several changes become one',
  'trades that ccxt does not hand on are missing without a trace, and so are the first ones after each connection, which may be of the past',
  'a book that ccxt merged wrongly shows only where it is crossed for more than a second',
  'a mute connection is noticed after 30 s without a change of the book, and so is a market that stands still: then the feed connects anew and the tape has a reset',
  'sizes are in contracts times the contract size that ccxt knows, which is wrong for some venues: compare one with the venue',
];

/**
 * Any venue through ccxt's `watchOrderBook` and `watchTrades`: a fallback for venues without a feed of their own, and of lower
 * quality (docs/venues.md).
 */
export function ccxtFeed(source: CcxtSource): VenueFeed {
  const name = `ccxt:${source.id}`;
  const connection: Connection = {
    name,
    url: name,
    open: { socket: ccxtSocket(source), withinUs: LONGEST_OPENING_US },
    channels: [
      { name: 'book', quietUs: 30e6, onSilence: 'reconnect' },
      // Nothing tells trades that were missed from a market without any.
      { name: 'trades', quietUs: Number.POSITIVE_INFINITY, onSilence: 'resubscribe' },
    ],
    subscribe: (channel) => JSON.stringify({ subscribe: channel }),
    unsubscribe: null,
    channelOf: ({ channel, to }: Message) =>
      typeof to === 'string' ? to : typeof channel === 'string' ? channel : undefined,
    binary: null,
    complaintIn: ({ channel, text }: Message) => (channel === 'complaint' ? String(text) : undefined),
    ping: null,
  };
  return { connections: [connection], snapshots: null, bookChannel: 'book' };
}

interface Message {
  readonly channel?: unknown;
  readonly to?: unknown;
  readonly text?: unknown;
}
