import { stampUs } from '../fields/stamp.ts';
import type { DailyRow } from './dailyRows.ts';
import type { BinanceEvent } from './events.ts';

/** Without previous ids a pause this long between two files is taken as a gap. */
const LONGEST_PAUSE_US = 10e6;

/**
 * Makes events of the venue's stream from the rows of T_DEPTH files, which contain one level each: rows with the same stamp and the
 * same ids are one change, or one snapshot. Rows must be given in order.
 *
 * Older files do not contain the update before a change. Then each change is taken to follow the one before it in the file
 * ({@link hasUnseenGaps}), and a gap is found only between two files, by a pause.
 */
export class DailyDepth {
  readonly #emit: (event: BinanceEvent) => void;
  #rows: DailyRow[] = [];
  #file = -1;
  #lastId: number | undefined;
  #lastUs = 0;
  #lastFile = -1;
  hasUnseenGaps = false;
  changes = 0;

  constructor(emit: (event: BinanceEvent) => void) {
    this.#emit = emit;
  }

  take(row: DailyRow, file: number): void {
    const [first] = this.#rows;
    try {
      if (first !== undefined && (file !== this.#file || !isSameEvent(first, row))) this.flush();
    } finally {
      // The next event must not be lost if this one cannot be read.
      this.#rows.push(row);
      this.#file = file;
    }
  }

  /** Ends the event; call before a row of another file type, and after the last row. */
  flush(): void {
    const [first] = this.#rows;
    if (first === undefined) return;
    const [b, a] = ['b', 'a'].map((side) =>
      this.#rows.filter(({ fields }) => fields.side === side).map(({ fields }) => fields.level),
    );
    this.#rows = [];
    const { T, U, u, pu } = first.fields;
    if (first.kind === 'snap') this.#emit(eventOf(first, 'snapshot', { lastUpdateId: u, T, bids: b, asks: a }));
    else {
      const previous = typeof pu === 'number' ? pu : this.#assumedPrevious(Number(U), stampUs(T, 'timestamp'));
      this.changes++;
      this.#lastId = Number(u);
      this.#lastUs = stampUs(T, 'timestamp');
      this.#lastFile = this.#file;
      this.#emit(eventOf(first, 'depth', { U, u, pu: previous, T, b, a }));
    }
  }

  #assumedPrevious(firstId: number, timeUs: number): number {
    this.hasUnseenGaps = true;
    if (this.#lastId === undefined) return 0;
    const isHole = this.#file !== this.#lastFile && timeUs - this.#lastUs > LONGEST_PAUSE_US;
    return isHole ? firstId - 1 : this.#lastId;
  }
}

function isSameEvent(a: DailyRow, b: DailyRow): boolean {
  const [x, y] = [a.fields, b.fields];
  return a.kind === b.kind && a.symbol === b.symbol && x.T === y.T && x.U === y.U && x.u === y.u;
}

function eventOf({ symbol }: DailyRow, kind: 'snapshot' | 'depth', fields: BinanceEvent['fields']): BinanceEvent {
  return { kind, name: kind, symbol, stream: 'T_DEPTH', fields };
}
