/** Why a quote did not become an order, counted by its code. */

import type { Quote } from './quote.ts';

export type DenialCode =
  /** The price is no positive whole number of ticks. */
  | 'price'
  /** The size is no whole number of lots, too small, or above `mostLotsPerOrder`. */
  | 'size'
  /** The middle of the market is not known. */
  | 'no-reference-price'
  /** Further from the mid than `collar`. */
  | 'collar'
  | 'least-notional'
  | 'order-notional'
  | 'open-notional'
  | 'orders-per-side'
  | 'open-orders'
  /** The same order left a moment ago. */
  | 'duplicate'
  /** Many fills on this side. */
  | 'repeated-fills'
  /** An order of this side was rejected a moment ago. */
  | 'after-reject'
  | 'position'
  /** REDUCING: it would not shrink the position. */
  | 'reducing'
  | 'halted'
  /** Too many requests in a short time, or the budget of messages is used up to the part kept for cancels. */
  | 'message-rate';

export interface Denial {
  readonly code: DenialCode;
  readonly quote: Quote;
}

export class Denials {
  readonly #counts = new Map<DenialCode, number>();
  #last = new Set<string>();

  /** Takes the denials of one look at the quotes. A quote that stays denied for the same reason counts once. */
  take(denials: readonly Denial[]): void {
    const now = new Set<string>();
    for (const { code, quote } of denials) {
      const key = `${code} ${quote.side} ${quote.priceTicks} ${quote.lots}`;
      if (!this.#last.has(key) && !now.has(key)) this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
      now.add(key);
    }
    this.#last = now;
  }

  get counts(): Readonly<Partial<Record<DenialCode, number>>> {
    return Object.fromEntries(this.#counts);
  }
}
