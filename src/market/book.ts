/**
 * The order book: displayed lots per level, and the best level of each side as state.
 *
 * Both sides are *mirrored*: a bid at price index p is at x = p, an ask at x = −p, so that "larger is better" holds on
 * either side and one code path serves both. A price of a side is the level 2 × index + side (levelPages.ts). The mark of a
 * level says that some lane has orders there: the replay's scan finds it without a second look-up.
 *
 * The best prices are not recomputed from the levels (fills.md, rules 4 and 5): a level that a crossing row has run
 * over keeps its size for queue positions, but is not best.
 */

import { LevelPages } from './levelPages.ts';
import { BID, type BookSide } from './tape.ts';

/**
 * What happens to levels that a better level of the other side crosses, called run over here (fills.md, rule 4).
 * - `newest`: they are not best again before a new row names them; a level at the other side's best is run over too.
 * - `displayed`: they are best again when what ran over them has gone; a level at the other side's best locks the book.
 */
export type BookKind = 'newest' | 'displayed';

/** Mirrored price that is worse than any. */
const NONE = -2147483648;

export class Book {
  readonly width: number;
  readonly levels: LevelPages;
  /** Largest size shown at the best of each side; kept for feeds that show nothing else. */
  readonly largestLots: Int32Array = new Int32Array(2);
  /** Mirrored best per side: `best[0]` = best bid index, `best[1]` = −(best ask index). */
  readonly best: Int32Array;

  readonly #displayed: boolean;
  /** By side, the best mirrored price that any level that is run over may have. */
  readonly #runOver = new Int32Array([NONE, NONE]);

  constructor(width: number, kind: BookKind = 'newest') {
    this.width = width;
    this.levels = new LevelPages(2 * width);
    this.best = new Int32Array([-1, -width]);
    this.#displayed = kind === 'displayed';
  }

  /** Forgets all levels, and keeps the marks of own orders: the orders are still at the venue when the feed breaks. */
  clear(): void {
    this.levels.clear();
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
    const x = Math.min(locked, top);
    if (x <= (best[side] as number)) return;
    const index = Math.abs(x);
    const back = this.lotsAt(side, index) > 0 ? x : this.nextWorse(side, index);
    if (back > (best[side] as number)) best[side] = back;
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
    return this.levels.lotsAt(2 * index + side);
  }

  /** Writes price indices and lots of a side's levels from the best on, as many as there is room for. Returns how many there were. */
  read(side: BookSide, indices: Int32Array, lots: Int32Array): number {
    const best = Math.abs(this.best[side] as number);
    if (side === BID) return this.hasBid ? this.levels.readBelow(2 * best, indices, lots) : 0;
    return this.hasAsk ? this.levels.readAbove(2 * best + 1, indices, lots) : 0;
  }

  /** Mirrored price of the next level with size strictly worse than `index`; the side's "none" if there is none. */
  nextWorse(side: BookSide, index: number): number {
    if (side === BID) return this.levels.below(2 * index - 2) >> 1;
    const level = this.levels.above(2 * index + 3);
    return level < 0 ? -this.width : -(level >> 1);
  }
}
