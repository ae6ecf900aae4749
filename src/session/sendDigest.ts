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
    // Locals: a field would be read and written again for every word.
    let a = mixA(mixA(mixA(this.#a, localWords[0] as number), localWords[1] as number), takeLots);
    let b = mixB(mixB(mixB(this.#b, localWords[0] as number), localWords[1] as number), takeLots);
    for (let side = 0; side < 2; side++) {
      const cancelled = cancel[side] as number;
      const placed = place[side] as number;
      a = mixA(mixA(a, cancelled), placed);
      b = mixB(mixB(b, cancelled), placed);
      for (let mask = placed; mask !== 0; ) {
        const i = 31 - Math.clz32(mask);
        mask &= ~(1 << i);
        const slot = side * SLOTS_PER_SIDE + i;
        a = mixA(mixA(a, ticks[slot] as number), lots[slot] as number);
        b = mixB(mixB(b, ticks[slot] as number), lots[slot] as number);
      }
    }
    this.#a = a;
    this.#b = b;
    this.#sends++;
  }

  /** The states and the number of sends so far, as a column for the digest of the lane. */
  column(): Int32Array {
    return Int32Array.of(this.#a, this.#b, this.#sends);
  }
}

/** Turns a state, adds the word and multiplies by an odd number: from one state, other words lead to other states. */
function mixA(state: number, word: number): number {
  return Math.imul(((state << 5) | (state >>> 27)) ^ word, 0x9e3779b1);
}

/** The same with other numbers, so that the pair does not collide where one of them does. */
function mixB(state: number, word: number): number {
  return Math.imul(((state << 13) | (state >>> 19)) ^ word, 0x85ebca6b);
}
