import { ASK, BEST, BID, type BookSide, DEPTH, FUNDING, RESET, type Tape, TapeBuilder } from '../../market/tape.ts';
import type { BookReset, TapeGrid } from '../import/importResult.ts';
import type { TimedRows } from './collectedRows.ts';
import { otherSide, StoredBook } from './storedBook.ts';

/** How long a crossed book may last before it counts as broken. */
const TOLERATED_CROSSING_US = 1e6;

/**
 * The tape of `rows` in order of time, starting at the first.
 *
 * A venue's book is never crossed for long: while one stamp's rows are applied, or between two streams, a bid may stand
 * above an ask (at one price they are locked, which some venues allow); when it still does {@link TOLERATED_CROSSING_US} after the end of the stamp at which it began,
 * updates have been lost. Then the tape gets a reset, followed by the book as far as it can be true: the levels of the
 * side that ran over the other last, and those levels of the other side that were not run over. Every such reset is
 * added to `resets`.
 *
 * Where the times of receipt are known and sound, a delay row stands before every row that was longer or shorter on its
 * way than the one before.
 */
export function assembleTape(rows: TimedRows, grid: TapeGrid, resets: BookReset[]): Tape {
  let assembly: Assembly | undefined;
  const withDelays = rows.receipts.any && rows.receipts.fault === undefined;
  rows.inTimeOrder((timeUs, kind, side, priceTicks, size, receivedUs) => {
    assembly ??= new Assembly(grid, timeUs, resets);
    const sinceUs = timeUs - assembly.startUs;
    assembly.reach(sinceUs);
    // Funding is not received: it is due.
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
  /** The side whose level ran over the other side last. */
  #mover: BookSide = BID;

  constructor(grid: TapeGrid, startUs: number, resets: BookReset[]) {
    this.startUs = startUs;
    this.#builder = new TapeBuilder({ ...headOf(grid), startUs });
    this.#resets = resets;
  }

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
    if (size > 0 && this.#runsOver(side, priceTicks)) this.#mover = side === ASK ? ASK : BID;
    this.#book.apply(kind, side, priceTicks, size);
  }

  build(): Tape {
    return this.#builder.build();
  }

  #runsOver(side: number, priceTicks: number): boolean {
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
