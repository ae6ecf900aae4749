/** What the error codes and reasons of Paradex mean for an order. https://docs.paradex.trade/api */

import type { RejectReason } from '../../orders/gateway.ts';

export type ParadexMeaning = RejectReason | 'limited' | 'unresolved';

/** Code of ours for "asked too often", which the venue tells with HTTP 429 alone. */
export const TOO_OFTEN = 'TOO_OFTEN';
/** Code of ours: there is no token of the venue to ask with, so nothing was sent. */
export const NOT_SIGNED_IN = 'NOT_SIGNED_IN';

const MEANINGS: ReadonlyMap<string, ParadexMeaning> = new Map([
  [TOO_OFTEN, 'limited'],
  [NOT_SIGNED_IN, 'limited'],
  // The venue does not know itself whether it has done it.
  ['INTERNAL_ERROR', 'unresolved'],
  ['SERVICE_UNAVAILABLE', 'unresolved'],
  // An order with this id is there already: the first answer was lost.
  ['DUPLICATED_CLIENT_ID', 'unresolved'],
  ['NOT_UNIQUE', 'unresolved'],
  ['INVALID_TIMESTAMP', 'clock'],
  ['SYSTEM_STATUS_CANCEL_ONLY', 'paused'],
  ['SYSTEM_STATUS_POST_ONLY', 'paused'],
  ['MARKET_NOT_OPEN', 'paused'],
]);
/** The venue documents no code for an order that came later than its window. */
const LATE = /recv.?window|timestamp|expired/i;

export function meaningOf(code: string, text = ''): ParadexMeaning {
  return MEANINGS.get(code) ?? (LATE.test(text) ? 'clock' : 'refused');
}

const UNKNOWN: ReadonlySet<string> = new Set(['ORDER_ID_NOT_FOUND', 'CLIENT_ORDER_ID_NOT_FOUND', 'NOT_FOUND']);

/** A question: there is no such order among those that it is about. */
export function isUnknown(code: string): boolean {
  return UNKNOWN.has(code);
}

export function isOpen(status: string): boolean {
  return status !== 'CLOSED';
}

/** Why the venue ended an order that never rested. Its reasons are not documented; one that is not known counts as the graver one. */
export function refusalOf(cancelReason: string): 'post-only' | 'refused' {
  return cancelReason.includes('POST_ONLY') ? 'post-only' : 'refused';
}
