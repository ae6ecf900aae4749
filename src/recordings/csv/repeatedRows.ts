/** Finds rows that are in a recording twice, because two recorders ran at once or files overlap. */

import { BEST, DEPTH, TRADE } from '../../market/tape.ts';
import type { ImportLog } from '../import/importLog.ts';
import { CollectedRows } from '../rows/collectedRows.ts';
import type { CsvRow } from './csvRow.ts';

/** This many successive rows, or stamps, do not repeat by chance. */
const CERTAIN_RUN = 10;
/** The same for a run that lasts until the end of the recording, or that is the whole recording. */
const CERTAIN_WHOLE = 3;
/** Most failed searches far back in the recording. After these no more are made, since a recording in no order would take too long. */
const MOST_FAR_SEARCHES = 1000;

interface Echo {
  /** Where in the earlier rows the run may continue; several places while it is short. */
  at: readonly number[];
  readonly run: CsvRow[];
}

/**
 * Finds runs of rows that go back in time and repeat earlier rows one by one. The rows of such a run are held until the run is long
 * enough, and is left out, or ends earlier, and its rows are returned like others.
 */
export class RepeatedRuns {
  readonly #rows: CollectedRows;
  readonly #nearUs: number;
  #echo: Echo | undefined;
  #previousUs = Number.NEGATIVE_INFINITY;
  #farSearches = 0;
  /** Rows that were left out. */
  leftOut = 0;

  /** `rows` are those taken so far; `nearUs` is how far back rows may come late. */
  constructor(rows: CollectedRows, nearUs: number) {
    this.#rows = rows;
    this.#nearUs = nearUs;
  }

  /** Returns the rows to be taken now: the rows that were held and this one, this one alone, or none. */
  pass(row: CsvRow): readonly CsvRow[] {
    const jumpsBack = row.timeUs < this.#previousUs;
    this.#previousUs = row.timeUs;
    const echo = this.#echo;
    if (echo !== undefined) {
      echo.at = echo.at.filter((i) => this.#isAt(i, row)).map((i) => i + 1);
      if (echo.at.length > 0) {
        echo.run.push(row);
        if (echo.at.includes(this.#rows.length)) this.#leaveOut(echo);
        return [];
      }
      const held = this.#end();
      return [...held, ...this.#begin(row)];
    }
    return jumpsBack || row.timeUs < this.#rows.newestUs ? this.#begin(row) : [row];
  }

  /** Call after the last row; returns the rows that are still to be taken. */
  end(): readonly CsvRow[] {
    return this.#end(CERTAIN_WHOLE);
  }

  #end(certain = CERTAIN_RUN): readonly CsvRow[] {
    const echo = this.#echo;
    this.#echo = undefined;
    if (echo === undefined) return [];
    if (echo.run.length < certain) return echo.run;
    this.leftOut += echo.run.length;
    return [];
  }

  #leaveOut({ run }: Echo): void {
    this.leftOut += run.length;
    this.#echo = undefined;
  }

  #begin(row: CsvRow): readonly CsvRow[] {
    const at = this.#placesOf(row);
    if (at.length === 0) return [row];
    this.#echo = { at, run: [row] };
    return [];
  }

  /** Numbers of the rows that follow a row equal to this one. */
  #placesOf(row: CsvRow): number[] {
    const rows = this.#rows;
    const isFar = rows.newestUs - row.timeUs > this.#nearUs;
    if (isFar && this.#farSearches >= MOST_FAR_SEARCHES) return [];
    const places: number[] = [];
    for (let i = rows.length - 1; i >= 0 && rows.timeAt(i) >= row.timeUs - this.#nearUs; i--) {
      if (this.#isAt(i, row) && i + 1 < rows.length) places.push(i + 1);
    }
    if (isFar && places.length === 0) this.#farSearches++;
    return places;
  }

  #isAt(i: number, { timeUs, kind, side, priceTicks, size }: CsvRow): boolean {
    if (i >= this.#rows.length || this.#rows.timeAt(i) !== timeUs) return false;
    let isEqual = false;
    this.#rows.give(i, (_timeUs, kindHere, sideHere, ticksHere, sizeHere) => {
      isEqual = kindHere === kind && sideHere === side && ticksHere === priceTicks && sizeHere === size;
    });
    return isEqual;
  }
}

