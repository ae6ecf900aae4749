/** What a feed needs from outside. Tests give it a clock and sockets of their own. */

export interface FeedClock {
  /** µs since 1970 by a clock that never goes back, whatever happens to the clock of the machine. */
  nowUs(): number;
  /** Calls `run` once after this time; returns a function that cancels it. */
  after(us: number, run: () => void): () => void;
}

export interface SocketEvents {
  opened(): void;
  text(text: string): void;
  binary(data: Uint8Array): void;
  /** The connection is gone, or never came about; called once. */
  closed(reason: string): void;
}

export interface FeedSocket {
  send(text: string): void;
  /** Ends the connection at once. No event follows. */
  cut(): void;
}

export type OpenSocket = (url: string, events: SocketEvents) => FeedSocket;

export interface FetchedText {
  /** HTTP status. */
  readonly status: number;
  readonly text: string;
  /** How long the venue asks to wait, µs; 0 where it does not. */
  readonly retryAfterUs: number;
}

/** Asks for a page. Rejects where there is no answer. */
export type FetchText = (url: string) => Promise<FetchedText>;

export interface FeedPorts {
  readonly clock: FeedClock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly openSocket: OpenSocket;
  readonly fetchText: FetchText;
}
