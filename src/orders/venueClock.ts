/** The venue's clock beside ours. */

import type { OrderClock } from './orderClock.ts';
import type { Readiness } from './readiness.ts';
import type { OrderSettings } from './settings.ts';

export class VenueClock {
  readonly #clock: OrderClock;
  readonly #settings: OrderSettings;
  readonly #readiness: Readiness;
  #offsetMs = 0;

  constructor(clock: OrderClock, settings: OrderSettings, readiness: Readiness) {
    this.#clock = clock;
    this.#settings = settings;
    this.#readiness = readiness;
  }

  /** The venue's clock minus ours, as last measured. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** @param venueMs the venue's time now */
  heard(venueMs: number): void {
    this.measured(venueMs - this.#clock.wallMs());
  }

  measured(offsetMs: number): void {
    this.#offsetMs = offsetMs;
    const isWrong = Math.abs(offsetMs) > this.#settings.mostClockOffsetMs;
    if (isWrong && !this.#readiness.blocks.has('clock')) {
      this.#readiness.block('clock', `the venue's clock is ${(offsetMs / 1000).toFixed(1)} s off ours`);
      this.#readiness.needReading('the clocks differ');
    } else if (!isWrong) this.#readiness.unblock('clock');
  }
}
