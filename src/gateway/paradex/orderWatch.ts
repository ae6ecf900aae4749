/**
 * What the private stream of Paradex has told of orders. The venue answers before its matching has looked at an order or a cancel; with
 * this the gateway waits for what became of it.
 */

import type { WireOrder } from './paradexWire.ts';
import { isOpen } from './paradexWords.ts';

export interface SeenOrder extends WireOrder {
  /** It rested on the book at some time. */
  readonly hasRested: boolean;
}

/** Ended orders that are remembered: an answer may come after the news. */
const REMEMBERED = 1000;

export class OrderWatch {
  readonly #seen = new Map<string, SeenOrder>();
  readonly #waiting = new Map<string, Set<() => void>>();
  #isConnected = false;

  connected(): void {
    this.#isConnected = true;
  }

  /** Nobody waits any longer. */
  lost(): void {
    this.#isConnected = false;
    for (const wakes of this.#waiting.values()) for (const wake of wakes) wake();
  }

  /** An order that has ended stays so. */
  told(order: WireOrder): void {
    const before = this.#seen.get(order.id);
    if (before !== undefined && !isOpen(before.status)) return;
    const hasRested = before?.hasRested === true || order.status === 'OPEN';
    this.#seen.delete(order.id);
    this.#seen.set(order.id, { ...order, hasRested });
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > REMEMBERED && oldest !== undefined) this.#seen.delete(oldest);
    for (const wake of this.#waiting.get(order.id) ?? []) wake();
  }

  /** The order once it is so; undefined where the stream does not tell that in time, or is not connected. */
  async until(venueId: string, is: (order: SeenOrder) => boolean, withinMs: number): Promise<SeenOrder | undefined> {
    const endMs = performance.now() + withinMs;
    for (;;) {
      const order = this.#seen.get(venueId);
      if (order !== undefined && is(order)) return order;
      const leftMs = endMs - performance.now();
      if (!this.#isConnected || leftMs <= 0) return undefined;
      await this.#news(venueId, leftMs);
    }
  }

  #news(venueId: string, withinMs: number): Promise<void> {
    const wakes = this.#waiting.get(venueId) ?? new Set();
    this.#waiting.set(venueId, wakes);
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        wakes.delete(wake);
        if (wakes.size === 0) this.#waiting.delete(venueId);
        resolve();
      };
      const timer = setTimeout(wake, withinMs);
      wakes.add(wake);
    });
  }
}
