/** The market that quotes are made for, and how old it is. */

import type { ManagerParts } from './managerParts.ts';

export class MarketWatch {
  readonly #parts: ManagerParts;
  #midTicks = Number.NaN;
  /** When it was last heard; quotes are pulled some time later. */
  #heardMs = Number.NEGATIVE_INFINITY;
  /** From when on it counts as dead, less the time in which the program did not run. */
  #aliveMs: number | null = null;

  constructor(parts: ManagerParts) {
    this.#parts = parts;
  }

  /** Middle of the book, ticks; NaN before it was heard. */
  get midTicks(): number {
    return this.#midTicks;
  }

  heard(midTicks: number): void {
    const { clock, readiness } = this.#parts;
    this.#midTicks = midTicks;
    this.#heardMs = clock.nowMs();
    this.#aliveMs = this.#heardMs;
    readiness.unblock('stale-market');
  }

  lost(reason: string): void {
    const { readiness } = this.#parts;
    this.#heardMs = Number.NEGATIVE_INFINITY;
    readiness.block('stale-market', reason);
    readiness.needReading(`the market was lost: ${reason}`);
  }

  /** The program did not run for a while: what it heard is old, and the market is not to blame. */
  slept(ms: number): void {
    if (this.#aliveMs !== null) this.#aliveMs += ms;
    this.lost(`the program did not run for ${(ms / 1000).toFixed(1)} s`);
  }

  /** @param isInSession whether a session needs it */
  watch(nowMs: number, isInSession: boolean): void {
    const { readiness, settings, standing } = this.#parts;
    const ageMs = nowMs - this.#heardMs;
    if (ageMs > settings.staleMarketMs && !readiness.blocks.has('stale-market')) {
      this.lost(`no market data for ${(ageMs / 1000).toFixed(1)} s`);
    }
    if (!isInSession) this.#aliveMs = null;
    else {
      this.#aliveMs ??= nowMs;
      const deadMs = nowMs - this.#aliveMs;
      if (deadMs > settings.deadMarketMs)
        standing.halt('stale-market', `no market data for ${(deadMs / 1000).toFixed(1)} s`);
    }
  }
}
