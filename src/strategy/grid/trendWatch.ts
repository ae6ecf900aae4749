/** What the grid makes of the market's way: one mid a second, and the pauses and closes that follow from them. */

import { rateOfChangeBps } from '../../signals/rateOfChange.ts';
import { Samples } from '../../signals/samples.ts';
import { trendBps } from '../../signals/trend.ts';
import { meanAbsoluteReturnBps } from '../../signals/volatility.ts';
import type { MarketView } from '../strategy.ts';
import type { GridParameters } from './parameters.ts';

const SAMPLE_US = 1_000_000;
const ROC_SAMPLES = 10;
const TREND_SAMPLES = 5;
const VOLATILITY_SAMPLES = 30;

export class TrendWatch {
  /** When the next sample is due; Infinity where no parameter uses the trend. */
  nextSampleUs: number;
  bidsPausedUntilUs = 0;
  asksPausedUntilUs = 0;

  readonly #p: GridParameters;
  readonly #mids = new Samples(VOLATILITY_SAMPLES + 1);
  /** Of the samples so far, which change once a second, decisions maybe more often; 0 unless `forceCloseOnTrend` is on. */
  #trendBps = 0;

  constructor(parameters: GridParameters) {
    this.#p = parameters;
    this.nextSampleUs = this.#firstSampleUs();
  }

  reset(): void {
    this.#mids.clear();
    this.#trendBps = 0;
    this.nextSampleUs = this.#firstSampleUs();
    this.bidsPausedUntilUs = 0;
    this.asksPausedUntilUs = 0;
  }

  /** Takes the mid of a moment and lets the rate of change start or prolong a pause. */
  sample(timeUs: number, midTicks: number): void {
    while (this.nextSampleUs <= timeUs) this.nextSampleUs += SAMPLE_US;
    this.#mids.push(midTicks);
    const { pauseOnTrend, forceCloseOnTrend } = this.#p;
    if (forceCloseOnTrend) this.#trendBps = trendBps(this.#mids, TREND_SAMPLES);
    if (!pauseOnTrend) return;
    const roc = rateOfChangeBps(this.#mids, ROC_SAMPLES);
    // Until the next sample at least: a pause without minimum holds as long as the rate of change does.
    const untilUs = timeUs + Math.max(SAMPLE_US, this.#p.pauseSeconds * 1e6);
    if (roc > this.#p.rocPauseBps) this.asksPausedUntilUs = untilUs;
    if (roc < -this.#p.rocPauseBps) this.bidsPausedUntilUs = untilUs;
  }

  /** Whether the trend runs so far against the position that it is closed. */
  closes({ timeUs, inventoryLots }: MarketView): boolean {
    if (inventoryLots === 0) return false;
    const paused = timeUs < this.bidsPausedUntilUs || timeUs < this.asksPausedUntilUs;
    const threshold = paused ? this.#p.forceClosePausedBps : this.#p.forceCloseBps;
    return inventoryLots > 0 ? this.#trendBps < -threshold : this.#trendBps > threshold;
  }

  #firstSampleUs(): number {
    const { pauseOnTrend, forceCloseOnTrend, volatilityMultiplier } = this.#p;
    return pauseOnTrend || forceCloseOnTrend || volatilityMultiplier > 0 ? 0 : Number.POSITIVE_INFINITY;
  }

  volatilityBps(): number {
    return meanAbsoluteReturnBps(this.#mids, VOLATILITY_SAMPLES);
  }
}
