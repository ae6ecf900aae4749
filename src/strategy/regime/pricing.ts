/** Where the quotes of the regime maker belong: offsets of the levels, and the centre that position, flow and funding move. */

import type { FundingLens } from '../lenses.ts';
import type { RegimeParameters } from './parameters.ts';
import type { VolatilityRegime } from './volatilityRegime.ts';

const EIGHT_HOURS_US = 8 * 3600 * 1e6;

export class Pricing {
  /** Distance between levels, bps. */
  offsetBps = 0;
  /** Distance of the centre from the mid, bps. */
  centreBps = 0;
  /** Share of the position limit that is allowed, 0 … 1: less for a position that pays funding. */
  limitShare = 1;

  readonly #p: RegimeParameters;
  #spreadBps = Number.NaN;

  constructor(p: RegimeParameters) {
    this.#p = p;
  }

  reset(): void {
    this.#spreadBps = Number.NaN;
    this.offsetBps = 0;
    this.centreBps = 0;
    this.limitShare = 1;
  }

  /** Takes a sample of the market spread. */
  sampleSpread(marketBps: number): void {
    if (Number.isNaN(this.#spreadBps)) this.#spreadBps = marketBps;
    else this.#spreadBps += (marketBps - this.#spreadBps) * this.#p.spreadSmoothing;
  }

  /** @param excessBps what fast moves are beyond their limits @param vpin 0 … 1 */
  setOffset(regime: VolatilityRegime, excessBps: number, vpin: number): void {
    const { fixedOffsets, offsetPerLevelBps, minOffsetBps, maxOffsetBps, volatilityOffsetMultiplier } = this.#p;
    const { vpinWide, vpinWidening } = this.#p;
    const base = fixedOffsets ? offsetPerLevelBps : Math.min(maxOffsetBps, Math.max(minOffsetBps, this.#spreadBps));
    const toxic = 1 + (vpinWidening * Math.max(0, vpin - vpinWide)) / (1 - vpinWide);
    this.offsetBps = base * regime.offsetScale * toxic + volatilityOffsetMultiplier * excessBps;
  }

  /**
   * The reservation price of Avellaneda & Stoikov (2008), mid − position × γ × σ² × horizon with the position as a share of its
   * limit, a tanh skew on top of it, and the bias of the flow.
   * @param share position / limit, −1 … 1 @param trend −1 … 1 @param flow −1 … 1
   */
  setCentre(
    share: number,
    regime: VolatilityRegime,
    trend: number,
    flow: number,
    funding: FundingLens | undefined,
  ): void {
    const p = this.#p;
    const sigma = regime.short.perRootSecondBps;
    const reservation = -share * p.riskAversion * sigma * sigma * p.horizonSeconds;
    let skew = -Math.tanh(p.skewSteepness * share) * p.skewMaxBps * p.inventorySkewFactor;
    // A position against a strong trend: long in a downtrend, short in an uptrend.
    if (trend * share < 0 && Math.abs(trend) > p.trendStrongThreshold) skew *= p.trendSkewMultiplier;
    const paid = this.#fundingStrength(share, funding);
    skew *= 1 + p.fundingSkewFactor * paid;
    this.limitShare = 1 - p.fundingSkewFactor * Math.max(0, paid);
    this.centreBps = reservation + skew + p.flowBiasBps * flow;
  }

  /** −1 (the position earns full funding) … 1 (it pays full funding). */
  #fundingStrength(share: number, funding: FundingLens | undefined): number {
    if (funding === undefined || Number.isNaN(funding.rate)) return 0;
    const per8h = (funding.rate * 100 * EIGHT_HOURS_US) / funding.intervalUs;
    const strength = Math.max(-1, Math.min(1, per8h / this.#p.fundingFullRate));
    return Math.sign(share) * strength;
  }
}
