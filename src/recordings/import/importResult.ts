import { ExplainedError } from '../../market/explainedError.ts';
import type { Tape } from '../../market/tape.ts';
import type { RoundedSizes, SizeRounding } from './sizeRounding.ts';

/** What a recording does not contain: the symbol for the tape, and the grid of prices and sizes. */
export interface TapeGrid {
  readonly symbol: string;
  /** Smallest price step, in quote currency. */
  readonly tickSize: number;
  /** Smallest size step, in base units. */
  readonly lotSize: number;
  /** Counts the sizes that are rounded to lots, if given. */
  readonly sizes?: SizeRounding;
}

export interface MalformedLine {
  /** Which of several files, when there is more than one. */
  readonly file?: string;
  /** Counted from 1. */
  readonly line: number;
  /** The beginning of the line. */
  readonly text: string;
  readonly reason: string;
}

/** Sequence numbers of the venue are missing, so updates are missing from the recording. */
export interface SequenceGap {
  /** µs since 1970. */
  readonly timeUs: number;
  readonly line: number;
  readonly expected: number;
  readonly found: number;
}

/** `snapshot`: the recorder started again with a whole book. `halt`: trading was halted. */
export type ResetReason =
  | 'sequence gap'
  | 'crossed book'
  | 'in the recording'
  | 'snapshot'
  | 'halt'
  | 'side without a quote'
  | 'break between files'
  | 'lost feed';

export interface BookReset {
  /** µs since 1970. */
  readonly timeUs: number;
  readonly reason: ResetReason;
}

/** How long messages took from the venue to the recorder, µs; negative where the recorder's clock was behind. */
export interface FeedDelay {
  readonly median: number;
  readonly p99: number;
}

/** What the import read, left out and changed. Everything that is left out is counted here. */
export interface ImportSummary {
  readonly source: string;
  readonly lines: number;
  /** Rows and trades of the tape. */
  readonly rows: number;
  readonly trades: number;
  readonly malformed: number;
  /** The first five. */
  readonly firstMalformed: readonly MalformedLine[];
  readonly gaps: readonly SequenceGap[];
  readonly resets: readonly BookReset[];
  /** Events that came after a later one in the recording and were put in order of time. */
  readonly reordered: number;
  /** Lines or events left out on purpose, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Sentences on what was chosen where there was a choice, and on what else a user of the tape must know. Left out if there are none. */
  readonly notes?: readonly string[];
  /** How rounding to lots changed the sizes. */
  readonly sizes?: RoundedSizes;
  /** Times of the tape's first and last row, µs since 1970. */
  readonly fromUs: number;
  readonly toUs: number;
  /** For recordings with times of the exchange and of receipt: one sample a message. */
  readonly feedDelayUs?: FeedDelay;
  /** For the same recordings: the number of delay rows, and why there are none if the delays cannot be right. */
  readonly delayRows?: number;
  readonly delaysLeftOut?: string;
}

export interface ImportResult {
  readonly tape: Tape;
  readonly summary: ImportSummary;
}

/** A recording that gives no tape. Nothing was written. */
export class ImportError extends ExplainedError {
  override name = 'ImportError';
  readonly errorKind = 'tape';
  readonly file: string;

  constructor(file: string, message: string, cause?: unknown) {
    super(`${file}: ${message}`, cause === undefined ? undefined : { cause });
    this.file = file;
  }
}
