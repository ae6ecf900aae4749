/** A piece of a tape as a tape of its own, beginning with the book as it stood. */

import type { CompiledTape } from '../market/compiledFormat.ts';
import { type DelaySteps, receivedUs } from '../market/delaySteps.ts';
import { ASK, BID, type Tape, TapeBuilder, type TapeHead } from '../market/tape.ts';
import type { TapeRows } from '../market/tapeRows.ts';
import { Replay } from './replay.ts';

/**
 * Rows of the tape after `fromUs` up to `toUs`, with times counted from `fromUs`, after a snapshot of the book as the
 * exchange knew it. Levels that a crossing row has run over are not in the snapshot: the venue no longer shows them. Where
 * the tape says how late its feed was, the snapshot arrives when the whole book of `fromUs` had arrived. The last row
 * is a clock row at the piece's end, so that it lasts as long as it was cut.
 *
 * `rows` may leave out what lies outside the piece; `whole` is what the whole tape compiles to.
 * @throws RangeError when the piece is not inside the tape.
 */
export function segmentRows(rows: TapeRows, whole: CompiledTape, fromUs: number, toUs: number): TapeRows {
  const { symbol, tickSize, lotSize, startUs, endUs } = whole;
  if (!(fromUs >= 0 && fromUs < toUs && toUs <= endUs)) {
    throw new RangeError(`segment ${fromUs}–${toUs} µs is not inside the tape of ${symbol}, which ends at ${endUs} µs`);
  }
  const head = { symbol, tickSize, lotSize, startUs: startUs + fromUs };
  return async (use) => {
    use(snapshot(whole, fromUs, head));
    await rows((piece) => use(cut(piece, fromUs, toUs, head)));
    const end = new TapeBuilder(head);
    end.clock(toUs - fromUs);
    use(end.build());
  };
}

function cut(piece: Tape, fromUs: number, toUs: number, head: TapeHead): Tape {
  const from = firstRowAfter(piece, fromUs);
  const to = firstRowAfter(piece, toUs);
  return {
    ...head,
    length: to - from,
    timeUs: piece.timeUs.subarray(from, to).map((timeUs) => timeUs - fromUs),
    kind: piece.kind.subarray(from, to),
    side: piece.side.subarray(from, to),
    priceTicks: piece.priceTicks.subarray(from, to),
    size: piece.size.subarray(from, to),
  };
}

function snapshot(whole: CompiledTape, atUs: number, head: TapeHead): Tape {
  const builder = new TapeBuilder(head);
  const replay = new Replay(whole);
  replay.runUntil(atUs);
  const { book, baseTicks } = replay;
  if (whole.delays !== undefined) addDelays(builder, whole.delays, atUs);
  builder.reset(0);
  for (let i = book.bidIndex; i >= 0; i = book.nextWorse(BID, i)) {
    builder.depth(0, BID, i + baseTicks, book.lotsAt(BID, i));
  }
  for (let i = book.askIndex; i < book.width; i = -book.nextWorse(ASK, i)) {
    builder.depth(0, ASK, i + baseTicks, book.lotsAt(ASK, i));
  }
  return builder.build();
}

/** The delay in force, after the one that makes up for what was still under way. */
function addDelays(builder: TapeBuilder, steps: DelaySteps, atUs: number): void {
  let inForce = 0;
  while ((steps.fromUs[inForce + 1] as number) <= atUs) inForce++;
  const delayUs = steps.delayUs[inForce] as number;
  const leftUs = receivedUs(steps, inForce, atUs) - atUs;
  if (leftUs > delayUs) builder.delay(0, leftUs);
  builder.delay(0, delayUs);
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
