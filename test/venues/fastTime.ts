/**
 * Time for a bench and the feeds that listen to it, in one process: many times faster than that of the machine, and never ahead of
 * what the process gets done. A machine that is busy makes it slower; it does not make a venue look silent.
 */

import { onTestFinished } from 'vitest';
import type { LivePorts } from '../../src/live/liveMarket.ts';
import { realPorts } from '../../src/venues/feed/realPorts.ts';

/** Between two steps, and how far one goes. */
const STEP_MS = 5;
const STEP_US = 50_000;

interface Timer {
  readonly atUs: number;
  readonly run: () => void;
}

export class FastTime {
  readonly #startUs = Date.now() * 1000;
  #elapsedUs = 0;
  #timers: Timer[] = [];
  #onStep: (seconds: number) => void = () => undefined;

  constructor() {
    const steps = setInterval(() => this.#step(), STEP_MS);
    onTestFinished(() => clearInterval(steps));
  }

  readonly ports: LivePorts = {
    ...realPorts(),
    freeBytes: () => 1e12,
    clock: {
      nowUs: () => this.#startUs + this.#elapsedUs,
      after: (us, run) => {
        const timer = { atUs: this.#elapsedUs + us, run };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((one) => one !== timer);
        };
      },
    },
  };

  get seconds(): number {
    return this.#elapsedUs / 1e6;
  }

  /** Calls `step` with the seconds that have passed, at every step. */
  onStep(step: (seconds: number) => void): void {
    this.#onStep = step;
  }

  #step(): void {
    this.#elapsedUs += STEP_US;
    this.#onStep(this.seconds);
    for (;;) {
      const [next] = this.#timers.toSorted((a, b) => a.atUs - b.atUs);
      if (next === undefined || next.atUs > this.#elapsedUs) return;
      this.#timers = this.#timers.filter((one) => one !== next);
      next.run();
    }
  }
}
