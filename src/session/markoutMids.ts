/** Where the mid went after fills: one more pass over the tape, without orders, that stops at the moments of interest. */

import { Replay } from '../exchange/replay.ts';
import type { BookKind } from '../market/book.ts';
import type { CompiledTape } from '../market/compiledFormat.ts';
import { type FillColumns, MARKOUT_SECONDS } from './result.ts';

/** For each lane's fills the mids at {@link MARKOUT_SECONDS} after them; NaN after `endUs`. */
export function markoutMids(
  tape: CompiledTape,
  book: BookKind,
  lanes: readonly FillColumns[],
  endUs: number,
): Float64Array[] {
  const results = lanes.map((fills) => new Float64Array(fills.length * MARKOUT_SECONDS.length).fill(Number.NaN));
  const moments: { readonly atUs: number; readonly lane: number; readonly cell: number }[] = [];
  lanes.forEach((fills, lane) => {
    for (let i = 0; i < fills.length; i++) {
      MARKOUT_SECONDS.forEach((seconds, h) => {
        const atUs = (fills.timeUs[i] as number) + seconds * 1e6;
        if (atUs <= endUs) moments.push({ atUs, lane, cell: i * MARKOUT_SECONDS.length + h });
      });
    }
  });
  moments.sort((a, b) => a.atUs - b.atUs);
  const replay = new Replay(tape, book);
  for (const { atUs, lane, cell } of moments) {
    replay.runUntil(atUs);
    (results[lane] as Float64Array)[cell] = replay.midTicks;
  }
  return results;
}
