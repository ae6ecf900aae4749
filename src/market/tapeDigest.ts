/** Digests of tapes as they were recorded or generated, before they are compiled. */

import { ColumnDigest, digestColumns } from './columnDigest.ts';
import type { Tape } from './tape.ts';
import type { TapeRows } from './tapeRows.ts';

const TAPE_COLUMNS = ['timeUs', 'kind', 'side', 'priceTicks', 'size'] as const;

/** Digest of what a session can see of a tape. */
export function tapeDigest(tape: Tape): string {
  return digestColumns(TAPE_COLUMNS.map((column) => tape[column].subarray(0, tape.length)));
}

/** The same of a tape that comes in pieces; the pieces are asked for once a column. */
export async function tapeRowsDigest(rows: TapeRows): Promise<string> {
  const digest = new ColumnDigest();
  for (const column of TAPE_COLUMNS) {
    await rows((piece) => digest.add(piece[column].subarray(0, piece.length)));
    digest.endColumn();
  }
  return digest.toString();
}
