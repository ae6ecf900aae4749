/** Whether the market moves too fast to quote: volatility and drift of five seconds, against limits that follow the regime. */

import { Samples } from '../../signals/samples.ts';
import type { RegimeParameters } from './parameters.ts';
import { SAMPLES_PER_SECOND } from './volatilityRegime.ts';

const SECONDS = 5;

export class ToxicityGuard {
  /** Nothing is to be quoted. */
  paused = false;
  /** What moves are beyond their limits, bps. */
  excessBps = 0;

  readonly #p: RegimeParameters;
  readonly #mids = new Samples(SECONDS * SAMPLES_PER_SECOND + 1);

  constructor(p: RegimeParameters) {
    this.#p = p;
  }

  reset(): void {
    this.#mids.clear();
    this.paused = false;
    this.excessBps = 0;
  }

  /** @param limitScale by which limits are multiplied @param trend −1 … 1; drift along it is tolerated more */
  push(midTicks: number, limitScale: number, trend: number): void {
    const { toxicityEnabled, microVolMaxBps, microDriftMaxBps, hardPauseRatio } = this.#p;
    if (!toxicityEnabled) return;
    this.#mids.push(midTicks);
    const drift = this.#driftBps();
    const along = Math.sign(drift) === Math.sign(trend) ? 1 + Math.abs(trend) : 1;
    const volatility = this.#volatilityBps();
    const volatilityLimit = microVolMaxBps * limitScale;
    const driftLimit = microDriftMaxBps * limitScale * along;
    this.paused = volatility > hardPauseRatio * volatilityLimit || Math.abs(drift) > hardPauseRatio * driftLimit;
    this.excessBps = Math.max(0, volatility - volatilityLimit, Math.abs(drift) - driftLimit);
  }

  #driftBps(): number {
    const mids = this.#mids;
    return mids.length < 2 ? 0 : (mids.at(0) / mids.at(mids.length - 1) - 1) * 10_000;
  }

  /** Root of the summed squared returns. */
  #volatilityBps(): number {
    const mids = this.#mids;
    let sum = 0;
    for (let age = 1; age < mids.length; age++) {
      const bps = (mids.at(age - 1) / mids.at(age) - 1) * 10_000;
      sum += bps * bps;
    }
    return Math.sqrt(sum);
  }
}
