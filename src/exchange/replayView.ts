/** What lanes read from their replay, and the cells that they keep in it. */

import type { Book } from '../market/book.ts';
import type { BookSide } from '../market/tape.ts';
import type { RecordedTape } from './feedLatency.ts';
import type { LaneMasks } from './laneMasks.ts';

/** What the orders of a lane need of the venue. */
export interface OrderBookView {
  readonly book: Book;
  /** The feed shows best quotes alone. */
  readonly quoteLevel: boolean;
  /** Number that the next lane gets. */
  readonly laneCount: number;
  /** By level, 2 × index + side. */
  readonly lanesAt: LaneMasks;
  /** Mirrored best own price of each lane by side, 2 × lane + side; a lane keeps its own cells. */
  readonly ownBests: Int32Array;
}

/** What the replay shows to every lane: the book, the moment and the last two-sided mid. */
export interface ReplayView extends OrderBookView, RecordedTape {
  readonly baseTicks: number;
  /** Exchange time of what is being processed, µs; a lane sets it to the moment of what it does on its own. */
  nowUs: number;
  /** A lane that is woken does what is due before this moment, µs. */
  readonly wakeUntilUs: number;
  /** Exchange time of the next thing that each lane has to do; a lane keeps its own cell. */
  readonly wakesUs: Float64Array;
  /**
   * Mirrored prices, 2 × lane + side: an idle trader is woken early when the best price of the side falls below. NO_ORDER while
   * the trader is not idle; each trader keeps the cells of its lane.
   */
  readonly idleFloors: Int32Array;
  /** Mid in ticks; the last known one while a side is empty, NaN before the first. */
  readonly midTicks: number;
  /** Mid in ticks before the present instant changed the touch: what a fill of this instant is measured against. */
  readonly midBeforeTicks: number;
}

/** What a replay calls of a lane. Sides, mirrored prices `x` and levels are those of its book (book.ts). */
export interface ReplayLane {
  /** Does everything that is due strictly before the view's `wakeUntilUs`, and sets its cell of `wakesUs`. */
  wake(): void;
  /** Funding was paid at a mark price in ticks: longs pay `rate` of the position's value. */
  fund(markTicks: number, rate: number): void;
  /** A best price has fallen below a floor of the lane: its trader is idle no longer. */
  wakeEarly(): void;
  /** The book has been emptied. */
  reset(): void;
  /** A level at which the lane has orders shows another size. */
  depth(level: number, oldLots: number, newLots: number): void;
  /** A trade at or beyond its best order. Returns whether it filled anything. */
  trade(side: BookSide, x: number, lots: number): boolean;
  /** A row of the other side at or beyond its best order. Returns whether it filled anything. */
  cross(side: BookSide, x: number, lots: number): boolean;
}
