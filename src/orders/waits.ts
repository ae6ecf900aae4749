/** When something that failed may be tried again: after twice the time each, up to a limit, until it has worked. */
export class Waits {
  readonly #firstMs: number;
  readonly #longestMs: number;
  #failures = 0;
  #untilMs = Number.NEGATIVE_INFINITY;

  constructor(firstMs: number, longestMs: number) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
  }

  /** @param leastMs what the venue asks for */
  failed(nowMs: number, leastMs = 0): void {
    const ms = Math.min(this.#longestMs, this.#firstMs * 2 ** this.#failures);
    this.#failures++;
    this.#untilMs = Math.max(this.#untilMs, nowMs + Math.max(ms, leastMs));
  }

  worked(): void {
    this.#failures = 0;
  }

  isWaiting(nowMs: number): boolean {
    return nowMs < this.#untilMs;
  }
}
