/** What a venue declares about its public feed of one market. feed.ts does the rest. */

import type { OpenSocket } from './ports.ts';

/** A kind of message that is subscribed to. */
export interface Channel {
  readonly name: string;
  /** Longest time without a message of it, µs. */
  readonly quietUs: number;
  /**
   * What to do then. `reconnect`: the venue sends it regularly, so that silence is a fault. `resubscribe`: it may have nothing to
   * say; the answer to a new subscription shows that it is alive. `compare`: the book may stand still; a snapshot shows whether
   * changes were missed.
   */
  readonly onSilence: 'reconnect' | 'resubscribe' | 'compare';
}

/** What a binary message shows. */
export interface BinarySign {
  /** The channel that it proves to be alive; undefined for one of no channel. */
  readonly channel: string | undefined;
  /** Whether it says that the connection is alive while there is nothing to say. */
  readonly isHeartbeat: boolean;
}

/** One WebSocket connection. */
export interface Connection {
  readonly name: string;
  readonly url: string;
  /** How it is opened, and how long that may take, where that is no WebSocket at `url`; null where it is. */
  readonly open: { readonly socket: OpenSocket; readonly withinUs: number } | null;
  /** In the order in which they are subscribed to. */
  readonly channels: readonly Channel[];
  subscribe(channel: string): string;
  /** Sent before a second subscription; null where that is answered like the first. */
  readonly unsubscribe: ((channel: string) => string) | null;
  /** The channel that a message proves to be alive: one of its own, or the answer to its subscription. */
  channelOf(message: object): string | undefined;
  /**
   * Reads as much of a binary message as shows what it is; undefined for one that is none of the venue. Null where the venue sends
   * text alone: whatever is binary is left out then.
   */
  readonly binary: ((frame: Uint8Array) => BinarySign | undefined) | null;
  /** What the venue says is wrong with a request; undefined for any other message. */
  complaintIn(message: object): string | undefined;
  /** A request that keeps the connection open, for venues that end silent ones. */
  readonly ping: { readonly everyUs: number; readonly text: string } | null;
}

/** For venues that send changes of the book alone: where a snapshot of it is. */
export interface SnapshotPlan {
  readonly url: string;
  /** The channel of the changes. */
  readonly channel: string;
  /** Number of the last update in a message or a snapshot of the book; undefined for any other message. */
  updateOf(message: object): number | undefined;
}

export interface VenueFeed {
  readonly connections: readonly Connection[];
  readonly snapshots: SnapshotPlan | null;
  /** For venues that send the whole book with each subscription and changes after it: the channel to subscribe to anew; null for others. */
  readonly bookChannel: string | null;
}
