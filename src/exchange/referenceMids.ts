/** Makes the mids of a hedge reference of its tape: one more pass over it, without orders. */

import { digestColumns } from '../market/columnDigest.ts';
import type { CompiledTape } from '../market/compiledFormat.ts';
import { compileTape, type TapeInMemory } from '../market/compiledTape.ts';
import type { ReceivedFrames } from '../market/receivedFrames.ts';
import type { ReferenceMids } from '../market/referenceMids.ts';
import type { Tape } from '../market/tape.ts';
import { Replay } from './replay.ts';

/** A row is kept where the mid changes, and after this time for any other row of the market, so that it shows that the market is alive. */
const LEAST_NEWS_US = 250_000;

/**
 * The mids of a reference from `startUs` (µs since 1970: the start of the market that it stands beside) for `durationUs`. What the
 * newest row before that start left is the first row, at its own time. Rows of one time count together.
 */
export function referenceMids(tape: CompiledTape, startUs: number, durationUs: number): ReferenceMids {
  const shiftUs = tape.startUs - startUs;
  const times = timesOf(tape, -shiftUs, durationUs - shiftUs);
  const timeUs: number[] = [];
  const midTicks: number[] = [];
  const replay = new Replay(tape);
  for (const atUs of times) {
    replay.runUntil(atUs);
    const { book } = replay;
    const mid = book.hasBid && book.hasAsk ? replay.midTicks : Number.NaN;
    const last = timeUs.length - 1;
    const isNews = last < 0 || !Object.is(mid, midTicks[last]);
    if (!isNews && atUs + shiftUs - (timeUs[last] as number) < LEAST_NEWS_US) continue;
    timeUs.push(atUs + shiftUs);
    midTicks.push(mid);
  }
  const columns = { timeUs: Float64Array.from(timeUs), midTicks: Float64Array.from(midTicks) };
  return {
    symbol: tape.symbol,
    tickSize: tape.tickSize,
    length: timeUs.length,
    ...columns,
    frames: tape.frames === undefined ? undefined : shifted(tape.frames, shiftUs),
    digest: digestColumns([columns.timeUs, columns.midTicks]),
  };
}

/** A market in memory with another beside it, from its start to its end. */
export function besideReference(market: Tape, reference: Tape): TapeInMemory {
  const compiled = compileTape(market);
  return { ...compiled, reference: referenceMids(compileTape(reference), compiled.startUs, compiled.endUs) };
}

/** Times of rows and resets up to `toUs`, each once, in order; of those before `fromUs` the last alone. */
function timesOf(tape: CompiledTape, fromUs: number, toUs: number): number[] {
  const times: number[] = [];
  let before = Number.NEGATIVE_INFINITY;
  const take = (atUs: number): void => {
    if (atUs < fromUs) before = Math.max(before, atUs);
    else if (atUs <= toUs && atUs !== times.at(-1)) times.push(atUs);
  };
  for (let c = 0; c < tape.chunks; c++) {
    const { timeUs, length } = tape.chunk(c);
    for (let i = 0; i < length; i++) take(timeUs[i] as number);
  }
  const rows = times.length;
  for (const { kind, timeUs } of tape.marks) if (kind === 'reset') take(timeUs);
  // Rows are in order by themselves, and resets are few.
  if (times.length > rows) times.sort((a, b) => a - b);
  return before === Number.NEGATIVE_INFINITY ? times : [before, ...times];
}

function shifted({ length, stampUs, receiptUs }: ReceivedFrames, shiftUs: number): ReceivedFrames {
  const move = (column: Float64Array): Float64Array => column.subarray(0, length).map((us) => us + shiftUs);
  return { length, stampUs: move(stampUs), receiptUs: move(receiptUs) };
}
