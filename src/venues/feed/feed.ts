/** A live feed of one market: connects, watches, connects again, and hands on every message with its time of receipt. */

import { binaryMessageJson } from '../../market/binaryMessage.ts';
import { Backoff } from './backoff.ts';
import { LiveConnection } from './liveConnection.ts';
import type { FeedPorts } from './ports.ts';
import { Snapshots } from './snapshots.ts';
import type { Stamps } from './stamps.ts';
import type { VenueFeed } from './venueFeed.ts';

/** Longest message that is read; those of one market are far shorter, and a snapshot of a book has 100 kB. */
const LONGEST_CHARS = 4 * 2 ** 20;
/** Until a book is asked for by a new subscription: the one before has this long to bring it. It grows while none does. */
const FIRST_BOOK_WAIT_US = 5e6;
const LONGEST_BOOK_WAIT_US = 30e6;

export interface FeedLimits {
  /** Between two looks at the ages of the channels, µs. */
  readonly lookUs: number;
  /** The process was stopped, or too busy, if nobody looked for this long. The times of what arrives then are wrong. */
  readonly asleepUs: number;
  /** A connection that held for this long was a good one: the next try comes soon. */
  readonly goodUs: number;
  readonly firstWaitUs: number;
  readonly longestWaitUs: number;
}

export const usualLimits: FeedLimits = {
  lookUs: 250_000,
  asleepUs: 3e6,
  goodUs: 10e6,
  firstWaitUs: 250_000,
  longestWaitUs: 10e6,
};

/** Takes what a feed hears. Times are µs since 1970, and each is later than the one before. */
export interface FeedSink {
  /** @param text as it was received, or the bytes of a binary message in JSON (binaryMessage.ts); `message` is its JSON value */
  message(text: string, message: object, atUs: number): void;
  /** Messages were lost: the book is unknown from here. */
  lost(reason: string, atUs: number): void;
  /** Something that is no market data was received and left out. */
  dropped(reason: string, bytes: number, beginning: string, atUs: number): void;
  /** Whether the book is known; where it is not, and the venue sends changes alone, a snapshot is asked for. */
  readonly hasBook: boolean;
}

/** How a feed is doing. */
export interface FeedState {
  readonly isConnected: boolean;
  /** Age of the newest message of each channel, µs. */
  readonly agesUs: Readonly<Record<string, number>>;
  readonly messages: number;
  /** Messages that were no JSON, binary or too long. */
  readonly unreadable: number;
  /** How often what was connected was lost, and how often a try to connect failed. */
  readonly losses: number;
  readonly failedTries: number;
  /** Requests for a snapshot without a usable answer. */
  readonly failedSnapshots: number;
  /** Why it was last lost, or could not connect; null before the first time. */
  readonly lastReason: string | null;
  /** What the venue last said was wrong with a request; null where it never did. */
  readonly lastComplaint: string | null;
}

export class Feed {
  readonly #venue: VenueFeed;
  readonly #ports: FeedPorts;
  readonly #stamps: Stamps;
  readonly #sink: FeedSink;
  readonly #limits: FeedLimits;
  readonly #backoff: Backoff;
  readonly #snapshots: Snapshots | undefined;
  readonly #bookBackoff: Backoff;
  /** No new subscription to the book before this. */
  #nextBookUs = 0;
  #connections: readonly LiveConnection[] = [];
  #isRunning = false;
  /** Since when messages come; undefined while none do. */
  #upSinceUs: number | undefined;
  #lookedUs = 0;
  #cancelLook: () => void = () => undefined;
  #cancelConnect: () => void = () => undefined;
  /** Whether the stream of changes has begun on these connections, and its newest update. */
  #hasChanges = false;
  #newestUpdate: number | undefined;
  #messages = 0;
  #unreadable = 0;
  #losses = 0;
  #failedTries = 0;
  #lastReason: string | null = null;
  #lastComplaint: string | null = null;

