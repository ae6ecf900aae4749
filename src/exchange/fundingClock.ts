/** What a listener knows of the funding: the rate that was paid last, and when the next payment is due. */

const EIGHT_HOURS_US = 8 * 3600 * 1e6;

export class FundingClock {
  /** Paid by longs per unit of value at the last funding time; NaN until the tape has shown one. */
  rate: number = Number.NaN;
  /** Time between the last two payments; before there were two, eight hours, as most venues have it. */
  intervalUs: number = EIGHT_HOURS_US;

  readonly #startUs: number;
  readonly #clock: { readonly nowUs: number };
  #paidUs = Number.NaN;

  /** @param startUs the tape's time zero, µs since 1970 @param clock µs since then */
  constructor(startUs: number, clock: { readonly nowUs: number }) {
    this.#startUs = startUs;
    this.#clock = clock;
  }

  paid(timeUs: number, rate: number): void {
    if (timeUs > this.#paidUs) this.intervalUs = timeUs - this.#paidUs;
    this.#paidUs = timeUs;
    this.rate = rate;
  }

  /** The next payment after now, µs since the tape's time zero. Before the first one it is a whole interval of UTC. */
  get nextUs(): number {
    const { intervalUs } = this;
    const paidUs = Number.isNaN(this.#paidUs) ? -(this.#startUs % intervalUs) : this.#paidUs;
    return paidUs + intervalUs * (Math.floor((this.#clock.nowUs - paidUs) / intervalUs) + 1);
  }
}
