/** Asks the venue what became of orders, each at most once at a time and not too often. */

import type { FoundOrder } from './gateway.ts';
import { failed, type ManagerParts } from './managerParts.ts';
import type { OwnOrder } from './outbox.ts';

export class OrderQuestions {
  readonly #parts: ManagerParts;
  /** From when on an order may be asked for again. */
  readonly #asked = new Map<string, number>();

  constructor(parts: ManagerParts) {
    this.#parts = parts;
  }

  ask(clientId: string): void {
    const { book, clock, gateway, readiness, settings } = this.#parts;
    const nowMs = clock.nowMs();
    if (nowMs < (this.#asked.get(clientId) ?? Number.NEGATIVE_INFINITY) || readiness.isLimited(nowMs)) return;
    this.#asked.set(clientId, Number.POSITIVE_INFINITY);
    gateway
      .find(clientId)
      .then(
        (found) => this.#answered(clientId, found, nowMs),
        (error: unknown) => failed(this.#parts, error),
      )
      .catch((error: unknown) => failed(this.#parts, error))
      .finally(() => {
        if (book.outbox.get(clientId)?.status === 'ended') this.#asked.delete(clientId);
        else this.#asked.set(clientId, clock.nowMs() + settings.askEveryMs);
      });
  }

  #answered(clientId: string, found: FoundOrder | 'unknown', askedMs: number): void {
    const { book } = this.#parts;
    const order = book.outbox.get(clientId);
    // What was told since is newer than this answer.
    if (order === undefined || order.status === 'ended' || order.changedMs > askedMs) return;
    if (found === 'unknown') {
      if (order.venueId === null && !this.#isTooLate(order)) return;
      book.record({ type: 'ended', clientId, why: 'the venue does not know it', filledLots: null });
    } else if (found.isOpen) {
      if (order.status !== 'open') book.record({ type: 'accepted', clientId, venueId: found.venueId });
    } else {
      if (order.venueId === null) book.record({ type: 'accepted', clientId, venueId: found.venueId });
      book.record({ type: 'ended', clientId, why: found.status, filledLots: found.filledLots });
    }
  }

  /** Whether the venue can no longer take an order that it does not know. */
  #isTooLate({ sentMs, untilWallMs }: OwnOrder): boolean {
    const { clock, settings, venueClock } = this.#parts;
    // A venue whose clock is behind takes it for longer.
    const behindMs = Math.max(0, -venueClock.offsetMs);
    if (sentMs === Number.NEGATIVE_INFINITY) return clock.wallMs() > untilWallMs + behindMs + settings.clockMarginMs;
    // By the time that passed: the clock of the machine may have been set since. None left with a larger difference than this.
    const mostMs = Math.min(behindMs, settings.mostClockOffsetMs);
    return clock.nowMs() > sentMs + settings.orderLifeMs + mostMs + settings.clockMarginMs;
  }
}
