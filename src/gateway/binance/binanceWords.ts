/**
 * What the error codes of Binance USD-M mean for an order.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/error-code
 */

import type { RejectReason } from '../../orders/gateway.ts';

export type BinanceMeaning = RejectReason | 'limited' | 'unresolved';

const MEANINGS: ReadonlyMap<number, BinanceMeaning> = new Map([
  // The venue does not know itself whether it has done it.
  [-1000, 'unresolved'],
  [-1001, 'unresolved'],
  [-1006, 'unresolved'],
  [-1007, 'unresolved'],
  // An order with this id is there already: the first answer was lost.
  [-4116, 'unresolved'],
  [-1003, 'limited'],
  [-1008, 'limited'],
  [-1015, 'limited'],
  [-1021, 'clock'],
  [-5028, 'clock'],
  [-4084, 'paused'],
  [-1016, 'paused'],
  [-5022, 'post-only'],
]);

export function meaningOf(code: number): BinanceMeaning {
  return MEANINGS.get(code) ?? 'refused';
}

/** Cancel: there is no such open order. */
export const NOT_OPEN = -2011;
/** Question: there is no such order. */
export const UNKNOWN_ORDER = -2013;
/** There is no such listen key. */
export const NO_LISTEN_KEY = -1125;
