/** Fills in the lenses that the strategy of a lane reads (strategy/lenses.ts). A lane without lenses has no such object. */

import { SLOTS_PER_SIDE } from '../exchange/ownOrders.ts';
import type { Response } from '../exchange/trader.ts';
import { ASK, BID, type BookSide } from '../market/tape.ts';
import type { DepthLens, Lens, OrdersLens } from '../strategy/lenses.ts';
import type { DecisionClock } from './decisionClock.ts';
import type { DecisionInput } from './decisionInput.ts';
import type { MarketState, TradeReader } from './ports.ts';
import type { ReferenceReader } from './referenceReader.ts';
import type { WorkingOrders } from './workingOrders.ts';

export class LaneLenses {
  readonly #market: MarketState;
  readonly #depth: DepthLens | undefined;
  readonly #trades: TradeReader | undefined;
  readonly #orders: Orders | undefined;
  readonly #funding: boolean;
  readonly #reference: ReferenceReader | undefined;
  readonly #clock: DecisionClock;

  /**
   * @param depth shared by all traders of the session
   * @param reference of a lane that reads it
   */
  constructor(
    needs: readonly Lens[],
    market: MarketState,
    depth: DepthLens,
    orders: WorkingOrders,
    reference: ReferenceReader | undefined,
    clock: DecisionClock,
  ) {
    this.#market = market;
    this.#reference = reference;
    this.#clock = clock;
    this.#depth = needs.includes('depth') ? depth : undefined;
    this.#trades = needs.includes('trades') ? market.readTrades() : undefined;
    this.#orders = needs.includes('orders') ? new Orders(orders) : undefined;
    this.#funding = needs.includes('funding');
  }

  /** Writes all lenses of the view: traders share it, so that those of another lane would stay otherwise. */
  show(now: DecisionInput): void {
    this.#trades?.next();
    this.#orders?.askedAt(now.timeUs);
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

/** Own orders as they are when the strategy is asked. They are read when it looks at them: many strategies read the rejections alone. */
class Orders implements OrdersLens {
  readonly rejections = new Int32Array(2);
  readonly rejectedUs = new Float64Array(2).fill(Number.NEGATIVE_INFINITY);
  /** By slot, when its order was sent. */
  readonly sentUs = new Float64Array(2 * SLOTS_PER_SIDE);
  readonly #orders: WorkingOrders;
  readonly #bids = new OrderColumns();
  readonly #asks = new OrderColumns();
  #timeUs = 0;
  #isRead = false;

  constructor(orders: WorkingOrders) {
    this.#orders = orders;
  }

  /** The strategy is asked at this moment. */
  askedAt(timeUs: number): void {
    this.#timeUs = timeUs;
    this.#isRead = false;
  }

  heard({ rejected, timeUs }: Response): void {
    for (let side = 0; side < 2; side++) {
      for (let mask = rejected[side] as number; mask !== 0; mask &= mask - 1) {
        this.rejections[side] = (this.rejections[side] as number) + 1;
        this.rejectedUs[side] = timeUs;
      }
    }
  }

  get bidCount(): number {
    return this.#of(BID).count;
  }

  get bidTicks(): Int32Array {
    return this.#of(BID).ticks;
  }

  get bidLots(): Int32Array {
    return this.#of(BID).lots;
  }

  get bidAgeUs(): Float64Array {
    return this.#of(BID).ageUs;
  }

  get askCount(): number {
    return this.#of(ASK).count;
  }

  get askTicks(): Int32Array {
    return this.#of(ASK).ticks;
  }

  get askLots(): Int32Array {
    return this.#of(ASK).lots;
  }

  get askAgeUs(): Float64Array {
    return this.#of(ASK).ageUs;
  }

  #of(side: BookSide): OrderColumns {
    if (!this.#isRead) {
      this.#isRead = true;
      this.#read(BID, this.#bids);
      this.#read(ASK, this.#asks);
    }
    return side === BID ? this.#bids : this.#asks;
  }

  #read(side: BookSide, to: OrderColumns): void {
    const orders = this.#orders;
    let count = 0;
    for (let mask = orders.live(side); mask !== 0; ) {
      const i = 31 - Math.clz32(mask);
      mask &= ~(1 << i);
      const slot = side * SLOTS_PER_SIDE + i;
      to.ticks[count] = orders.ticks[slot] as number;
      to.lots[count] = orders.left[slot] as number;
      to.ageUs[count] = this.#timeUs - (this.sentUs[slot] as number);
      count++;
    }
    to.count = count;
  }
}

/** The working orders of a side. */
class OrderColumns {
  count = 0;
  readonly ticks: Int32Array = new Int32Array(SLOTS_PER_SIDE);
  readonly lots: Int32Array = new Int32Array(SLOTS_PER_SIDE);
  readonly ageUs: Float64Array = new Float64Array(SLOTS_PER_SIDE);
}
