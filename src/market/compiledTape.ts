/** Tapes compiled in memory. */

import type { CompiledTape } from './compiledFormat.ts';
import { GrowingTape } from './growingTape.ts';
import { PriceRange } from './priceRange.ts';
import { BEST, DEPTH, type Tape } from './tape.ts';
import type { TapeChunk } from './tapeChunk.ts';

/** A compiled tape that lies in memory whole, and is its own only chunk. */
export interface TapeInMemory extends CompiledTape, TapeChunk {
  readonly length: number;
}

/** @throws TapeError for a tape without rows or prices, decreasing time or a kind of row that is unknown. */
export function compileTape(tape: Tape): TapeInMemory {
  const range = new PriceRange();
  range.add(tape);
  const grown = new GrowingTape(tape, range.window(tape.symbol), showsQuotesAlone(tape), tape.length);
  grown.grow(tape, Number.POSITIVE_INFINITY);
  const rows = grown.chunk(0);
  const { delays, knownUs } = grown;
  const compiled: TapeInMemory = { ...grown.head(), ...rows, delays, knownUs, chunks: 1, chunk: () => compiled };
  return compiled;
}

function showsQuotesAlone({ kind, length }: Tape): boolean {
  const kinds = kind.subarray(0, length);
  return kinds.includes(BEST) && !kinds.includes(DEPTH);
}
