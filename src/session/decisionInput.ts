/** The present moment, as a strategy sees it and as risk judges it. */

import type { Exposure } from '../risk/gate.ts';
import type { MarketView } from '../strategy/strategy.ts';

/**
 * One object for all traders of a session: each writes all of it before strategy or risk read it. As arguments of calls that
 * are not inlined, times, prices and profits would be boxed; one object a trader would be fetched from memory again and again.
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
