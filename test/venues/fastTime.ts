/**
 * Time for a bench and the feeds that listen to it, in one process: many times faster than that of the machine, and never ahead of
 * what the process gets done. A machine that is busy makes it slower; it does not make a venue look silent.
 */

import { onTestFinished } from 'vitest';
import type { SessionPorts } from '../../src/live/liveRunner.ts';
import { realPorts } from '../../src/venues/feed/realPorts.ts';

/** Between two steps. */
const STEP_MS = 5;
/** How many times faster than that of the machine. */
const USUAL_SPEED = 10;

interface Timer {
  readonly atUs: number;
  readonly run: () => void;
}

export class FastTime {
  readonly #startUs = Date.now() * 1000;
  #elapsedUs = 0;
  #timers: Timer[] = [];
  #wallAheadUs = 0;
  #onStep: (seconds: number) => void = () => undefined;

  readonly #stepUs: number;

  constructor(speed: number = USUAL_SPEED) {
    this.#stepUs = STEP_MS * 1000 * speed;
    const steps = setInterval(() => this.#step(), STEP_MS);
    onTestFinished(() => clearInterval(steps));
  }

  readonly ports: SessionPorts = this.portsFromNow();

  /** Ports whose clock begins at the time that the machine shows now. */
  portsFromNow(): SessionPorts {
    const aheadUs = this.#wallAheadUs;
    return {
      ...realPorts(),
      freeBytes: () => 1e12,
      wallUs: () => this.#startUs + this.#elapsedUs + this.#wallAheadUs,
      clock: {
        nowUs: () => this.#startUs + this.#elapsedUs + aheadUs,
        after: (us, run) => {
          const timer = { atUs: this.#elapsedUs + us, run };
          this.#timers.push(timer);
          return () => {
            this.#timers = this.#timers.filter((one) => one !== timer);
          };
        },
      },
    };
  }

  /** Sets the clock of the machine ahead by so many seconds; time itself goes on as before. */
  setWall(aheadSeconds: number): void {
    this.#wallAheadUs = aheadSeconds * 1e6;
  }

  get seconds(): number {
    return this.#elapsedUs / 1e6;
  }

  /** Calls `step` with the seconds that have passed, at every step. */
  onStep(step: (seconds: number) => void): void {
    this.#onStep = step;
  }

  #step(): void {
    this.#elapsedUs += this.#stepUs;
    this.#onStep(this.seconds);
    for (;;) {
      const [next] = this.#timers.toSorted((a, b) => a.atUs - b.atUs);
      if (next === undefined || next.atUs > this.#elapsedUs) return;
      this.#timers = this.#timers.filter((one) => one !== next);
      next.run();
    }
  }
}
