/**
 * Digest of all that a lane sent: the time of each send by the trader's clock, the orders placed with side, slot, price and size,
 * the orders cancelled, and the lots taken. Two versions that send something else have other digests, also where nothing fills.
 */

import { SLOTS_PER_SIDE } from '../exchange/ownOrders.ts';

/** The trader's own time of the next send, µs. One cell for all traders, since a number handed to a call would be boxed. */
export const sendLocalUs: Float64Array = new Float64Array(1);
/** The two halves of that time. */
const localWords = new Int32Array(sendLocalUs.buffer);

export class SendDigest {
  /** Two states of 32 bits that each word changes on its own. */
  #a = 0x3c6ef372;
  #b = 0x1b873593;
  #sends = 0;

  /**
   * Adds a send at {@link sendLocalUs}.
   * @param place and `cancel`: masks of slots by side
   * @param ticks and `lots`: prices and sizes of the orders placed, by slot
   * @param takeLots buys positive, 0 for none
   */
  add(place: Int32Array, cancel: Int32Array, ticks: Int32Array, lots: Int32Array, takeLots: number): void {
    this.#sends++;
    this.#mix(localWords[0] as number);
    this.#mix(localWords[1] as number);
    this.#mix(takeLots);
    for (let side = 0; side < 2; side++) {
      this.#mix(cancel[side] as number);
      this.#mix(place[side] as number);
      for (let mask = place[side] as number; mask !== 0; ) {
        const i = 31 - Math.clz32(mask);
        mask &= ~(1 << i);
        const slot = side * SLOTS_PER_SIDE + i;
        this.#mix(ticks[slot] as number);
        this.#mix(lots[slot] as number);
      }
    }
  }

  /** The states and the number of sends so far, as a column for the digest of the lane. */
  column(): Int32Array {
    return Int32Array.of(this.#a, this.#b, this.#sends);
  }

  /** Turns a state, adds the word and multiplies by an odd number: from one state, other words lead to other states. */
  #mix(word: number): void {
    const a = this.#a;
    const b = this.#b;
    this.#a = Math.imul(((a << 5) | (a >>> 27)) ^ word, 0x9e3779b1);
    this.#b = Math.imul(((b << 13) | (b >>> 19)) ^ word, 0x85ebca6b);
  }
}
