/** Fills in the lenses that the strategy of a lane reads (strategy/lenses.ts). A lane without lenses has no such object. */

import { SLOTS_PER_SIDE } from '../exchange/ownOrders.ts';
import type { Response } from '../exchange/trader.ts';
import { ASK, BID, type BookSide } from '../market/tape.ts';
import { DEPTH_LEVELS, type DepthLens, type Lens, type OrdersLens } from '../strategy/lenses.ts';
import type { DecisionClock } from './decisionClock.ts';
import type { DecisionInput } from './decisionInput.ts';
import type { MarketState, TradeReader } from './ports.ts';
import type { ReferenceReader } from './referenceReader.ts';
import type { WorkingOrders } from './workingOrders.ts';

export class LaneLenses {
  readonly #market: MarketState;
  readonly #depth: Depth | undefined;
  readonly #trades: TradeReader | undefined;
  readonly #orders: Orders | undefined;
  readonly #funding: boolean;
  readonly #reference: ReferenceReader | undefined;
  readonly #clock: DecisionClock;

  /** @param reference of a lane that reads it */
  constructor(
    needs: readonly Lens[],
    market: MarketState,
    orders: WorkingOrders,
    reference: ReferenceReader | undefined,
    clock: DecisionClock,
  ) {
    this.#market = market;
    this.#reference = reference;
    this.#clock = clock;
    this.#depth = needs.includes('depth') ? new Depth(market) : undefined;
    this.#trades = needs.includes('trades') ? market.readTrades() : undefined;
    this.#orders = needs.includes('orders') ? new Orders(orders) : undefined;
    this.#funding = needs.includes('funding');
  }

  /** Writes all lenses of the view: traders share it, so that those of another lane would stay otherwise. */
  show(now: DecisionInput): void {
    this.#depth?.look();
    this.#trades?.next();
    this.#orders?.look(now.timeUs);
    this.#reference?.look(this.#clock);
    now.depth = this.#depth;
    now.trades = this.#trades;
    now.orders = this.#orders;
    now.funding = this.#funding ? this.#market.funding : undefined;
    now.reference = this.#reference;
  }

  /** The strategy will not be asked again: trades need not be kept for it. */
  skip(): void {
    this.#trades?.next();
  }

  /** An order goes out. */
  sent(slot: number, { timeUs }: DecisionInput): void {
    if (this.#orders !== undefined) this.#orders.sentUs[slot] = timeUs;
  }

  heard(response: Response): void {
    this.#orders?.heard(response);
  }
}

class Depth implements DepthLens {
  bidCount = 0;
  askCount = 0;
  readonly bidTicks = new Int32Array(DEPTH_LEVELS);
  readonly bidLots = new Int32Array(DEPTH_LEVELS);
  readonly askTicks = new Int32Array(DEPTH_LEVELS);
  readonly askLots = new Int32Array(DEPTH_LEVELS);
  readonly #market: MarketState;

  constructor(market: MarketState) {
    this.#market = market;
  }

  look(): void {
    this.bidCount = this.#read(BID, this.bidTicks, this.bidLots);
    this.askCount = this.#read(ASK, this.askTicks, this.askLots);
  }

  #read(side: BookSide, ticks: Int32Array, lots: Int32Array): number {
    const { book, baseTicks } = this.#market;
    let index = side === BID ? book.bidIndex : book.askIndex;
    for (let i = 0; i < DEPTH_LEVELS; i++) {
      if (index < 0 || index >= book.width) return i;
      ticks[i] = index + baseTicks;
      lots[i] = book.lotsAt(side, index);
      const x = book.nextWorse(side, index);
      index = side === BID ? x : -x;
    }
    return DEPTH_LEVELS;
  }
}

class Orders implements OrdersLens {
  bidCount = 0;
  askCount = 0;
  readonly bidTicks = new Int32Array(SLOTS_PER_SIDE);
  readonly bidLots = new Int32Array(SLOTS_PER_SIDE);
  readonly bidAgeUs = new Float64Array(SLOTS_PER_SIDE);
  readonly askTicks = new Int32Array(SLOTS_PER_SIDE);
  readonly askLots = new Int32Array(SLOTS_PER_SIDE);
  readonly askAgeUs = new Float64Array(SLOTS_PER_SIDE);
  readonly rejections = new Int32Array(2);
  readonly rejectedUs = new Float64Array(2).fill(Number.NEGATIVE_INFINITY);
  /** By slot, when its order was sent. */
  readonly sentUs = new Float64Array(2 * SLOTS_PER_SIDE);
  readonly #orders: WorkingOrders;

  constructor(orders: WorkingOrders) {
    this.#orders = orders;
  }

  look(timeUs: number): void {
    this.bidCount = this.#read(BID, timeUs, this.bidTicks, this.bidLots, this.bidAgeUs);
    this.askCount = this.#read(ASK, timeUs, this.askTicks, this.askLots, this.askAgeUs);
  }

  heard({ rejected, timeUs }: Response): void {
    for (let side = 0; side < 2; side++) {
      for (let mask = rejected[side] as number; mask !== 0; mask &= mask - 1) {
        this.rejections[side] = (this.rejections[side] as number) + 1;
        this.rejectedUs[side] = timeUs;
      }
    }
  }

  #read(side: BookSide, timeUs: number, ticks: Int32Array, lots: Int32Array, ageUs: Float64Array): number {
    const orders = this.#orders;
    let count = 0;
    for (let mask = orders.live(side); mask !== 0; ) {
      const i = 31 - Math.clz32(mask);
      mask &= ~(1 << i);
      const slot = side * SLOTS_PER_SIDE + i;
      ticks[count] = orders.ticks[slot] as number;
      lots[count] = orders.left[slot] as number;
      ageUs[count] = timeUs - (this.sentUs[slot] as number);
      count++;
    }
    return count;
  }
}
