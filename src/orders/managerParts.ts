/** What the parts of an order manager share. */

import type { OwnBook } from './book.ts';
import { type Fill, type Gateway, GatewayError } from './gateway.ts';
import type { LateFills } from './lateFills.ts';
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
  readonly lateFills: LateFills;
  readonly isInSession: () => boolean;
}

/** Takes a fill. Of one of ours that comes while no session runs somebody has to hear. The first one of an own order counts for its side, as in the risk gate of a lane: venues split fills. */
export function takeFill(parts: ManagerParts, fill: Fill, source: 'stream' | 'account'): void {
  const { book, clock, repeatedFills } = parts;
  if (!book.fill(fill, source)) return;
  const order = book.outbox.ownerOf(fill);
  if (order?.filledLots === fill.lots) repeatedFills.told(fill, clock.nowMs());
  if (order !== undefined && !parts.isInSession()) parts.lateFills.told(fill);
}

/** A question or a request has failed. */
export function failed({ standing, readiness }: ManagerParts, error: unknown): void {
  // Anything but an answer of the venue is a fault of the program: it must not go on.
  if (!(error instanceof GatewayError)) {
    standing.halt('fault', error instanceof Error ? error.message : String(error));
  } else if (error.waitMs > 0) readiness.limit(error.message, error.waitMs);
}
