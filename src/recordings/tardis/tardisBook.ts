import { ASK, BEST, BID, type BookSide, DEPTH, RESET } from '../../market/tape.ts';
import { MalformedLineError, printable } from '../fields/malformedLine.ts';
import { priceTicks, sizeLots } from '../fields/ticksAndLots.ts';
import type { ImportLog } from '../import/importLog.ts';
import type { TapeGrid } from '../import/importResult.ts';
import type { CollectedRows } from '../rows/collectedRows.ts';
import { VisibleLevels } from '../rows/visibleLevels.ts';
import { flag, given, type TakeTardisRow, type TardisRow } from './tardisRow.ts';

/** Lots by level (2 × ticks + side), in the order of the recording. */
type Levels = Map<number, number>;

/** Snapshot rows of one message: the whole book. */
interface WholeBook {
  readonly row: TardisRow;
  readonly log: ImportLog;
  readonly levels: Levels;
}

interface Quote {
  readonly ticks: number;
  readonly lots: number;
}

/**
 * Writes the book of Tardis files. The recorder keeps the order of the venue, so a time that goes back is replaced by the last one.
 * https://docs.tardis.dev/downloadable-csv-files/data-types
 */
export class TardisBook {
  readonly #rows: CollectedRows;
  readonly #grid: TapeGrid;
  #snapshot: WholeBook | undefined;
  /** The last whole book, while nothing has changed since. */
  #shown: Levels | undefined;
  #quoted: [Quote | undefined, Quote | undefined] = [undefined, undefined];
  #newestUs = Number.NEGATIVE_INFINITY;

  constructor(rows: CollectedRows, grid: TapeGrid) {
    this.#rows = rows;
    this.#grid = grid;
  }

