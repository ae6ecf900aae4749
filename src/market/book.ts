/**
 * The order book: displayed lots per level, and the best level of each side as state.
 *
 * Both sides are *mirrored*: a bid at price index p is at x = p, an ask at x = −p, so that "larger is better" holds on
 * either side and one code path serves both. The level of a side lives in `levels[2 × index + side]`. The sign bit of
 * a level is a mark that some lane has orders there: the replay's scan finds it without a second look-up.
 *
 * The best prices are not recomputed from the levels (fills.md, rules 4 and 5): a level that a crossing row has run
 * over keeps its size for queue positions, but is not best again before a new row speaks of it.
 */

import { BID, type BookSide } from './tape.ts';

export const OWN_ORDERS_HERE = -2147483648;
export const LOTS_MASK = 0x7fffffff;

export class Book {
  readonly width: number;
  readonly levels: Int32Array;
  /** Largest size shown at the best of each side; kept for feeds that show nothing else. */
  readonly largestLots: Int32Array = new Int32Array(2);
  /** Mirrored best per side: `best[0]` = best bid index, `best[1]` = −(best ask index). */
  readonly best: Int32Array;

  constructor(width: number) {
    this.width = width;
    this.levels = new Int32Array(2 * width);
    this.best = new Int32Array([-1, -width]);
  }

  /** Forgets all levels and keeps the marks of own orders: they still rest at the venue when the feed breaks. */
  clear(): void {
    const levels = this.levels;
    for (let i = 0; i < levels.length; i++) levels[i] = (levels[i] as number) & OWN_ORDERS_HERE;
    this.best[0] = -1;
    this.best[1] = -this.width;
  }

  get hasBid(): boolean {
    return (this.best[0] as number) >= 0;
  }

  get hasAsk(): boolean {
    return (this.best[1] as number) > -this.width;
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
