/**
 * What own fills were worth a little later: the realised spread, mid after a horizon against the price of the fill, in our
 * favour (Huang & Stoll 1996). Negative is adverse selection.
 */

/** Fills that can wait for their horizon; of more, the newest are left out. */
const MOST_WAITING = 256;

export class FillOutcomes {
  /** Fills in a row, up to the newest known, that lost. */
  losingInARow = 0;
  /** Average of the realised spread over about `memory` fills, bps; 0 before the first outcome. */
  meanBps = 0;
  /** Outcomes known so far. */
  known = 0;

  readonly #horizonUs: number;
  readonly #weight: number;
  readonly #timeUs = new Float64Array(MOST_WAITING);
  readonly #ticks = new Float64Array(MOST_WAITING);
  readonly #sign = new Int8Array(MOST_WAITING);
  #first = 0;
  #waiting = 0;

  constructor(horizonSeconds: number, memory: number) {
    this.#horizonUs = horizonSeconds * 1e6;
    this.#weight = 1 / memory;
  }

  reset(): void {
    this.losingInARow = 0;
    this.meanBps = 0;
    this.known = 0;
    this.#first = 0;
    this.#waiting = 0;
  }

  /** @param sign 1 when we bought, −1 when we sold */
  fill(timeUs: number, sign: number, priceTicks: number): void {
    if (this.#waiting === MOST_WAITING) return;
    const i = (this.#first + this.#waiting++) % MOST_WAITING;
    this.#timeUs[i] = timeUs;
    this.#ticks[i] = priceTicks;
    this.#sign[i] = sign;
  }

  /** Judges the fills whose horizon has passed by the mid of this moment. */
  mark(timeUs: number, midTicks: number): void {
    while (this.#waiting > 0 && timeUs - (this.#timeUs[this.#first] as number) >= this.#horizonUs) {
      const ticks = this.#ticks[this.#first] as number;
      this.#judge((this.#sign[this.#first] as number) * (midTicks / ticks - 1) * 10_000);
      this.#first = (this.#first + 1) % MOST_WAITING;
      this.#waiting--;
    }
  }

  #judge(realisedBps: number): void {
    this.losingInARow = realisedBps < 0 ? this.losingInARow + 1 : 0;
    // A plain mean until there are as many as are remembered.
    const weight = Math.max(this.#weight, 1 / ++this.known);
    this.meanBps += (realisedBps - this.meanBps) * weight;
  }
}
