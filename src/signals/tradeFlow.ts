/**
 * Whether aggressors bought or sold lately: traded lots, signed by the aggressor, with a weight that decays in time. Signed
 * flow predicts moves over seconds to minutes (Bouchaud, Farmer & Lillo 2009, §5).
 */

export class TradeFlow {
  readonly #timeConstantUs: number;
  #signed = 0;
  #total = 0;
  #timeUs = 0;

  constructor(timeConstantSeconds: number) {
    this.#timeConstantUs = timeConstantSeconds * 1e6;
  }

  /** −1 (all sold) … 1 (all bought); 0 before the first trade. */
  get imbalance(): number {
    return this.#total === 0 ? 0 : this.#signed / this.#total;
  }

  reset(): void {
    this.#signed = 0;
    this.#total = 0;
    this.#timeUs = 0;
  }

  /** @param signedLots positive where the aggressor bought */
  push(timeUs: number, signedLots: number): void {
    const weight = Math.exp((this.#timeUs - timeUs) / this.#timeConstantUs);
    this.#signed = this.#signed * weight + signedLots;
    this.#total = this.#total * weight + Math.abs(signedLots);
    this.#timeUs = timeUs;
  }
}
