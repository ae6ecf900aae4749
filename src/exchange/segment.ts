/** A piece of a tape as a tape of its own, beginning with the book as it stood. */

import type { CompiledTape } from '../market/compiledTape.ts';
import { ASK, BID, type Tape, TapeBuilder } from '../market/tape.ts';
import { Replay } from './replay.ts';

/**
 * Rows after `fromUs` up to `toUs`, with times counted from `fromUs`, after a snapshot of the book as the exchange knew
 * it. Levels that a crossing row has run over are not in the snapshot: the venue no longer shows them. The last row is
 * a clock row at the piece's end, so that it lasts as long as it was cut.
 * @throws RangeError when the piece is not inside the tape.
 */
export function segmentOf(tape: Tape, compiled: CompiledTape, fromUs: number, toUs: number): Tape {
  const { symbol, tickSize, lotSize } = tape;
  if (!(fromUs >= 0 && fromUs < toUs && toUs <= compiled.endUs)) {
    throw new RangeError(
      `segment ${fromUs}–${toUs} µs is not inside the tape of ${symbol}, which ends at ${compiled.endUs} µs`,
    );
  }
  const builder = new TapeBuilder({ symbol, tickSize, lotSize, startUs: tape.startUs + fromUs });
  writeSnapshot(compiled, fromUs, builder);
  for (let i = firstRowAfter(tape, fromUs); i < tape.length && (tape.timeUs[i] as number) <= toUs; i++) {
    builder.append(
      (tape.timeUs[i] as number) - fromUs,
      tape.kind[i] as number,
      tape.side[i] as number,
      tape.priceTicks[i] as number,
      tape.size[i] as number,
    );
  }
  builder.clock(toUs - fromUs);
  return builder.build();
}

function writeSnapshot(compiled: CompiledTape, atUs: number, builder: TapeBuilder): void {
  const replay = new Replay(compiled);
  replay.runUntil(atUs);
  const { book, baseTicks } = replay;
  builder.reset(0);
  for (let i = book.bidIndex; i >= 0; i--) {
    const lots = book.lotsAt(BID, i);
    if (lots > 0) builder.depth(0, BID, i + baseTicks, lots);
  }
  for (let i = book.askIndex; i < book.width; i++) {
    const lots = book.lotsAt(ASK, i);
    if (lots > 0) builder.depth(0, ASK, i + baseTicks, lots);
  }
}

function firstRowAfter(tape: Tape, timeUs: number): number {
  let low = 0;
  let high = tape.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tape.timeUs[middle] as number) <= timeUs) low = middle + 1;
    else high = middle;
  }
  return low;
}
