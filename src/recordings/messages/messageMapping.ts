import type { BookReset, SequenceGap } from '../import/importResult.ts';

/** Takes the rows of a mapping, times in µs since 1970. */
export interface RowSink {
  /** When the message was received whose rows come next, µs since 1970; NaN where that is not known. */
  receivedUs: number;
  /** The latest time so far; −∞ without rows. */
  readonly newestUs: number;
  append(timeUs: number, kind: number, side: number, priceTicks: number, size: number): void;
}

/** Takes what a mapping leaves out or cannot put together. */
export interface FeedLog {
  /** Number of the line being read, from 1. */
  readonly line: number;
  readonly gaps: SequenceGap[];
  readonly resets: BookReset[];
  /** Events that came after a later one. */
  reordered: number;
  drop(reason: string, count?: number): void;
}

/** Times of a message, µs since 1970: by the exchange's clock, and of its receipt (NaN where that is not known). */
export interface Times {
  readonly timeUs: number;
  readonly receivedUs: number;
}
