/** What a trader knows of its own orders, by slot (ownOrders.ts) and as masks by side; as old as its latency makes it. */

import { SLOTS_PER_SIDE } from '../exchange/ownOrders.ts';
import type { Response } from '../exchange/trader.ts';
import type { BookSide } from '../market/tape.ts';
import type { OrderGateway } from './ports.ts';

export class WorkingOrders {
  readonly ticks: Int32Array = new Int32Array(2 * SLOTS_PER_SIDE);
  /** Lots as sent. */
  readonly lots: Int32Array = new Int32Array(2 * SLOTS_PER_SIDE);
  readonly left: Int32Array = new Int32Array(2 * SLOTS_PER_SIDE);
  /** Orders that are sent and not known to have ended. */
  readonly used: Int32Array = new Int32Array(2);
  /** Slots whose cancel is not answered yet: the slot stays taken until it is. */
  readonly cancelling: Int32Array = new Int32Array(2);
  /** Orders that served no quote when they were last matched. */
  readonly unwanted: Int32Array = new Int32Array(2);

  learn(response: Response): void {
    for (let side = 0; side < 2; side++) {
      this.cancelling[side] = (this.cancelling[side] as number) & ~(response.cancelAnswered[side] as number);
      this.used[side] = (this.used[side] as number) & ~(response.ended[side] as number);
    }
  }

  /** Takes over the prices of orders that rest at other prices than they were sent with. @param slid masks by side */
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

  /** Takes a fill off an order. Returns whether it was the order's first. */
  fill(slot: number, lots: number): boolean {
    const first = this.left[slot] === this.lots[slot];
    this.left[slot] = (this.left[slot] as number) - lots;
    return first;
  }

  /** Mask of the side's orders that have not been asked to be cancelled. */
  live(side: BookSide): number {
    return (this.used[side] as number) & ~(this.cancelling[side] as number);
  }

  /**
   * Matches live orders with the quotes that are wanted of a side; returns the mask of quotes that an order serves. Orders that
   * serve none are `unwanted`, and count as being cancelled from now on.
   */
  match(side: BookSide, ticks: Int32Array, lots: Int32Array, count: number): number {
    let served = 0;
    let unwanted = 0;
    for (let mask = this.live(side); mask !== 0; ) {
      const i = 31 - Math.clz32(mask);
      mask &= ~(1 << i);
      const quote = this.#servedBy(side * SLOTS_PER_SIDE + i, ticks, lots, count, served);
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

  /** Lots that are left of the side's live orders. */
  liveLots(side: BookSide): number {
    let lots = 0;
    for (let mask = this.live(side); mask !== 0; ) {
      const i = 31 - Math.clz32(mask);
      mask &= ~(1 << i);
      lots += this.left[side * SLOTS_PER_SIDE + i] as number;
    }
    return lots;
  }

  /** An order serves a quote of its price if the size wanted is what it was sent with or what is left of it; −1 for none. */
  #servedBy(slot: number, ticks: Int32Array, lots: Int32Array, count: number, served: number): number {
    const priceTicks = this.ticks[slot];
    for (let j = 0; j < count; j++) {
      if (ticks[j] !== priceTicks || (served & (1 << j)) !== 0) continue;
      if (lots[j] === this.lots[slot] || lots[j] === this.left[slot]) return j;
    }
    return -1;
  }
}
