/**
 * The form in which a tape is replayed: 16 bytes an event, prices as indices into a window, everything rare kept apart.
 *
 *     code = price index << 3 | side << 2 | emptied << 1 | trade
 *
 * so that `code >> 2` is the slot of the level in the book's array, and one comparison distinguishes a trade from a change of
 * depth. Depth beyond the window of prices (priceRange.ts) is left out; an order there would be rejected. Resets and
 * funding are `marks`, applied before the row of their index; `best` rows become the depth rows that they mean. Delay rows
 * are columns of their own (delaySteps.ts, receivedFrames.ts), which no row waits for.
 */

import type { DelaySteps } from './delaySteps.ts';
import type { ReceivedFrames } from './receivedFrames.ts';
import type { ReferenceMids } from './referenceMids.ts';
import type { TapeHead } from './tape.ts';
import type { TapeChunk } from './tapeChunk.ts';

export interface ResetMark {
  readonly kind: 'reset';
  readonly index: number;
  readonly timeUs: number;
}

export interface FundingMark {
  readonly kind: 'funding';
  readonly index: number;
  readonly timeUs: number;
  readonly markTicks: number;
  /** Paid by longs per unit of value. */
  readonly rate: number;
}

export type TapeMark = ResetMark | FundingMark;

/** What is known of a compiled tape without its rows. */
export interface CompiledHead extends TapeHead {
  /** Rows in all chunks. */
  readonly length: number;
  /** Price in ticks of index 0. */
  readonly baseTicks: number;
  /** Number of price indices. */
  readonly width: number;
  /** `index` counts rows over all chunks. */
  readonly marks: readonly TapeMark[];
  readonly trades: number;
  /** The feed shows best quotes alone, no depth: nothing is known of queues away from the touch. */
  readonly quoteLevel: boolean;
  /** A bid and an ask were announced with no reset between them: there was a market to quote in. */
  readonly twoSided: boolean;
  /** Time of the tape's last row, clock rows included. */
  readonly endUs: number;
}

/**
 * A compiled tape, read chunk by chunk: in memory it is one chunk, from a file it is as many as the file has. Of a tape that
 * still grows, `length`, `marks`, `trades`, `twoSided`, `endUs` and `chunks` say what is known so far.
 */
export interface CompiledTape extends CompiledHead {
  /** All that happened up to then is known, µs since `startUs`; Infinity when no row comes any more. */
  readonly knownUs: number;
  readonly chunks: number;
  /** Rows of chunk i; the object and its columns are good until the next call. */
  chunk(i: number): TapeChunk;
  /** How late the feed was; undefined for a tape that does not say so. */
  readonly delays: DelaySteps | undefined;
  /** When each frame was received, as far as the tape is known; undefined for a tape that does not say how late its feed was. */
  readonly frames: ReceivedFrames | undefined;
  /** The second market that stands beside it, from the same moment on; left out where there is none. */
  readonly reference?: ReferenceMids | undefined;
}
