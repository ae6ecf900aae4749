/**
 * The depth lens of all traders of a session. Levels are read when a strategy looks at them, and once for all traders that see the
 * same moment of the venue: between two moments at which rows may have come, the book is the same for every lane.
 */

import { ASK, BID, type BookSide } from '../market/tape.ts';
import type { DepthLens } from '../strategy/lenses.ts';
import type { MarketState } from './ports.ts';

export class ShownDepth implements DepthLens {
  readonly #market: MarketState;
  /** `MarketState.bookMoment` of what was read last. */
  #moment = -1;
  #bidCount = 0;
  #askCount = 0;
  readonly #bidTicks: Int32Array;
  readonly #bidLots: Int32Array;
  readonly #askTicks: Int32Array;
  readonly #askLots: Int32Array;

  /** @param levels of each side that it shows at most */
  constructor(market: MarketState, levels: number) {
    this.#market = market;
    this.#bidTicks = new Int32Array(levels);
    this.#bidLots = new Int32Array(levels);
    this.#askTicks = new Int32Array(levels);
    this.#askLots = new Int32Array(levels);
  }

  get bidCount(): number {
    this.#look();
    return this.#bidCount;
  }

  get askCount(): number {
    this.#look();
    return this.#askCount;
  }

  get bidTicks(): Int32Array {
    this.#look();
    return this.#bidTicks;
  }

  get bidLots(): Int32Array {
    this.#look();
    return this.#bidLots;
  }

  get askTicks(): Int32Array {
    this.#look();
    return this.#askTicks;
  }

  get askLots(): Int32Array {
    this.#look();
    return this.#askLots;
  }

  #look(): void {
    if (this.#moment === this.#market.bookMoment) return;
    this.#moment = this.#market.bookMoment;
    this.#bidCount = this.#read(BID, this.#bidTicks, this.#bidLots);
    this.#askCount = this.#read(ASK, this.#askTicks, this.#askLots);
  }

  #read(side: BookSide, ticks: Int32Array, lots: Int32Array): number {
    const { book, baseTicks } = this.#market;
    const count = book.read(side, ticks, lots);
    for (let i = 0; i < count; i++) ticks[i] = (ticks[i] as number) + baseTicks;
    return count;
  }
}
