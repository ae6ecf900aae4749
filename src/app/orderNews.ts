/** What is new about the orders at a venue, as sentences for a person: each is said once, and again when it comes back. */

import type { OrdersActivity } from '../campaign/ports.ts';
import { counted } from '../report/figures.ts';

/** Blocks come and go, as after each reconnection. A person is told of those that stay. */
const LASTING_MS = 10_000;

export class OrderNews {
  #state: OrdersActivity['state'] = 'ACTIVE';
  #warned = new Set<string>();
  #blockedSinceMs: number | null = null;
  #isBlockSaid = false;
  #others = 0;
  #deadManRefusal: string | null = null;

  /** The sentences since the last call. @param orders null before they were first heard of, and on paper */
  of(orders: OrdersActivity | null, nowMs: number): string[] {
    if (orders === null) return [];
    return [
      ...this.#ofState(orders),
      ...this.#ofWarnings(orders),
      ...this.#ofBlocks(orders, nowMs),
      ...this.#ofOthers(orders),
      ...this.#ofDeadMan(orders),
    ];
  }

  #ofState({ state, why }: OrdersActivity): string[] {
    if (state === this.#state) return [];
    this.#state = state;
    return [why === null ? 'Orders are ACTIVE again.' : `Orders are ${state} (${why.code}): ${why.text}`];
  }

  #ofWarnings({ warnings }: OrdersActivity): string[] {
    const fresh = warnings.filter(({ code }) => !this.#warned.has(code));
    this.#warned = new Set(warnings.map(({ code }) => code));
    return fresh.map(({ text }) => `WARNING: ${text}`);
  }

  #ofBlocks({ blocks }: OrdersActivity, nowMs: number): string[] {
    if (blocks.length === 0) {
      const wasSaid = this.#isBlockSaid;
      this.#blockedSinceMs = null;
      this.#isBlockSaid = false;
      return wasSaid ? ['Orders may leave again.'] : [];
    }
    this.#blockedSinceMs ??= nowMs;
    if (this.#isBlockSaid || nowMs - this.#blockedSinceMs < LASTING_MS) return [];
    this.#isBlockSaid = true;
    return [`No order may leave: ${blocks.map(({ text }) => text).join('; ')}`];
  }

  #ofOthers({ foreignOrders }: OrdersActivity): string[] {
    const isMore = foreignOrders > this.#others;
    this.#others = foreignOrders;
    if (!isMore) return [];
    const are = foreignOrders === 1 ? 'is' : 'are';
    return [`${counted(foreignOrders, 'order')} of others ${are} open in this instrument and left alone.`];
  }

  #ofDeadMan({ deadManRefusal }: OrdersActivity): string[] {
    if (deadManRefusal === this.#deadManRefusal) return [];
    this.#deadManRefusal = deadManRefusal;
    return deadManRefusal === null
      ? []
      : [`The venue cancels nothing when this program falls silent: ${deadManRefusal}`];
  }
}
