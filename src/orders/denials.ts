/** Why a quote did not become an order, counted by its code. */

import type { Quote } from './quote.ts';

/** docs/refusals.md is written from here. */
export const orderDenials = {
  price: 'The price is no positive whole number of ticks.',
  size: 'The size is no whole number of lots, too small, or above the most lots of one order.',
  'no-reference-price': 'The middle of the market is not known.',
  collar: 'The price is farther from mid than the collar. It is denied, not moved.',
  'least-notional': "The order is worth less than the venue's smallest order (`instrument.min_notional`).",
  'order-notional': 'The order is worth more than the limit for one order.',
  'open-notional': 'All orders that are or may be at the venue would be worth more than the limit for all.',
  'orders-per-side': 'The side would have more orders than its limit.',
  'open-orders': 'There would be more open orders than the limit.',
  duplicate: 'The same side, price and size left a moment ago.',
  'repeated-fills': 'The side pauses: many of its orders were filled in a short time.',
  'after-reject': 'An order of the side was rejected a moment ago.',
  position: 'The order could lift the position above its limit.',
  reducing: 'Only orders that shrink the position are allowed.',
  halted: 'Live orders are halted until a person arms them.',
  'message-rate': 'Too many requests in a short time, or the rest of the budget of messages is kept for cancels.',
} as const;

export type DenialCode = keyof typeof orderDenials;

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
