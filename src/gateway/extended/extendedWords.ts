/** What the error codes of Extended mean for an order. https://api.docs.extended.exchange/#error-responses */

import type { RejectReason } from '../../orders/gateway.ts';
import { TOO_OFTEN } from './extendedRequests.ts';

export type ExtendedMeaning = RejectReason | 'limited' | 'unresolved';

const MEANINGS: ReadonlyMap<number, ExtendedMeaning> = new Map([
  // "Application error": the venue does not know itself whether it has done it.
  [1006, 'unresolved'],
  // An order with this id is there already: the first answer was lost.
  [1134, 'unresolved'],
  [TOO_OFTEN, 'limited'],
  [1002, 'paused'],
  [1010, 'paused'],
]);

export function meaningOf(code: number): ExtendedMeaning {
  return MEANINGS.get(code) ?? 'refused';
}

const OPEN: ReadonlySet<string> = new Set(['NEW', 'PARTIALLY_FILLED', 'UNTRIGGERED', 'TRIGGERED']);

export function isOpen(status: string): boolean {
  return OPEN.has(status);
}
