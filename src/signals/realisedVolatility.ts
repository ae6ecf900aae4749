/**
 * Realised volatility: the root of the mean squared return per second over a window (Andersen & Bollerslev 1998, "Answering the
 * skeptics"). Samples need not be equally far apart: squares are divided by the time that they took.
 */

export class RealisedVolatility {
  /** bps per square root of a second; 0 until there are two samples. × √60 for a minute, × √86,400 for a day. */
  perRootSecondBps = 0;

  readonly #squares: Float64Array;
  readonly #seconds: Float64Array;
  #next = 0;
  #squareSum = 0;
  #secondSum = 0;
  #price = Number.NaN;
  #timeUs = 0;

  /** @param samples length of the window, in returns */
  constructor(samples: number) {
    this.#squares = new Float64Array(samples);
    this.#seconds = new Float64Array(samples);
  }

  reset(): void {
    this.perRootSecondBps = 0;
    this.#squares.fill(0);
    this.#seconds.fill(0);
    this.#next = 0;
    this.#squareSum = 0;
    this.#secondSum = 0;
    this.#price = Number.NaN;
  }

  /** Takes the price of a moment; each moment has to be later than the one before. */
  push(timeUs: number, price: number): void {
    if (!Number.isNaN(this.#price)) this.#take((price / this.#price - 1) * 10_000, (timeUs - this.#timeUs) / 1e6);
    this.#price = price;
    this.#timeUs = timeUs;
  }

  #take(returnBps: number, seconds: number): void {
    const i = this.#next;
    const square = returnBps * returnBps;
    this.#squareSum += square - (this.#squares[i] as number);
    this.#secondSum += seconds - (this.#seconds[i] as number);
    this.#squares[i] = square;
    this.#seconds[i] = seconds;
    this.#next = i + 1;
    if (this.#next === this.#squares.length) {
      this.#next = 0;
      // Sums that are added to and taken from forever drift: they are formed anew once a window.
      this.#squareSum = sum(this.#squares);
      this.#secondSum = sum(this.#seconds);
    }
    this.perRootSecondBps = Math.sqrt(Math.max(0, this.#squareSum) / this.#secondSum);
  }
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] as number;
  return total;
}
