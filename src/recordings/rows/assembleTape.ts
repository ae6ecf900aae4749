/** Makes a tape from the rows of an imported recording, and resets the book where updates were lost. */

import { ASK, BEST, BID, type BookSide, DEPTH, FUNDING, RESET, type Tape, TapeBuilder } from '../../market/tape.ts';
import type { BookReset, TapeGrid } from '../import/importResult.ts';
import type { TimedRows } from './collectedRows.ts';
import { otherSide, StoredBook } from './storedBook.ts';

/** How long a crossed book may last before it counts as broken. */
const TOLERATED_CROSSING_US = 1e6;

/**
 * The tape of `rows`, in order of time. The tape starts at the first row.
 *
 * A book may be crossed (bid above ask) for a moment: while the rows of one time stamp are applied, or between the messages of two
 * streams. A locked book (bid equal to ask) is allowed, because some venues allow it. If the book is still crossed
 * {@link TOLERATED_CROSSING_US} after the time stamp at which it became crossed, updates have been lost. Then the tape gets a
 * reset, followed by the levels that can still be right: all levels of the side that last moved across the other side, and the
 * levels of the other side that it did not reach. Each such reset is added to `resets`.
 *
 * If all times of receipt are known and possible, a delay row comes before each row whose delay differs from that of the row
 * before it.
 */
export function assembleTape(rows: TimedRows, grid: TapeGrid, resets: BookReset[]): Tape {
  let assembly: Assembly | undefined;
  const withDelays = rows.delays.any && rows.delays.fault === undefined;
  rows.inTimeOrder((timeUs, kind, side, priceTicks, size, receivedUs) => {
    assembly ??= new Assembly(grid, timeUs, resets);
    const sinceUs = timeUs - assembly.startUs;
    assembly.reach(sinceUs);
    // Funding rows have the time at which the payment is due, so they have no delay.
    if (withDelays && kind !== FUNDING) assembly.delay(sinceUs, receivedUs - timeUs);
    assembly.append(sinceUs, kind, side, priceTicks, size);
  });
  return assembly?.build() ?? new TapeBuilder({ ...headOf(grid), startUs: 0 }).build();
}

class Assembly {
  readonly startUs: number;
  readonly #builder: TapeBuilder;
  readonly #resets: BookReset[];
  readonly #book = new StoredBook();
  #stampUs = 0;
  #delayUs: number | undefined;
  #crossedSinceUs: number | undefined;
  /** The side that last moved across the other side. */
  #mover: BookSide = BID;

  constructor(grid: TapeGrid, startUs: number, resets: BookReset[]) {
    this.startUs = startUs;
    this.#builder = new TapeBuilder({ ...headOf(grid), startUs });
    this.#resets = resets;
  }

  /** Must be called with the time of a row before the row is appended. */
  reach(timeUs: number): void {
    if (timeUs <= this.#stampUs) return;
    this.#endStamp(timeUs);
    this.#stampUs = timeUs;
  }

  delay(timeUs: number, delayUs: number): void {
    if (delayUs !== this.#delayUs) this.#builder.delay(timeUs, delayUs);
    this.#delayUs = delayUs;
  }

  append(timeUs: number, kind: number, side: number, priceTicks: number, size: number): void {
    this.#builder.append(timeUs, kind, side, priceTicks, size);
    if (kind !== DEPTH && kind !== BEST && kind !== RESET) return;
    if (size > 0 && this.#crosses(side, priceTicks)) this.#mover = side === ASK ? ASK : BID;
    this.#book.apply(kind, side, priceTicks, size);
  }

  build(): Tape {
    return this.#builder.build();
  }

  #crosses(side: number, priceTicks: number): boolean {
    const other = this.#book.best(otherSide(side));
    return other !== undefined && (side === BID ? priceTicks > other : priceTicks < other);
  }

  #endStamp(nextUs: number): void {
    if (this.#book.state !== 'crossed') {
      this.#crossedSinceUs = undefined;
      return;
    }
    this.#crossedSinceUs ??= this.#stampUs;
    const resetUs = this.#crossedSinceUs + TOLERATED_CROSSING_US;
    if (nextUs > resetUs) this.#reset(resetUs);
  }

  #reset(timeUs: number): void {
    const best = this.#book.best(this.#mover);
    if (best !== undefined) this.#book.dropThrough(otherSide(this.#mover), best);
    this.#builder.reset(timeUs);
    for (const side of [this.#mover, otherSide(this.#mover)]) {
      for (const [priceTicks, lots] of this.#book.levels(side)) this.#builder.depth(timeUs, side, priceTicks, lots);
    }
    this.#crossedSinceUs = undefined;
    this.#resets.push({ timeUs: this.startUs + timeUs, reason: 'crossed book' });
  }
}

function headOf({ symbol, tickSize, lotSize }: TapeGrid): TapeGrid {
  return { symbol, tickSize, lotSize };
}
