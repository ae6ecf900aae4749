/**
 * How far a market is from its own recent past: the log of its mid less the exponential average of that log in time. A market that
 * follows another with an exponential lag of the same half-life has that move, times its beta, still before it. Lead and lag of
 * prices: Hasbrouck (1995), "One security, many markets"; de Jong & Nijman (1997).
 */

export class ReferenceMove {
  /** bps; NaN while the mid is not known, or the newest row is older than the limit. */
  bps: number = Number.NaN;

  readonly #halfLifeUs: number;
  readonly #staleUs: number;
  /** Log of the mid less its average, at the newest row. */
  #gap = 0;
  #mid: number = Number.NaN;
  #rowUs = 0;

  /** @param staleSeconds age from which a row says nothing; after a gap of that length the average begins anew */
  constructor(halfLifeSeconds: number, staleSeconds: number) {
    this.#halfLifeUs = halfLifeSeconds * 1e6;
    this.#staleUs = staleSeconds * 1e6;
  }

  reset(): void {
    this.bps = Number.NaN;
    this.#gap = 0;
    this.#mid = Number.NaN;
    this.#rowUs = 0;
  }

  /** Rows of the market in their order: the first `count` of the columns, with a NaN where its mid is not known. */
  push(timeUs: Float64Array, midTicks: Float64Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const mid = midTicks[i] as number;
      const ageUs = (timeUs[i] as number) - this.#rowUs;
      // A move that nobody saw happen is not a recent one: what follows the market has had that time, too.
      const isNew = Number.isNaN(mid) || Number.isNaN(this.#mid) || ageUs > this.#staleUs;
      this.#gap = isNew ? 0 : this.#gap * 2 ** (-ageUs / this.#halfLifeUs) + Math.log(mid / this.#mid);
      this.#mid = mid;
      this.#rowUs = timeUs[i] as number;
    }
  }

  /** Sets `bps` to the move at a moment, not before the newest row. Asking changes nothing of what is asked later. */
  lookAt(nowUs: number): void {
    const ageUs = nowUs - this.#rowUs;
    const isKnown = !Number.isNaN(this.#mid) && ageUs <= this.#staleUs;
    this.bps = isKnown ? this.#gap * 2 ** (-ageUs / this.#halfLifeUs) * 10_000 : Number.NaN;
  }
}
