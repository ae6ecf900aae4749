/** Cuts a recorded tape into sessions, each of which begins with a snapshot of the book. */

import { segmentRows } from '../../src/exchange/segment.ts';
import { compileTape, type TapeInMemory } from '../../src/market/compiledTape.ts';
import { PriceRange } from '../../src/market/priceRange.ts';
import type { Tape } from '../../src/market/tape.ts';
import { TapeCompiler } from '../../src/market/tapeCompiler.ts';

/** Whole sessions of `minutes` minutes; a shorter tape is one session. */
export async function tapeSessions(tape: Tape, minutes: number): Promise<TapeInMemory[]> {
  const whole = compileTape(tape);
  const lengthUs = minutes * 60e6;
  const count = Math.floor(whole.endUs / lengthUs);
  if (count === 0) return [whole];
  const pieces: TapeInMemory[] = [];
  for (let i = 0; i < count; i++) pieces.push(await piece(tape, whole, i * lengthUs, (i + 1) * lengthUs));
  return pieces;
}

async function piece(tape: Tape, whole: TapeInMemory, fromUs: number, toUs: number): Promise<TapeInMemory> {
  const rows = segmentRows(async (use) => use(tape), whole, fromUs, toUs);
  const range = new PriceRange();
  await rows((part) => range.add(part));
  const { symbol, tickSize, lotSize, startUs } = tape;
  const head = { symbol, tickSize, lotSize, startUs: startUs + fromUs };
  const compiler = new TapeCompiler(head, range.window(symbol), 0);
  await rows((part) => compiler.add(part));
  const columns = compiler.takeRows();
  const delays = compiler.delays();
  const frames = compiler.frames();
  // The compiler counts the snapshot at the start of a session as depth, even if the tape has only best quotes. So the level of
  // quotes is that of the whole tape.
  const { quoteLevel } = whole;
  const compiled: TapeInMemory = {
    ...compiler.head(),
    quoteLevel,
    ...columns,
    delays,
    frames,
    knownUs: Number.POSITIVE_INFINITY,
    chunks: 1,
    chunk: () => compiled,
  };
  return compiled;
}