/** The rows of one time: `from` and `to` (exclusive) are places in the order of time. */
interface Stamp {
  readonly from: number;
  readonly to: number;
  readonly hasBook: boolean;
  /** Whether each of them occurs twice, or another even number of times. */
  readonly isDouble: boolean;
  /** Trades that are equal to one before them. */
  readonly equalTrades: number;
}

/**
 * Removes the second copy of rows in stretches in which every row occurs twice at its time, book rows included: two recordings that
 * were merged by time. Elsewhere a trade that is equal to another may be a second trade: all are kept, counted and noted.
 */
export function withoutDoubleStretches(rows: CollectedRows, log: ImportLog): CollectedRows {
  const order = rows.timeOrder();
  const stamps = stampsOf(rows, order);
  const twice = doubleStretches(stamps);
  const equalTrades = stamps.reduce((sum, stamp) => sum + (twice.has(stamp) ? 0 : stamp.equalTrades), 0);
  if (equalTrades > 0) {
    log.notes.push(
      `${equalTrades} trades are equal to another in time, side, price and size; all are kept, since a recording without ids cannot tell two trades from one that was recorded twice.`,
    );
  }
  if (twice.size === 0) return rows;
  const once = new CollectedRows();
  for (const stamp of stamps) {
    const seen = new Map<string, number>();
    for (let at = stamp.from; at < stamp.to; at++) {
      rows.give(order[at] as number, (timeUs, kind, side, ticks, size) => {
        const before = countOf(seen, keyOf(kind, side, ticks, size));
        if (!twice.has(stamp) || before % 2 === 0) once.append(timeUs, kind, side, ticks, size);
      });
    }
  }
  log.drop('rows that occur twice', rows.length - once.length);
  return once;
}

/** Stamps of double stretches that are too long, and have too many book rows, to be chance. */
function doubleStretches(stamps: readonly Stamp[]): Set<Stamp> {
  const found = new Set<Stamp>();
  let stretch: Stamp[] = [];
  const end = (): void => {
    const least = stretch.length === stamps.length ? CERTAIN_WHOLE : CERTAIN_RUN;
    const withBook = stretch.filter(({ hasBook }) => hasBook).length;
    if (stretch.length >= least && withBook >= CERTAIN_WHOLE) for (const stamp of stretch) found.add(stamp);
    stretch = [];
  };
  for (const stamp of stamps) {
    if (stamp.isDouble) stretch.push(stamp);
    else end();
  }
  end();
  return found;
}

function stampsOf(rows: CollectedRows, order: Uint32Array): Stamp[] {
  const stamps: Stamp[] = [];
  for (let from = 0; from < order.length; ) {
    const timeUs = rows.timeAt(order[from] as number);
    let to = from + 1;
    while (to < order.length && rows.timeAt(order[to] as number) === timeUs) to++;
    const counts = new Map<string, number>();
    let hasBook = false;
    let equalTrades = 0;
    // Most stamps have a single row, which has no equal.
    for (let at = from; to > from + 1 && at < to; at++) {
      rows.give(order[at] as number, (_timeUs, kind, side, ticks, size) => {
        const before = countOf(counts, keyOf(kind, side, ticks, size));
        if (kind === TRADE && before > 0) equalTrades++;
        hasBook ||= kind === DEPTH || kind === BEST;
      });
    }
    const isDouble = counts.size > 0 && [...counts.values()].every((count) => count % 2 === 0);
    stamps.push({ from, to, hasBook, isDouble, equalTrades });
    from = to;
  }
  return stamps;
}

/** Counts the key and returns how often it was counted before. */
function countOf(counts: Map<string, number>, key: string): number {
  const before = counts.get(key) ?? 0;
  counts.set(key, before + 1);
  return before;
}

function keyOf(kind: number, side: number, ticks: number, size: number): string {
  return `${kind} ${side} ${ticks} ${size}`;
}
