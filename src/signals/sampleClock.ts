/** When the next sample of a signal is due: at most one in each interval, however often it is asked. */

export class SampleClock {
  /** µs. */
  nextUs = 0;
  readonly #intervalUs: number;

  constructor(intervalSeconds: number) {
    this.#intervalUs = intervalSeconds * 1e6;
  }

  reset(): void {
    this.nextUs = 0;
  }

  /** Whether a sample is due; then the next one is due at the next multiple of the interval. */
  isDue(timeUs: number): boolean {
    if (timeUs < this.nextUs) return false;
    this.nextUs = (Math.floor(timeUs / this.#intervalUs) + 1) * this.#intervalUs;
    return true;
  }
}
