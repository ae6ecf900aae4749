/**
 * Exponentially weighted volatility (RiskMetrics 1996, "Technical document"): the weight of a squared return halves with each
 * half-life of its age. Its forecast of what comes is what it is now. Weights are those of the time that has passed, so samples
 * need not be equally far apart.
 */

export class EwmaVolatility {
  /** bps per square root of a second; 0 until there are two samples. */
  perRootSecondBps = 0;

  readonly #halfLifeSeconds: number;
  #weighted = 0;
  #weight = 0;
  #price = Number.NaN;
  #timeUs = 0;

  constructor(halfLifeSeconds: number) {
    this.#halfLifeSeconds = halfLifeSeconds;
  }

  reset(): void {
    this.perRootSecondBps = 0;
    this.#weighted = 0;
    this.#weight = 0;
    this.#price = Number.NaN;
  }

  /** Takes the price of a moment; each moment has to be later than the one before. */
  push(timeUs: number, price: number): void {
    if (!Number.isNaN(this.#price)) this.#take((price / this.#price - 1) * 10_000, (timeUs - this.#timeUs) / 1e6);
    this.#price = price;
    this.#timeUs = timeUs;
  }

  #take(returnBps: number, seconds: number): void {
    const kept = 2 ** (-seconds / this.#halfLifeSeconds);
    this.#weighted = this.#weighted * kept + (1 - kept) * ((returnBps * returnBps) / seconds);
    // Less than 1 while little is known: the mean is that of what was seen.
    this.#weight = this.#weight * kept + (1 - kept);
    this.perRootSecondBps = Math.sqrt(this.#weighted / this.#weight);
  }
}
