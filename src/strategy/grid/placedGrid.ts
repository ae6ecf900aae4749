/** The grid as it was placed: prices per level, and the lots that are still to be filled. */

import { BID } from '../../market/tape.ts';
import type { QuoteSheet } from '../quoteSheet.ts';
import type { OwnFill } from '../strategy.ts';

const FARTHEST = 2147483647;

export class PlacedGrid {
  readonly bidTicks: Int32Array;
  readonly askTicks: Int32Array;
  readonly bidLots: Int32Array;
  readonly askLots: Int32Array;
  /** Placed or filled since it was written last. */
  changed = true;

  // The quotes written stay right while the best ask is above the first and not above the second, and the best bid likewise.
  #askAbove = 0;
  #askUpTo = 0;
  #bidBelow = 0;
  #bidDownTo = 0;

  constructor(levels: number) {
    this.bidTicks = new Int32Array(levels);
    this.askTicks = new Int32Array(levels);
    this.bidLots = new Int32Array(levels);
    this.askLots = new Int32Array(levels);
  }

  /** The quotes written are current while the best bid is not below this and the best ask is not above `highTicks`. */
  get lowTicks(): number {
    return Math.max(this.#askAbove, this.#bidDownTo);
  }

  /** See `lowTicks`. As the best bid is below the best ask, one bound for each is enough. */
  get highTicks(): number {
    return Math.min(this.#askUpTo, this.#bidBelow);
  }

  /** Takes a fill off its level. A rest of less than `minLots` is dropped: the venue would refuse it. */
  takeOut(fill: OwnFill, minLots: number): void {
    const ticks = fill.side === BID ? this.bidTicks : this.askTicks;
    const lots = fill.side === BID ? this.bidLots : this.askLots;
    const level = ticks.indexOf(fill.priceTicks);
    // A fill of an earlier grid's order, cancelled too late, belongs to no level of this one.
    if (level < 0) return;
    const left = (lots[level] as number) - fill.lots;
    lots[level] = left > 0 && left >= minLots ? left : 0;
    this.changed = true;
  }

  /** Whether the same quotes would be written at these best prices. */
  isCurrent(bestBidTicks: number, bestAskTicks: number): boolean {
    return (
      !this.changed &&
      bestAskTicks > this.#askAbove &&
      bestAskTicks <= this.#askUpTo &&
      bestBidTicks < this.#bidBelow &&
      bestBidTicks >= this.#bidDownTo
    );
  }

  /**
   * Writes the sides asked for. Levels that the market has passed (a side that was paused meanwhile) would only be rejected:
   * they are left out.
   */
  write(sheet: QuoteSheet, bids: boolean, asks: boolean, bestBidTicks: number, bestAskTicks: number): void {
    this.changed = false;
    this.#askAbove = -FARTHEST;
    this.#askUpTo = FARTHEST;
    this.#bidBelow = FARTHEST;
    this.#bidDownTo = -FARTHEST;
    for (let i = 0; bids && i < this.bidTicks.length; i++) {
      const ticks = this.bidTicks[i] as number;
      const lots = this.bidLots[i] as number;
      if (lots === 0) continue;
      if (ticks >= bestAskTicks) {
        this.#askUpTo = Math.min(this.#askUpTo, ticks);
      } else {
        this.#askAbove = Math.max(this.#askAbove, ticks);
        sheet.bid(ticks, lots);
      }
    }
    for (let i = 0; asks && i < this.askTicks.length; i++) {
      const ticks = this.askTicks[i] as number;
      const lots = this.askLots[i] as number;
      if (lots === 0) continue;
      if (ticks <= bestBidTicks) {
        this.#bidDownTo = Math.max(this.#bidDownTo, ticks);
      } else {
        this.#bidBelow = Math.min(this.#bidBelow, ticks);
        sheet.ask(ticks, lots);
      }
    }
  }
}
