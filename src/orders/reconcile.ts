/** What follows from the venue's account for the own orders and the position: a rule without effects. */

import type { AccountNow, OpenOrder } from './gateway.ts';
import type { Outbox } from './outbox.ts';

export interface Reconciliation {
  /** Own orders that are not among the open ones, or whose answer was lost: the venue has to be asked for each. */
  readonly ask: readonly string[];
  /** Open at the venue, with our prefix, and not ours to keep: of a run before, or ended as far as we know. */
  readonly cancel: readonly string[];
  /** Orders of a person or another program. They are never touched. */
  readonly foreign: readonly OpenOrder[];
  /** The venue's position minus ours, lots; null where it cannot be said. */
  readonly differenceLots: number | null;
}

export interface Reconciled {
  readonly account: AccountNow;
  readonly outbox: Outbox;
  /** Position of the own fills, lots, after those of the account were counted. */
  readonly positionLots: number;
  /** When the venue was asked, on the clock of the tape. What was told of an order since then is newer than the account. */
  readonly askedMs: number;
  /** Whether fills were told while the venue was asked. */
  readonly hasNewFills: boolean;
  isOurs(clientId: string | null): boolean;
}

export function reconcile(found: Reconciled): Reconciliation {
  const { account, outbox, askedMs } = found;
  const open = new Set(account.openOrders.map(({ clientId }) => clientId));
  const ask = outbox.live
    .filter((order) => order.changedMs < askedMs && order.status !== 'sending')
    .filter((order) => order.status === 'unresolved' || !open.has(order.clientId))
    .map(({ clientId }) => clientId);
  const cancel: string[] = [];
  const foreign: OpenOrder[] = [];
  for (const order of account.openOrders) {
    if (order.clientId === null || !found.isOurs(order.clientId)) foreign.push(order);
    else {
      const own = outbox.get(order.clientId);
      // An answer that is older than what the stream has told undoes nothing.
      if (own === undefined || (own.status === 'ended' && own.changedMs < askedMs)) cancel.push(order.clientId);
    }
  }
  const isSure = account.positionLots !== null && !found.hasNewFills;
  return { ask, cancel, foreign, differenceLots: isSure ? (account.positionLots ?? 0) - found.positionLots : null };
}
