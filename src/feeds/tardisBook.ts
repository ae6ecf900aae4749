import { ASK, BID, type BookSide, DEPTH, RESET } from '../market/tape.ts';
import type { CollectedRows } from './collectedRows.ts';
import { priceTicks, sizeLots } from './grid.ts';
import { type ImportLog, MalformedLineError } from './importLog.ts';
import type { TapeGrid } from './importResult.ts';
import { printable } from './printable.ts';
import type { TakeTardisRow, TardisRow } from './tardisRow.ts';
import { VisibleLevels } from './visibleLevels.ts';

/**
 * Writes the book of Tardis files. The recorder's order is the venue's, so stamps never run backwards here.
 * https://docs.tardis.dev/downloadable-csv-files/data-types
 */
export class TardisBook {
  readonly #rows: CollectedRows;
  readonly #grid: TapeGrid;
  #isSnapshot = false;
  #newestUs = Number.NEGATIVE_INFINITY;

  constructor(rows: CollectedRows, grid: TapeGrid) {
    this.#rows = rows;
    this.#grid = grid;
  }

  /**
   * Takes the rows of `incremental_book_L2`. Rows before the first snapshot have no book and are dropped; a snapshot that
   * begins later replaces the book: the connection was lost, or a new day's file begins.
   */
  changes(log: ImportLog): TakeTardisRow {
    return (row) => {
      const [, , , , isSnapshot, side, price, amount] = row.fields;
      const bookSide = sideOf(side);
      const ticks = priceTicks(price, this.#grid);
      const lots = sizeLots(amount, this.#grid);
      if (isSnapshot !== 'true' && isSnapshot !== 'false') {
        throw new MalformedLineError(`is_snapshot '${printable(String(isSnapshot), 20)}' is neither true nor false`);
      }
      const begins = isSnapshot === 'true' && !this.#isSnapshot;
      const isFirst = this.#rows.length === 0;
      if (isFirst && !begins) {
        log.drop('depth without a book');
        return;
      }
      const timeUs = this.#stamp(row, log);
      if (begins && !isFirst) {
        this.#rows.append(timeUs, RESET, BID, 0, 0);
        log.resets.push({ timeUs, reason: 'snapshot' });
      }
      this.#isSnapshot = isSnapshot === 'true';
      this.#rows.append(timeUs, DEPTH, bookSide, ticks, lots);
    };
  }

  /** Takes the rows of `book_snapshot_25` or `book_snapshot_5`, each a picture of the best levels. */
  pictures(columns: readonly string[], log: ImportLog): TakeTardisRow {
    const asks = levelColumns(columns, 'asks');
    const bids = levelColumns(columns, 'bids');
    const visible = new VisibleLevels(Math.max(asks.length, bids.length));
    return (row) => {
      const bidLevels = this.#levels(row.fields, bids);
      const askLevels = this.#levels(row.fields, asks);
      const changes: [BookSide, number, number][] = [];
      visible.show(bidLevels, askLevels, (side, ticks, lots) => changes.push([side, ticks, lots]));
      const timeUs = this.#stamp(row, log);
      for (const [side, ticks, lots] of changes) this.#rows.append(timeUs, DEPTH, side, ticks, lots);
    };
  }

  #stamp({ timeUs, localUs }: TardisRow, log: ImportLog): number {
    this.#rows.receivedUs = localUs;
    if (timeUs < this.#newestUs) log.reordered++;
    else this.#newestUs = timeUs;
    return this.#newestUs;
  }

  #levels(fields: readonly string[], columns: readonly (readonly [number, number])[]): number[] {
    const levels: number[] = [];
    for (const [price, amount] of columns) {
      if (fields[price] === '') continue;
      const ticks = priceTicks(fields[price], this.#grid);
      const lots = sizeLots(fields[amount], this.#grid);
      if (lots > 0) levels.push(ticks, lots);
    }
    return levels;
  }
}

function sideOf(text: string | undefined): BookSide {
  if (text === 'bid') return BID;
  if (text === 'ask') return ASK;
  throw new MalformedLineError(`side '${printable(String(text), 20)}' is neither bid nor ask`);
}

/** Columns of price and amount, level by level. */
function levelColumns(columns: readonly string[], side: 'asks' | 'bids'): [number, number][] {
  const found: [number, number][] = [];
  for (let level = 0; ; level++) {
    const price = columns.indexOf(`${side}[${level}].price`);
    const amount = columns.indexOf(`${side}[${level}].amount`);
    if (price === -1 || amount === -1) return found;
    found.push([price, amount]);
  }
}
