/**
 * Digest of all that a lane sent: the time of each send by the trader's clock, the orders placed with side, slot, price and size,
 * the orders cancelled, and the lots taken. Two versions that send something else have other digests, also where nothing fills.
 */

import { SLOTS_PER_SIDE } from '../exchange/ownOrders.ts';

export class SendDigest {
  /** The trader's own time of the next send, µs. A cell, so that it is handed over without being boxed. */
  readonly localUs: Float64Array = new Float64Array(1);
  /** The two halves of that time. */
  readonly #localWords = new Int32Array(this.localUs.buffer);
  /** Two states, and the number of sends. */
  readonly #state = new Int32Array([0x3c6ef372, 0x1b873593, 0]);

  /**
   * Adds a send at `localUs`.
   * @param place and `cancel`: masks of slots by side
   * @param ticks and `lots`: prices and sizes of the orders placed, by slot
   * @param takeLots buys positive, 0 for none
   */
  add(place: Int32Array, cancel: Int32Array, ticks: Int32Array, lots: Int32Array, takeLots: number): void {
    const state = this.#state;
    state[2] = (state[2] as number) + 1;
    this.#mix(this.#localWords[0] as number);
    this.#mix(this.#localWords[1] as number);
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

  /** The state so far, as a column for the digest of the lane. */
  column(): Int32Array {
    return this.#state.slice();
  }

  /**
   * Mixes a word in. The steps are those of MurmurHash3 (Appleby, public domain): for a given state, other words lead to other
   * states. The second state takes in the first, so that the pair does not collide wherever one of them does.
   */
  #mix(word: number): void {
    const state = this.#state;
    let k = Math.imul(word, 0xcc9e2d51);
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    const a = (state[0] as number) ^ k;
    const first = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
    const b = (state[1] as number) ^ Math.imul(word ^ first, 0x85ebca6b);
    state[0] = first;
    state[1] = (Math.imul((b << 17) | (b >>> 15), 5) + 0x38b34ae5) | 0;
  }
}
