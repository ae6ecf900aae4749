import type { Quote } from './quote.ts';

/** Which orders left a moment ago: the same again in a short time is the work of a loop. */
export class RecentOrders {
  readonly #withinMs: number;
  readonly #atMs = new Map<string, number>();

  constructor(withinMs: number) {
    this.#withinMs = withinMs;
  }

  sent(quote: Quote, nowMs: number): void {
    for (const [key, atMs] of this.#atMs) if (nowMs - atMs >= this.#withinMs) this.#atMs.delete(key);
    this.#atMs.set(keyOf(quote), nowMs);
  }

  has(quote: Quote, nowMs: number): boolean {
    return nowMs - (this.#atMs.get(keyOf(quote)) ?? Number.NEGATIVE_INFINITY) < this.#withinMs;
  }
}

function keyOf({ side, priceTicks, lots }: Quote): string {
  return `${side} ${priceTicks} ${lots}`;
}
