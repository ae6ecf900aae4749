/**
 * What a trader knows of its own orders: values by slot (exchange/ownOrders.ts numbers the slots), and bit masks by side. It is as
 * old as the latency of the responses.
 */

import { SLOTS_PER_SIDE } from '../exchange/ownOrders.ts';
import type { Response } from '../exchange/trader.ts';
import type { BookSide } from '../market/tape.ts';
import type { OrderGateway } from './ports.ts';

export class WorkingOrders {
  readonly ticks: Int32Array = new Int32Array(2 * SLOTS_PER_SIDE);
  /** Size with which the order was sent, lots. */
  readonly lots: Int32Array = new Int32Array(2 * SLOTS_PER_SIDE);
  /** Size that is not filled yet, lots. */
  readonly left: Int32Array = new Int32Array(2 * SLOTS_PER_SIDE);
  /** Mask by side: orders that were sent and are not known to have ended. */
  readonly used: Int32Array = new Int32Array(2);
  /** Mask by side: orders whose cancel is not answered yet. Their slots stay taken until it is. */
  readonly cancelling: Int32Array = new Int32Array(2);
  /** Mask by side: orders that served no quote when they were last matched. */
  readonly unwanted: Int32Array = new Int32Array(2);

  /** Marks the orders that have ended and the cancels that are answered. */
  learn(response: Response): void {
    for (let side = 0; side < 2; side++) {
      this.cancelling[side] = (this.cancelling[side] as number) & ~(response.cancelAnswered[side] as number);
      this.used[side] = (this.used[side] as number) & ~(response.ended[side] as number);
    }
  }

  /** Reads the prices of orders that rest at another price than they were sent with. @param slid masks of these orders by side */
  slide(slid: Int32Array, gateway: Pick<OrderGateway, 'priceTicks'>): void {
    for (let side = 0; side < 2; side++) {
      for (let mask = slid[side] as number; mask !== 0; ) {
        const i = 31 - Math.clz32(mask);
        mask &= ~(1 << i);
        const slot = side * SLOTS_PER_SIDE + i;
        this.ticks[slot] = gateway.priceTicks(slot);
      }
    }
  }

  /** Subtracts a fill from the size left of an order. Returns whether it was the order's first fill. */
  fill(slot: number, lots: number): boolean {
    const first = this.left[slot] === this.lots[slot];
    this.left[slot] = (this.left[slot] as number) - lots;
    return first;
  }

  /** Mask of the side's orders that are not being cancelled. */
  live(side: BookSide): number {
    return (this.used[side] as number) & ~(this.cancelling[side] as number);
  }

  /**
   * Matches the live orders of a side with the wanted quotes of that side. Returns the mask of the quotes that an order serves.
   * Orders that serve no quote become `unwanted`, and count as being cancelled from now on.
   */
  match(side: BookSide, ticks: Int32Array, lots: Int32Array, count: number): number {
    let served = 0;
    let unwanted = 0;
    for (let mask = this.live(side); mask !== 0; ) {
      const i = 31 - Math.clz32(mask);
      mask &= ~(1 << i);
      const quote = this.#quoteServedBy(side * SLOTS_PER_SIDE + i, ticks, lots, count, served);
      if (quote >= 0) served |= 1 << quote;
      else unwanted |= 1 << i;
    }
    this.unwanted[side] = unwanted;
    this.cancelling[side] = (this.cancelling[side] as number) | unwanted;
    return served;
  }

  /** Takes a free slot of the side for a new order and returns it; −1 when there is none. */
  open(side: BookSide, priceTicks: number, lots: number): number {
    const free = ~((this.used[side] as number) | (this.cancelling[side] as number));
    if (free === 0) return -1;
    const i = 31 - Math.clz32(free);
    const slot = side * SLOTS_PER_SIDE + i;
    this.ticks[slot] = priceTicks;
    this.lots[slot] = lots;
    this.left[slot] = lots;
    this.used[side] = (this.used[side] as number) | (1 << i);
    return slot;
  }

  hasRoom(side: BookSide): boolean {
    return ((this.used[side] as number) | (this.cancelling[side] as number)) !== -1;
  }

  /** Size left of all live orders of the side together, lots. */
  liveLots(side: BookSide): number {
    let lots = 0;
    for (let mask = this.live(side); mask !== 0; ) {
      const i = 31 - Math.clz32(mask);
      mask &= ~(1 << i);
      lots += this.left[side * SLOTS_PER_SIDE + i] as number;
    }
    return lots;
  }

  /**
   * Index of the quote that the order serves; −1 for none. An order serves a quote at its price if the wanted size equals the size
   * with which it was sent, or the size that is left of it. @param served mask of quotes that other orders serve already
   */
  #quoteServedBy(slot: number, ticks: Int32Array, lots: Int32Array, count: number, served: number): number {
    const priceTicks = this.ticks[slot];
    for (let j = 0; j < count; j++) {
      if (ticks[j] !== priceTicks || (served & (1 << j)) !== 0) continue;
      if (lots[j] === this.lots[slot] || lots[j] === this.left[slot]) return j;
    }
    return -1;
  }
}
