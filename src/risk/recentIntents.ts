/** The newest orders that were approved: enough to notice a repetition within half a second. */

/** How many are remembered. */
const RECENT = 64;

export class RecentIntents {
  readonly #timeUs = new Float64Array(RECENT);
  readonly #ticks = new Int32Array(RECENT);
  readonly #lots = new Int32Array(RECENT);
  /** How many there have been; number k is at k % RECENT. */
  #count = 0;
  /** The oldest that may still be repeated too soon. Time only increases, so those before it never matter again. */
  #from = 0;

  /** Whether one with this price and these lots (sells negative) came after `sinceUs`, which never decreases. */
  includes(sinceUs: number, priceTicks: number, signedLots: number): boolean {
    const count = this.#count;
    let from = Math.max(this.#from, count - RECENT);
    while (from < count && (this.#timeUs[from % RECENT] as number) <= sinceUs) from++;
    this.#from = from;
    for (let k = from; k < count; k++) {
      if (this.#ticks[k % RECENT] === priceTicks && this.#lots[k % RECENT] === signedLots) return true;
    }
    return false;
  }

  add(timeUs: number, priceTicks: number, signedLots: number): void {
    const i = this.#count++ % RECENT;
    this.#timeUs[i] = timeUs;
    this.#ticks[i] = priceTicks;
    this.#lots[i] = signedLots;
  }
}
