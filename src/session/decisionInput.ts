/** The present moment, as a strategy sees it and as risk judges it. */

import type { Exposure } from '../risk/gate.ts';
import type { MarketView } from '../strategy/strategy.ts';

/**
 * One object for all desks of a session: each writes everything before it lets others read. As arguments of calls that are
 * not inlined, moments, prices and profits would be boxed; one object a desk would have to be fetched again and again.
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
  };
}
