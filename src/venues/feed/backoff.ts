/** How long to wait before the next try: twice as long each time, up to a limit, and random, so that clients do not come together. */
export class Backoff {
  readonly #firstUs: number;
  readonly #mostUs: number;
  readonly #random: () => number;
  #tries = 0;

  constructor(firstUs: number, mostUs: number, random: () => number) {
    this.#firstUs = firstUs;
    this.#mostUs = mostUs;
    this.#random = random;
  }

  /** From half of the time to all of it. */
  nextUs(): number {
    const wholeUs = Math.min(this.#mostUs, this.#firstUs * 2 ** this.#tries);
    this.#tries++;
    return wholeUs * (0.5 + 0.5 * this.#random());
  }

  reset(): void {
    this.#tries = 0;
  }
}
