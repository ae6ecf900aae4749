/** What is said of the orders at a venue while a campaign runs, as plain data. */

import type { OrdersActivity } from '../campaign/ports.ts';
import type { OrderView } from '../orders/orderManager.ts';

/** @param lotSize base units */
export function ordersNow(view: OrderView, lotSize: number, mostMessages: number | null): OrdersActivity {
  const { state, code, text, blocks, warnings, foreignOrders, denials, deadManRefusal, profit } = view;
  const notes = (pairs: readonly (readonly [string, string])[]) =>
    pairs.map(([key, words]) => ({ code: key, text: words }));
  return {
    state,
    why: state === 'ACTIVE' ? null : { code, text },
    blocks: notes(blocks),
    warnings: notes(warnings),
    position: view.positionLots * lotSize,
    openOrders: view.liveOrders,
    foreignOrders: foreignOrders.length,
    messages: view.messages,
    mostMessages,
    denials: { ...denials },
    sessionProfit: profit.session,
    dayProfit: profit.day,
    deadManRefusal,
  };
}
