/** Recordings that were once imported wrongly, with their right values. They are kept beside the project, not in it. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ASK, BID, type Tape, TRADE } from '../../market/tape.ts';
import { StoredBook } from '../../recordings/rows/storedBook.ts';

const CASES = fileURLToPath(new URL('../../../../shared/cases/', import.meta.url));

/** Whether the folder of cases is there; a warning says so if it is not. */
export const hasCases: boolean = existsSync(CASES);
if (!hasCases) console.warn(`skipped: recordings with known right values are not in ${CASES}`);

/** The path of a file of a case. */
export function caseFile(name: string, file: string): string {
  return `${CASES}${name}/${file}`;
}

/** The best bid and ask after each stamp of a tape, as text: `<µs since 1970> <bid> x <lots> / <ask> x <lots>`, in ticks and lots. */
export function bestsOf(tape: Tape): string[] {
  const bests: string[] = [];
  const book = new StoredBook();
  for (let i = 0; i < tape.length; i++) {
    book.apply(tape.kind[i] as number, tape.side[i] as number, tape.priceTicks[i] as number, tape.size[i] as number);
    if (tape.timeUs[i + 1] === tape.timeUs[i] && i + 1 < tape.length) continue;
    const [bid, ask] = [book.levels(BID)[0], book.levels(ASK)[0]];
    const text = (level: [number, number] | undefined): string =>
      level === undefined ? 'none' : `${level[0]} x ${level[1]}`;
    bests.push(`${tape.startUs + (tape.timeUs[i] as number)} ${text(bid)} / ${text(ask)}`);
  }
  return bests;
}

/** The trades of a tape as text: `<µs since 1970> <side hit> <ticks> x <lots>`. */
export function tradesOf(tape: Tape): string[] {
  const trades: string[] = [];
  for (let i = 0; i < tape.length; i++) {
    if (tape.kind[i] !== TRADE) continue;
    const side = tape.side[i] === BID ? 'bid' : 'ask';
    trades.push(`${tape.startUs + (tape.timeUs[i] as number)} ${side} ${tape.priceTicks[i]} x ${tape.size[i]}`);
  }
  return trades;
}
