/** Tapes compiled in memory. */

import type { CompiledTape } from './compiledFormat.ts';
import { GrowingTape } from './growingTape.ts';
import { PriceRange } from './priceRange.ts';
import { BEST, DEPTH, type PriceWindow, type Tape } from './tape.ts';
import type { TapeChunk } from './tapeChunk.ts';

/** A compiled tape that lies in memory whole, and is its own only chunk. */
export interface TapeInMemory extends CompiledTape, TapeChunk {
  readonly length: number;
}

/**
 * Makes a tape ready for replay, whole and in memory; with the window of its head, if it has one.
 * @throws TapeError for a tape without rows or prices, decreasing time or a kind of row that is unknown.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { compileTape } from 'mmtune/market/compiledTape.ts';
 * import { ASK, BID, TapeBuilder } from 'mmtune/market/tape.ts';
 *
 * const builder = new TapeBuilder({ symbol: 'BTC', tickSize: 0.1, lotSize: 0.001, startUs: 0 });
 * builder.depth(0, BID, 999, 5);
 * builder.depth(0, ASK, 1001, 5);
 * builder.trade(1_000_000, BID, 999, 2);
 * const { length, trades, endUs } = compileTape(builder.build());
 * assert.deepEqual({ length, trades, endUs }, { length: 3, trades: 1, endUs: 1_000_000 });
 * ```
 */
export function compileTape(tape: Tape): TapeInMemory {
  const grown = new GrowingTape(tape, windowOf(tape), tape.quoteLevel ?? showsQuotesAlone(tape), tape.length);
  grown.grow(tape, Number.POSITIVE_INFINITY);
  const rows = grown.chunk(0);
  const { delays, frames, knownUs } = grown;
  const compiled: TapeInMemory = {
    ...grown.head(),
    ...rows,
    delays,
    frames,
    knownUs,
    chunks: 1,
    chunk: () => compiled,
  };
  return compiled;
}

function windowOf(tape: Tape): PriceWindow {
  if (tape.window !== undefined) return tape.window;
  const range = new PriceRange();
  range.add(tape);
  return range.window(tape.symbol);
}

function showsQuotesAlone({ kind, length }: Tape): boolean {
  const kinds = kind.subarray(0, length);
  return kinds.includes(BEST) && !kinds.includes(DEPTH);
}
