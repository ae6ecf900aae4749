/** What a desk knows of its orders, by slot (see ownOrders.ts) and as masks by side; as old as its latency makes it. */

import { SLOTS_PER_SIDE } from '../exchange/ownOrders.ts';
import type { Response } from '../exchange/trader.ts';
import type { BookSide } from '../market/tape.ts';

export class WorkingOrders {
  readonly ticks: Int32Array = new Int32Array(2 * SLOTS_PER_SIDE);
  /** Lots as sent. */
  readonly lots: Int32Array = new Int32Array(2 * SLOTS_PER_SIDE);
  readonly left: Int32Array = new Int32Array(2 * SLOTS_PER_SIDE);
  /** Orders that are sent and not known to have ended. */
  readonly used: Int32Array = new Int32Array(2);
  /** Slots whose cancel is not answered yet: the slot stays taken until it is. */
  readonly cancelling: Int32Array = new Int32Array(2);

  learn(response: Response): void {
    for (let side = 0; side < 2; side++) {
      this.cancelling[side] = (this.cancelling[side] as number) & ~(response.cancelAnswered[side] as number);
      this.used[side] = (this.used[side] as number) & ~(response.ended[side] as number);
    }
  }

  /** Takes a fill off an order. Returns whether it was the order's first. */
  fill(slot: number, lots: number): boolean {
    const first = this.left[slot] === this.lots[slot];
    this.left[slot] = (this.left[slot] as number) - lots;
    return first;
  }

  /** Mask of the side's orders that nobody has asked to cancel. */
  standing(side: BookSide): number {
    return (this.used[side] as number) & ~(this.cancelling[side] as number);
  }

  /** A free slot of the side taken for a new order; −1 when there is none. */
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

  /** Lots that are left of the side's standing orders. */
  standingLots(side: BookSide): number {
    let lots = 0;
    for (let mask = this.standing(side); mask !== 0; ) {
      const i = 31 - Math.clz32(mask);
      mask &= ~(1 << i);
      lots += this.left[side * SLOTS_PER_SIDE + i] as number;
    }
    return lots;
  }
}
