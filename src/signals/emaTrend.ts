/**
 * Trend by two exponential averages of the mid: the fast one over the slow one, as a share of what the market's own
 * volatility would move over the slow time. Crossing averages: Brock, Lakonishok & LeBaron (1992).
 */

import { TimedAverage } from './timedAverage.ts';

export class EmaTrend {
  /** −1 … 1: sign is the direction, size the strength. 0 until there is volatility. */
  value = 0;

  readonly #fast: TimedAverage;
  readonly #slow: TimedAverage;
  readonly #rootSlowSeconds: number;

  constructor(fastSeconds: number, slowSeconds: number) {
    this.#fast = new TimedAverage(fastSeconds);
    this.#slow = new TimedAverage(slowSeconds);
    this.#rootSlowSeconds = Math.sqrt(slowSeconds);
  }

  reset(): void {
    this.value = 0;
    this.#fast.reset();
    this.#slow.reset();
  }

  /** @param perRootSecondBps volatility of the mid, bps per square root of a second */
  push(timeUs: number, mid: number, perRootSecondBps: number): void {
    this.#fast.push(timeUs, mid);
    this.#slow.push(timeUs, mid);
    const gapBps = (this.#fast.value / this.#slow.value - 1) * 10_000;
    const usualBps = perRootSecondBps * this.#rootSlowSeconds;
    this.value = usualBps === 0 ? 0 : Math.max(-1, Math.min(1, gapBps / usualBps));
  }
}