  constructor(venue: VenueFeed, ports: FeedPorts, stamps: Stamps, sink: FeedSink, limits: FeedLimits = usualLimits) {
    this.#venue = venue;
    this.#ports = ports;
    this.#stamps = stamps;
    this.#sink = sink;
    this.#limits = limits;
    this.#backoff = new Backoff(limits.firstWaitUs, limits.longestWaitUs, ports.random);
    this.#bookBackoff = new Backoff(FIRST_BOOK_WAIT_US, LONGEST_BOOK_WAIT_US, ports.random);
    this.#snapshots = venue.snapshots === null ? undefined : new Snapshots(venue.snapshots, ports);
  }

  start(): void {
    this.#isRunning = true;
    this.#lookedUs = this.#ports.clock.nowUs();
    this.#connect();
    this.#lookLater();
  }

  /** Ends all connections; nothing is handed on any more. */
  stop(): void {
    this.#isRunning = false;
    this.#cancelLook();
    this.#cancelConnect();
    this.#cut();
  }

  state(): FeedState {
    return {
      isConnected: this.#upSinceUs !== undefined,
      agesUs: Object.assign({}, ...this.#connections.map((connection) => connection.ages())),
      messages: this.#messages,
      unreadable: this.#unreadable,
      losses: this.#losses,
      failedTries: this.#failedTries,
      failedSnapshots: this.#snapshots?.failures ?? 0,
      lastReason: this.#lastReason,
      lastComplaint: this.#lastComplaint ?? this.#snapshots?.lastFailure ?? null,
    };
  }

  /** Has the venue send its whole book again, where it sends changes alone, so that what follows can be understood by itself. */
  refresh(): void {
    if (this.#hasChanges) this.#askForSnapshot();
  }

  #connect(): void {
    this.#waitForBook();
    this.#connections = this.#venue.connections.map((plan) => {
      const connection: LiveConnection = new LiveConnection(plan, this.#ports, {
        text: (text) => this.#hear(text, connection),
        binary: (data) => this.#hearBinary(data, connection),
        failed: (reason) => this.#fail(reason),
      });
      return connection;
    });
  }

  #cut(): void {
    for (const connection of this.#connections) connection.cut();
    this.#connections = [];
    this.#upSinceUs = undefined;
    this.#hasChanges = false;
  }

  /** All connections of a feed fail together: rows of one without those of the other would be half a market. */
  #fail(reason: string): void {
    const wasUp = this.#upSinceUs !== undefined;
    this.#cut();
    this.#lastReason = reason;
    if (wasUp) {
      this.#losses++;
      this.#sink.lost(reason, this.#stamps.next());
      // The sink may have stopped the feed, as where the disk is full.
      if (!this.#isRunning) return;
    } else this.#failedTries++;
    this.#cancelConnect();
    this.#cancelConnect = this.#ports.clock.after(this.#backoff.nextUs(), () => this.#connect());
  }

  #hear(text: string, connection: LiveConnection): void {
    if (this.#failIfAsleep()) return;
    const message = this.#read(text);
    if (message === undefined) return;
    const channel = connection.heard(message);
    this.#lastComplaint = connection.plan.complaintIn(message) ?? this.#lastComplaint;
    this.#upSinceUs ??= this.#ports.clock.nowUs();
    this.#noteBook(channel, message);
    this.#handOn(text, message);
  }

  #hearBinary(data: Uint8Array, connection: LiveConnection): void {
    if (this.#failIfAsleep()) return;
    const { binary } = connection.plan;
    const sign = data.byteLength > LONGEST_CHARS ? undefined : binary?.(data);
    if (sign === undefined) {
      const reason = data.byteLength > LONGEST_CHARS ? 'oversized messages' : 'binary messages';
      this.#drop(reason, data.byteLength, base64Of(data.subarray(0, 60)));
      return;
    }
    const channel = connection.heardBinary(sign);
    this.#upSinceUs ??= this.#ports.clock.nowUs();
    const base64 = base64Of(data);
    const message = { binary: base64 };
    this.#noteBook(channel, message);
    this.#handOn(binaryMessageJson(base64), message);
  }

  #noteBook(channel: string | undefined, message: object): void {
    const { snapshots, bookChannel } = this.#venue;
    if (channel === undefined || (channel !== snapshots?.channel && channel !== bookChannel)) return;
    this.#newestUpdate = snapshots?.updateOf(message) ?? this.#newestUpdate;
    this.#hasChanges = true;
  }

  #handOn(text: string, message: object): void {
    this.#messages++;
    this.#sink.message(text, message, this.#stamps.next());
  }

  /** The JSON value of a message; undefined for what is no message. */
  #read(text: string): object | undefined {
    if (text.length > LONGEST_CHARS) return this.#drop('oversized messages', text.length, text);
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return this.#drop('messages that are no JSON', text.length, text);
    }
    if (typeof value === 'object' && value !== null) return value;
    return this.#drop('messages that are no JSON', text.length, text);
  }

  #drop(reason: string, bytes: number, text: string): undefined {
    this.#unreadable++;
    this.#sink.dropped(reason, bytes, text.slice(0, 80), this.#stamps.next());
    return undefined;
  }

  #lookLater(): void {
    this.#cancelLook = this.#ports.clock.after(this.#limits.lookUs, () => {
      this.#look();
      if (this.#isRunning) this.#lookLater();
    });
  }

  #look(): void {
    if (this.#failIfAsleep()) return;
    const nowUs = this.#ports.clock.nowUs();
    this.#lookedUs = nowUs;
    if (this.#upSinceUs !== undefined && nowUs - this.#upSinceUs > this.#limits.goodUs) this.#backoff.reset();
    for (const connection of this.#connections) {
      const found = connection.check();
      if (found === undefined) continue;
      if ('failed' in found) {
        this.#fail(found.failed);
        return;
      }
      this.#compare(connection, found.compare);
    }
    this.#askForBook();
  }

  /** Whether the process did not run for a while: what lies in its buffers is older than its time of receipt would say. */
  #failIfAsleep(): boolean {
    const nowUs = this.#ports.clock.nowUs();
    const missedUs = nowUs - this.#lookedUs;
    if (missedUs <= this.#limits.asleepUs) return false;
    this.#lookedUs = nowUs;
    if (this.#connections.length === 0) return false;
    this.#fail(`the program did not run for ${(missedUs / 1e6).toFixed(1)} s`);
    return true;
  }

  #askForBook(): void {
    if (!this.#hasChanges) return;
    if (!this.#sink.hasBook) {
      this.#askForSnapshot();
      return;
    }
    this.#snapshots?.helped();
    this.#bookBackoff.reset();
  }

  #askForSnapshot(): void {
    this.#subscribeToBook();
    const asked = this.#connections;
    this.#snapshots?.ask((text) => {
      // A snapshot from before the stream began would miss the changes between them.
      if (this.#connections !== asked) return;
      const message = this.#read(text);
      if (message !== undefined) this.#handOn(text, message);
    });
  }

  /** Where the venue sends its whole book with a subscription. */
  #subscribeToBook(): void {
    const { bookChannel } = this.#venue;
    if (bookChannel === null || this.#ports.clock.nowUs() < this.#nextBookUs) return;
    this.#waitForBook();
    for (const connection of this.#connections) {
      if (connection.plan.channels.some(({ name }) => name === bookChannel)) connection.resubscribe(bookChannel);
    }
  }

  #waitForBook(): void {
    this.#nextBookUs = this.#ports.clock.nowUs() + this.#bookBackoff.nextUs();
  }

  #compare(connection: LiveConnection, channel: string): void {
    const isCurrent = (): boolean => this.#connections.includes(connection);
    this.#snapshots?.compare(
      () => this.#newestUpdate,
      (hasMissed) => {
        if (!isCurrent()) return;
        if (hasMissed) this.#fail(`no ${channel}, and the book of the venue has moved`);
        else connection.excuse(channel);
      },
    );
  }
}

function base64Of({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
