/** Messages to a venue: a bucket that fills by the second, and how many a session may send. A part is kept for cancels. */

export interface MessageLimits {
  /** Requests a second on average. */
  readonly perSecond: number;
  /** Requests at once after a pause. */
  readonly burst: number;
  /** Orders and cancels of a session; null where the venue has no such limit. */
  readonly perRun: number | null;
}

export const KEPT_FOR_CANCELS = 0.2;
export const WARN_AT = 0.5;

export class MessageBudget {
  readonly #limits: MessageLimits;
  #level: number;
  #atMs: number;
  #used = 0;

  constructor(limits: MessageLimits, nowMs: number) {
    this.#limits = limits;
    this.#level = limits.burst;
    this.#atMs = nowMs;
  }

  /** Takes one request that cancels, or places, so many orders; whether there was room for it. */
  take(kind: 'place' | 'cancel', orders: number, nowMs: number): boolean {
    this.#fill(nowMs);
    const kept = kind === 'place' ? this.#limits.burst * KEPT_FOR_CANCELS : 0;
    if (this.#level - 1 < kept) return false;
    if (kind === 'place' && this.isSpent) return false;
    this.#level -= 1;
    this.#used += orders;
    return true;
  }

  /** Whether what is left of the session is kept for cancels. */
  get isSpent(): boolean {
    const { perRun } = this.#limits;
    return perRun !== null && this.#used >= perRun * (1 - KEPT_FOR_CANCELS);
  }

  /** Whether half of the session's messages are used. */
  get isHalfUsed(): boolean {
    const { perRun } = this.#limits;
    return perRun !== null && this.#used >= perRun * WARN_AT;
  }

  get used(): number {
    return this.#used;
  }

  #fill(nowMs: number): void {
    const { burst, perSecond } = this.#limits;
    this.#level = Math.min(burst, this.#level + (Math.max(0, nowMs - this.#atMs) / 1000) * perSecond);
    this.#atMs = nowMs;
  }
}
