/** Calls regularly, and at once where something has changed. */

import type { OrderClock } from './orderClock.ts';

export class Steps {
  readonly #clock: OrderClock;
  readonly #everyMs: number;
  readonly #run: () => void;
  #cancel: () => void = () => undefined;
  #isRunning = false;
  #isSoon = false;

  constructor(clock: OrderClock, everyMs: number, run: () => void) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#run = run;
  }

  start(): void {
    this.#isRunning = true;
    this.#after(this.#everyMs);
  }

  /** Not within this call: the caller may be in the middle of taking news of the orders. */
  soon(): void {
    if (!this.#isRunning || this.#isSoon) return;
    this.#isSoon = true;
    this.#after(0);
  }

  stop(): void {
    this.#isRunning = false;
    this.#cancel();
  }

  #after(ms: number): void {
    this.#cancel();
    this.#cancel = this.#clock.after(ms, () => {
      this.#isSoon = false;
      this.#run();
      if (this.#isRunning && !this.#isSoon) this.#after(this.#everyMs);
    });
  }
}
