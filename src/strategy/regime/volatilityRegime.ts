/** Which of four regimes the market is in, by realised volatility over three windows. */

import { RealisedVolatility } from '../../signals/realisedVolatility.ts';
import type { RegimeParameters } from './parameters.ts';

/** Samples of the mid come each half second. */
export const SAMPLES_PER_SECOND = 2;

export type Regime = 'CALM' | 'NORMAL' | 'ELEVATED' | 'EXTREME';

export class VolatilityRegime {
  readonly short: RealisedVolatility;
  readonly medium: RealisedVolatility;
  readonly long: RealisedVolatility;
  /** Largest of the three, bps per root minute. */
  minuteBps = 0;
  regime: Regime = 'NORMAL';

  readonly #p: RegimeParameters;
  #samples = 0;

  constructor(p: RegimeParameters) {
    this.#p = p;
    this.short = new RealisedVolatility(p.volShortSeconds * SAMPLES_PER_SECOND);
    this.medium = new RealisedVolatility(p.volMediumSeconds * SAMPLES_PER_SECOND);
    this.long = new RealisedVolatility(p.volLongSeconds * SAMPLES_PER_SECOND);
  }

  reset(): void {
    this.short.reset();
    this.medium.reset();
    this.long.reset();
    this.minuteBps = 0;
    this.regime = 'NORMAL';
    this.#samples = 0;
  }

  push(timeUs: number, midTicks: number): void {
    this.#samples++;
    this.short.push(timeUs, midTicks);
    this.medium.push(timeUs, midTicks);
    this.long.push(timeUs, midTicks);
    const { calmBps, elevatedBps, extremeBps, volRegimeEnabled } = this.#p;
    // The windows are scaled to one minute: a burst counts at once, and a lull after hours of unrest is no calm.
    this.minuteBps =
      Math.sqrt(60) * Math.max(this.short.perRootSecondBps, this.medium.perRootSecondBps, this.long.perRootSecondBps);
    if (!volRegimeEnabled) return;
    if (this.minuteBps > extremeBps) this.regime = 'EXTREME';
    else if (this.minuteBps > elevatedBps) this.regime = 'ELEVATED';
    // A market that has hardly been seen is not known to be calm.
    else this.regime = this.minuteBps < calmBps && this.#isSeen ? 'CALM' : 'NORMAL';
  }

  get #isSeen(): boolean {
    return this.#samples > this.#p.volShortSeconds * SAMPLES_PER_SECOND;
  }

  /** By which offsets are multiplied. */
  get offsetScale(): number {
    if (this.regime === 'CALM') return this.#p.offsetScaleCalm;
    return this.regime === 'NORMAL' ? 1 : this.#p.offsetScaleElevated;
  }

  /** By which limits on fast moves are multiplied: 1 up to the bound of CALM, then in proportion to volatility. */
  get limitScale(): number {
    return this.#p.volRegimeEnabled ? Math.max(1, this.minuteBps / this.#p.calmBps) : 1;
  }
}
