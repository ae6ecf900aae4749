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
  /** Squared returns between them, bps². */
  readonly #squares = new Samples(SECONDS * SAMPLES_PER_SECOND);

  constructor(p: RegimeParameters) {
    this.#p = p;
  }

  reset(): void {
    this.#mids.clear();
    this.#squares.clear();
    this.paused = false;
    this.excessBps = 0;
  }

  /** @param limitScale by which limits are multiplied @param trend −1 … 1; drift along it is tolerated more */
  push(midTicks: number, limitScale: number, trend: number): void {
    const { toxicityEnabled, microVolMaxBps, microDriftMaxBps, hardPauseRatio } = this.#p;
    if (!toxicityEnabled) return;
    if (this.#mids.length > 0) {
      const bps = (midTicks / this.#mids.at(0) - 1) * 10_000;
      this.#squares.push(bps * bps);
    }
    this.#mids.push(midTicks);
    const drift = this.#driftBps();
    const along = Math.sign(drift) === Math.sign(trend) ? 1 + Math.abs(trend) : 1;
    // Root of the summed squared returns.
    const volatility = Math.sqrt(this.#squares.sum(0, this.#squares.length));
    const volatilityLimit = microVolMaxBps * limitScale;
    const driftLimit = microDriftMaxBps * limitScale * along;
    this.paused = volatility > hardPauseRatio * volatilityLimit || Math.abs(drift) > hardPauseRatio * driftLimit;
    this.excessBps = Math.max(0, volatility - volatilityLimit, Math.abs(drift) - driftLimit);
  }

  #driftBps(): number {
    const mids = this.#mids;
    return mids.length < 2 ? 0 : (mids.at(0) / mids.at(mids.length - 1) - 1) * 10_000;
  }
}
