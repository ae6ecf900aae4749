/** Sizes and distances of the tiers of a side. */

import type { TieredParameters } from './parameters.ts';

/** Tiers of the first band and of the second; those beyond are the third. */
const BAND = 5;

/**
 * Share of the size that each tier has, from the nearest; together 1. With bands, tiers 1–5, 6–10 and those beyond hold their
 * shares and sizes decay within each; without, sizes decay over all tiers.
 */
export function tierShares(p: TieredParameters): Float64Array {
  const bands = p.bandShares ? bandShares(p) : [1];
  const length = p.bandShares ? BAND : p.levels;
  const shares = new Float64Array(p.levels);
  bands.forEach((share, band) => {
    const from = band * length;
    const to = band === bands.length - 1 ? p.levels : from + length;
    const weights = Array.from({ length: to - from }, (_, i) => p.sizeDecay ** i);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    weights.forEach((weight, i) => {
      shares[from + i] = (share * weight) / sum;
    });
  });
  return shares;
}

/** Shares of the bands that have tiers. */
function bandShares({ levels, nearSharePct, middleSharePct }: TieredParameters): number[] {
  const all = [nearSharePct, middleSharePct, Math.max(0, 100 - nearSharePct - middleSharePct)];
  const present = all.slice(0, Math.min(3, Math.ceil(levels / BAND)));
  const sum = present.reduce((total, share) => total + share, 0);
  return present.map((share) => share / sum);
}

/** How far the tiers reach: the first and the last, and all between in equal ratios. */
export class Distances {
  /** bps. */
  minBps = 0;
  maxBps = 0;
  readonly #p: TieredParameters;

  constructor(p: TieredParameters) {
    this.#p = p;
  }

  /**
   * The zone of the volatility, times what the book and recent fills say, within floor and ceiling.
   * @param yearlyPct volatility, % a year
   * @param imbalance of the book, −1 … 1 @param thinnerUsd depth of the thinner side @param adverse multiplier of adverse selection
   */
  set(yearlyPct: number, imbalance: number, thinnerUsd: number, adverse: number): void {
    const p = this.#p;
    if (yearlyPct < p.tightVolatilityPct) this.#scale(p.tightMinBps, p.tightMaxBps, 1);
    else if (yearlyPct <= p.normalVolatilityPct) this.#scale(p.normalMinBps, p.normalMaxBps, 1);
    else if (yearlyPct <= p.cautiousVolatilityPct) this.#scale(p.cautiousMinBps, p.cautiousMaxBps, 1);
    else this.#scale(p.defensiveMinBps, p.defensiveMaxBps, 1);
    const book = this.#imbalanceFactor(Math.abs(imbalance)) * this.#depthFactor(thinnerUsd);
    this.#scale(this.minBps, this.maxBps, book * adverse);
    this.minBps = Math.min(p.ceilingBps, Math.max(p.floorBps, this.minBps));
    this.maxBps = Math.min(p.ceilingBps, Math.max(this.minBps, this.maxBps));
  }

  #scale(minBps: number, maxBps: number, factor: number): void {
    this.minBps = minBps * factor;
    this.maxBps = maxBps * factor;
  }

  #imbalanceFactor(size: number): number {
    const { imbalanceThreshold, imbalanceWiden, imbalanceWidenMost } = this.#p;
    if (size <= imbalanceThreshold) return 1;
    return (
      imbalanceWiden + ((imbalanceWidenMost - imbalanceWiden) * (size - imbalanceThreshold)) / (1 - imbalanceThreshold)
    );
  }

  #depthFactor(thinnerUsd: number): number {
    const { liquidityFloorUsd, veryDeepUsd, deepTighten, deepTightenMost } = this.#p;
    const share = Math.min(1, Math.max(0, (thinnerUsd - liquidityFloorUsd) / (veryDeepUsd - liquidityFloorUsd)));
    return deepTighten + (deepTightenMost - deepTighten) * share;
  }
}