  /**
   * Takes the rows of `incremental_book_L2`. Snapshot rows of one time of receipt are a whole book. After changes it replaces
   * the book with a reset: the connection was lost, or the file of a new day begins. After another whole book only the differences
   * are written; some venues send nothing but whole books. Rows before the first snapshot have no book and are dropped.
   */
  changes(columns: readonly string[], log: ImportLog): TakeTardisRow {
    const at = columnsOf(columns);
    const [snapshotAt, sideAt, priceAt, amountAt] = [at('is_snapshot'), at('side'), at('price'), at('amount')];
    return (row) => {
      const side = sideOf(row.fields[sideAt]);
      const ticks = priceTicks(row.fields[priceAt], this.#grid);
      const lots = sizeLots(row.fields[amountAt], this.#grid);
      if (flag(row.fields[snapshotAt], 'is_snapshot')) {
        if (this.#snapshot?.row.localUs !== row.localUs) this.endSnapshot();
        this.#snapshot ??= { row, log, levels: new Map() };
        if (lots > 0) this.#snapshot.levels.set(2 * ticks + side, lots);
        else this.#snapshot.levels.delete(2 * ticks + side);
        return;
      }
      this.endSnapshot();
      if (this.#rows.length === 0) {
        log.drop('depth without a book');
        return;
      }
      this.#shown = undefined;
      this.#rows.append(this.#stamp(row, log), DEPTH, side, ticks, lots);
    };
  }

  /** Writes the snapshot that is being read, if any; call after the last row. */
  endSnapshot(): void {
    if (this.#snapshot === undefined) return;
    const { row, log, levels } = this.#snapshot;
    const shown = this.#shown;
    this.#snapshot = undefined;
    const timeUs = this.#stamp(row, log);
    if (shown === undefined) {
      if (this.#rows.length > 0) {
        this.#rows.append(timeUs, RESET, BID, 0, 0);
        log.reset({ timeUs, reason: 'snapshot' });
      }
      for (const [level, lots] of levels) this.#level(timeUs, level, lots);
      this.#shown = levels;
      return;
    }
    if (sidesOf(levels) + sidesOf(shown) === BOTH_SIDES) {
      // Some venues send a whole book in two messages, one for each side.
      for (const [level, lots] of shown) levels.set(level, lots);
    }
    for (const level of shown.keys()) if (!levels.has(level)) this.#level(timeUs, level, 0);
    for (const [level, lots] of levels) if (shown.get(level) !== lots) this.#level(timeUs, level, lots);
    this.#shown = levels;
  }

  /** Takes the rows of `book_snapshot_25` or `book_snapshot_5`, each a snapshot of the best levels. */
  snapshots(columns: readonly string[], log: ImportLog): TakeTardisRow {
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

  /** Takes the rows of `quotes` or `book_ticker`: best rows. A side that is no longer quoted resets the book. */
  quotes(columns: readonly string[], log: ImportLog): TakeTardisRow {
    const at = columnsOf(columns);
    const [bidAt, bidSizeAt, askAt, askSizeAt] = [at('bid_price'), at('bid_amount'), at('ask_price'), at('ask_amount')];
    return (row) => {
      const quote: [Quote | undefined, Quote | undefined] = [
        this.#quote(row.fields[bidAt], row.fields[bidSizeAt]),
        this.#quote(row.fields[askAt], row.fields[askSizeAt]),
      ];
      if (quote[BID]?.lots === 0 || quote[ASK]?.lots === 0) {
        log.drop('quotes below half a lot');
        return;
      }
      const timeUs = this.#stamp(row, log);
      const goes = ([BID, ASK] as const).some((side) => quote[side] === undefined && this.#quoted[side] !== undefined);
      if (goes) {
        this.#rows.append(timeUs, RESET, BID, 0, 0);
        log.reset({ timeUs, reason: 'side without a quote' });
        this.#quoted = [undefined, undefined];
      }
      // The side that moves away from the other is written first, so that the book is not crossed in between.
      const bidRunsOver = (quote[BID]?.ticks ?? 0) >= (this.#quoted[ASK]?.ticks ?? Number.POSITIVE_INFINITY);
      for (const side of bidRunsOver ? ([ASK, BID] as const) : ([BID, ASK] as const)) {
        const [now, before] = [quote[side], this.#quoted[side]];
        if (now === undefined || (now.ticks === before?.ticks && now.lots === before.lots)) continue;
        this.#rows.append(timeUs, BEST, side, now.ticks, now.lots);
        this.#quoted[side] = now;
      }
    };
  }

  #level(timeUs: number, level: number, lots: number): void {
    this.#rows.append(timeUs, DEPTH, level % 2 === ASK ? ASK : BID, Math.floor(level / 2), lots);
  }

  #quote(price: string | undefined, amount: string | undefined): Quote | undefined {
    if (given(price) === undefined) return undefined;
    return { ticks: priceTicks(price, this.#grid), lots: sizeLots(amount, this.#grid) };
  }

  #stamp({ timeUs, localUs }: TardisRow, log: ImportLog): number {
    this.#rows.receivedUs = localUs;
    if (timeUs < this.#newestUs) log.countReordered();
    else this.#newestUs = timeUs;
    return this.#newestUs;
  }

  #levels(fields: readonly string[], columns: readonly (readonly [number, number])[]): number[] {
    const levels: number[] = [];
    for (const [price, amount] of columns) {
      if (given(fields[price]) === undefined) continue;
      const ticks = priceTicks(fields[price], this.#grid);
      const lots = sizeLots(fields[amount], this.#grid);
      if (lots > 0) levels.push(ticks, lots);
    }
    return levels;
  }
}

const BOTH_SIDES = 3;

/** 1 for levels of bids alone, 2 of asks alone, {@link BOTH_SIDES} of both, 0 without any. */
function sidesOf(levels: Levels): number {
  let sides = 0;
  for (const level of levels.keys()) {
    sides |= level % 2 === ASK ? 2 : 1;
    if (sides === BOTH_SIDES) break;
  }
  return sides;
}

function sideOf(text: string | undefined): BookSide {
  if (text === 'bid') return BID;
  if (text === 'ask') return ASK;
  throw new MalformedLineError(`side '${printable(text, 20)}' is neither bid nor ask`);
}

function columnsOf(columns: readonly string[]): (name: string) => number {
  return (name) => columns.indexOf(name);
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
