import type { CallClock } from '../llm/call.ts';

/** A clock that moves only in pauses, which take no time, and by {@link HandClock.timeUp}. */
export class HandClock implements CallClock {
  readonly pausesMs: number[] = [];
  /** The time that each try was given. */
  readonly alarmsMs: number[] = [];
  readonly #wallMs: number;
  #nowMs = 0;
  #ring: (() => void) | null = null;

  constructor(wallMs = 0) {
    this.#wallMs = wallMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#wallMs + this.#nowMs;
  }

  sleep(ms: number): Promise<void> {
    this.pausesMs.push(ms);
    this.#nowMs += ms;
    return Promise.resolve();
  }

  alarm(ms: number, ring: () => void): () => void {
    this.alarmsMs.push(ms);
    this.#ring = ring;
    return () => {
      this.#ring = null;
    };
  }

  pass(ms: number): void {
    this.#nowMs += ms;
  }

  /** The time of the try that is under way runs out. */
  timeUp(): void {
    this.#nowMs += this.alarmsMs.at(-1) ?? 0;
    this.#ring?.();
  }
}
