/** What the parts of an order manager share. */

import type { OwnBook } from './book.ts';
import { type Fill, type Gateway, GatewayError } from './gateway.ts';
import type { OrderClock } from './orderClock.ts';
import type { Readiness } from './readiness.ts';
import type { RepeatedFills } from './repeatedFills.ts';
import type { OrderSettings } from './settings.ts';
import type { Standing } from './standing.ts';
import type { VenueClock } from './venueClock.ts';

export interface ManagerParts {
  readonly gateway: Gateway;
  readonly clock: OrderClock;
  readonly settings: OrderSettings;
  readonly book: OwnBook;
  readonly standing: Standing;
  readonly readiness: Readiness;
  readonly venueClock: VenueClock;
  readonly repeatedFills: RepeatedFills;
}

/** Takes a fill. The first one of an own order counts for its side, as in the risk gate of a lane: venues split fills. */
export function takeFill({ book, clock, repeatedFills }: ManagerParts, fill: Fill, source: 'stream' | 'account'): void {
  if (!book.fill(fill, source)) return;
  if (book.outbox.ownerOf(fill)?.filledLots === fill.lots) repeatedFills.told(fill, clock.nowMs());
}

/** A question or a request has failed. */
export function failed({ standing, readiness }: ManagerParts, error: unknown): void {
  // Anything but an answer of the venue is a fault of the program: it must not go on.
  if (!(error instanceof GatewayError)) {
    standing.halt('fault', error instanceof Error ? error.message : String(error));
  } else if (error.waitMs > 0) readiness.limit(error.message, error.waitMs);
}
