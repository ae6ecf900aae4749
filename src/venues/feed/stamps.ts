/** Times of receipt, whole µs since 1970. Each is later than the one before, so that no two messages share one. */
export class Stamps {
  readonly #nowUs: () => number;
  #newestUs = 0;

  constructor(nowUs: () => number) {
    this.#nowUs = nowUs;
  }

  next(): number {
    this.#newestUs = Math.max(Math.floor(this.#nowUs()), this.#newestUs + 1);
    return this.#newestUs;
  }
}
