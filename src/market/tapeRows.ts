/** The rows of a tape piece by piece, for tapes too long to lie in memory. */

import type { Tape } from './tape.ts';

/**
 * Hands over all rows of a tape in their order, in pieces that are tapes of their own with the whole one's time zero.
 * Every call begins anew and gives the same rows; what `use` throws passes through.
 */
export type TapeRows = (use: (piece: Tape) => void) => Promise<void>;

/** The same rows, fetched once and then kept if they are at most `mostRows`; longer ones are fetched by every call. */
export function keptRows(rows: TapeRows, mostRows: number): TapeRows {
  let kept: readonly Tape[] | undefined;
  return async (use) => {
    if (kept !== undefined) {
      for (const piece of kept) use(piece);
      return;
    }
    const pieces: Tape[] = [];
    let length = 0;
    await rows((piece) => {
      length += piece.length;
      if (length <= mostRows) pieces.push(piece);
      else pieces.length = 0;
      use(piece);
    });
    if (length <= mostRows) kept = pieces;
  };
}
