/** What a strategy and the risk gate see at one decision: the market, and the state of the trader. */

import type { Exposure } from '../risk/gate.ts';
import type { MarketView } from '../strategy/strategy.ts';

/**
 * All traders of a session share one object. Each trader writes all fields before its strategy or risk gate reads them. This is
 * for speed: numbers passed as arguments to a call that is not inlined are allocated on the heap, and one object for each trader
 * would not stay in the cache of the processor.
 */
export type DecisionInput = { -readonly [K in keyof (MarketView & Exposure)]: (MarketView & Exposure)[K] };

export function newDecisionInput(): DecisionInput {
  return {
    timeUs: 0,
    midTicks: 0,
    bestBidTicks: 0,
    bestAskTicks: 0,
    bestBidLots: 0,
    bestAskLots: 0,
    dataAgeUs: 0,
    inventoryLots: 0,
    profit: 0,
    fills: [],
    openOrders: 0,
    openNotional: 0,
    sideLots: 0,
    depth: undefined,
    trades: undefined,
    funding: undefined,
    orders: undefined,
    reference: undefined,
  };
}
