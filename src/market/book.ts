/**
 * The order book: displayed lots per level, and the best level of each side as state.
 *
 * Both sides are *mirrored*: a bid at price index p is at x = p, an ask at x = −p, so that "larger is better" holds on
 * either side and one code path serves both. The level of a side lives in `levels[2 × index + side]`. The sign bit of
 * a level is a mark that some lane has orders there: the replay's scan finds it without a second look-up.
 *
 * The best prices are not recomputed from the levels (fills.md, rules 4 and 5): a level that a crossing row has run
 * over keeps its size for queue positions, but is not best.
 */

import { BID, type BookSide } from './tape.ts';

export const OWN_ORDERS_HERE = -2147483648;
export const LOTS_MASK = 0x7fffffff;

/**
 * What happens to levels that a better level of the other side crosses, called run over here (fills.md, rule 4).
 * - `newest`: they are not best again before a new row names them; a level at the other side's best is run over too.
 * - `displayed`: they are best again when what ran over them has gone; a level at the other side's best locks the book.
 */
export type BookKind = 'newest' | 'displayed';

/** Levels of a page, as a power of two: pages are what is cleared. */
const PAGE_BITS = 10;
/** Mirrored price that is worse than any. */
const NONE = -2147483648;

export class Book {
  readonly width: number;
  readonly levels: Int32Array;
  /** Largest size shown at the best of each side; kept for feeds that show nothing else. */
  readonly largestLots: Int32Array = new Int32Array(2);
  /** Mirrored best per side: `best[0]` = best bid index, `best[1]` = −(best ask index). */
  readonly best: Int32Array;

  readonly #displayed: boolean;
  /** By side, the best mirrored price that any level that is run over may have. */
  readonly #runOver = new Int32Array([NONE, NONE]);
  /** By page, whether a level of it may have a size; and the numbers of those that may. */
  readonly #isUsed: Uint8Array;
  readonly #used: number[] = [];

  constructor(width: number, kind: BookKind = 'newest') {
    this.width = width;
    this.levels = new Int32Array(2 * width);
    this.best = new Int32Array([-1, -width]);
    this.#displayed = kind === 'displayed';
    this.#isUsed = new Uint8Array(((2 * width) >> PAGE_BITS) + 1);
  }

  /** Notes levels that rows have spoken of, as `level << 2` (compiledTape.ts): `clear` looks at no others. */
  note(codes: Int32Array, from: number, to: number): void {
    const isUsed = this.#isUsed;
    for (let i = from; i < to; i++) {
      const page = (codes[i] as number) >> (PAGE_BITS + 2);
      if (isUsed[page] === 1) continue;
      isUsed[page] = 1;
      this.#used.push(page);
    }
  }

  /**
   * Forgets all levels that were noted, and keeps the marks of own orders: the orders are still at the venue when the feed breaks.
   */
  clear(): void {
    const levels = this.levels;
    for (const page of this.#used) {
      const to = Math.min(levels.length, (page + 1) << PAGE_BITS);
      for (let i = page << PAGE_BITS; i < to; i++) levels[i] = (levels[i] as number) & OWN_ORDERS_HERE;
      this.#isUsed[page] = 0;
    }
    this.#used.length = 0;
    this.best[0] = -1;
    this.best[1] = -this.width;
    this.#runOver.fill(NONE);
  }

  /** A level becomes the best of its side. Returns whether it has run over the other side's best. */
  raise(side: BookSide, index: number): boolean {
    const { best } = this;
    const other = (1 - side) as BookSide;
    const x = side === BID ? index : -index;
    const beyond = x + (best[other] as number);
    best[side] = x;
    if (beyond < 0 || (beyond === 0 && this.#displayed)) return false;
    if (!this.#displayed) {
      best[other] = this.nextWorse(other, index);
      return true;
    }
    const runOver = this.#runOver;
    runOver[other] = Math.max(runOver[other] as number, best[other] as number);
    // A level of the other side at this price is not run over.
    best[other] = this.nextWorse(other, side === BID ? index - 1 : index + 1);
    this.#comeBack(side);
    return true;
  }

  /** The best level of a side has gone. */
  drop(side: BookSide, index: number): void {
    this.best[side] = this.nextWorse(side, index);
    if (this.#displayed) this.#comeBack((1 - side) as BookSide);
  }

  /** Makes best again the best level of a side that was run over and that the other side's best no longer crosses. */
  #comeBack(side: BookSide): void {
    const { best } = this;
    const runOver = this.#runOver;
    const top = runOver[side] as number;
    if (top === NONE) return;
    const locked = -(best[1 - side] as number);
    if (locked >= top) runOver[side] = NONE;
    for (let x = Math.min(locked, top); x > (best[side] as number); x--) {
      if (this.lotsAt(side, Math.abs(x)) > 0) best[side] = x;
    }
  }

  get hasBid(): boolean {
    return (this.best[0] as number) >= 0;
  }

  get hasAsk(): boolean {
    return (this.best[1] as number) > -this.width;
  }

  /** Both sides are best at one price. */
  get isLocked(): boolean {
    return (this.best[0] as number) + (this.best[1] as number) === 0;
  }

  /** Price index of the best bid; −1 without one. */
  get bidIndex(): number {
    return this.best[0] as number;
  }

  /** Price index of the best ask; `width` without one. */
  get askIndex(): number {
    return -(this.best[1] as number);
  }

  lotsAt(side: BookSide, index: number): number {
    return (this.levels[2 * index + side] as number) & LOTS_MASK;
  }

  /** Mirrored price of the next level with size strictly worse than `index`; the side's "none" if there is none. */
  nextWorse(side: BookSide, index: number): number {
    const levels = this.levels;
    let i = index;
    if (side === BID) {
      do i--;
      while (i >= 0 && ((levels[2 * i] as number) & LOTS_MASK) === 0);
      return i;
    }
    const width = this.width;
    do i++;
    while (i < width && ((levels[2 * i + 1] as number) & LOTS_MASK) === 0);
    return -i;
  }
}
