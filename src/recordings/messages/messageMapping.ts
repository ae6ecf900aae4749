import type { BookReset, SequenceGap } from '../import/importResult.ts';

/**
 * The mapping of one venue's messages to the rows of one market. An importer and a live feed use the same mapping: it reads
 * no file and no clock, and it keeps the book in step with the venue's sequence numbers itself. Facts that only a whole
 * recording can tell are given to it when it is made, and it works without them.
 *
 * Rows carry the exchange's time and come in the order of the messages. Rows of depth never go back in time; a trade or a
 * quote may be earlier than the row before it, and is then counted by {@link MappingLog.countReordered}.
 */
export interface MessageMapping {
  /**
   * Maps one parsed message. A message that makes no sense gives no row and is counted by {@link MappingLog.malformed};
   * one of another market, or of a stream that is not used, by {@link MappingLog.drop}. Nothing in a message makes it throw.
   *
   * @param receivedUs when the message was received, µs since 1970; NaN where that is not known
   */
  map(message: unknown, receivedUs: number): void;
  /**
   * The book is unknown from here, because messages were lost: e.g. a connection broke. Writes no row. The next snapshot begins the
   * book anew; what the mapping knows of trades stays, so that those that are sent again count once.
   */
  lose(): void;
  /** Whether the book is known: a snapshot began it, and nothing was lost since. */
  readonly hasBook: boolean;
  /** Ends what still waits for another message. Call after the last message. */
  end(): void;
}

/**
 * Over what the messages came. `several` connections, as in recordings: a missing message may still come over another one.
 * `one` connection, as of a live feed, for each kind of message: they come in order, so that a missing number is a gap at once,
 * and a time that goes back within a kind means that the venue has set its clock.
 */
export type Connections = 'one' | 'several';

/** What a mapping writes to. The sinks may be one and the same. */
export interface MappingOutput {
  readonly book: RowSink;
  readonly trades: RowSink;
  readonly fundings: RowSink;
  readonly log: MappingLog;
  /** Called with the times of every message that is used; for a message of several trades, with those of each. */
  readonly onTimes: (times: MessageTimes) => void;
}

/** Takes the rows of a mapping, times in µs since 1970. */
export interface RowSink {
  /** When the message of the next rows was received, µs since 1970; NaN where that is not known. */
  receivedUs: number;
  /** The latest time so far; −∞ without rows. */
  readonly newestUs: number;
  append(timeUs: number, kind: number, side: number, priceTicks: number, size: number): void;
}

/** Takes what a mapping leaves out or cannot put together. */
export interface MappingLog {
  /** Number of the line or message that is being mapped, from 1. */
  readonly line: number;
  /** Counts what is left out on purpose, by its reason. */
  drop(reason: string, count?: number): void;
  /** Counts a message that makes no sense. */
  malformed(reason: string): void;
  gap(gap: SequenceGap): void;
  reset(reset: BookReset): void;
  /** Counts an event that came after a later one. */
  countReordered(): void;
}

/** Times of a message, µs since 1970: by the exchange's clock, and of its receipt (NaN where that is not known). */
export interface MessageTimes {
  readonly timeUs: number;
  readonly receivedUs: number;
}
