/** From desired quotes and the orders that are at the venue to what is cancelled and what is placed: a rule without effects. */

import type { OwnOrder } from './outbox.ts';
import { type PriceGrid, placeableTicks, type Side } from './priceGrid.ts';
import type { OrderSettings } from './settings.ts';
import type { TradingState } from './tradingState.ts';

/** A quote that a strategy wants to have at the venue. */
export interface Quote {
  readonly side: Side;
  readonly priceTicks: number;
  readonly lots: number;
}

export interface Followed {
  readonly cancel: readonly string[];
  readonly place: readonly (Quote & { readonly isReduceOnly: boolean })[];
}

export interface Situation {
  readonly state: TradingState;
  readonly grid: PriceGrid;
  readonly positionLots: number;
  /** Middle of the market, ticks. */
  readonly midTicks: number;
  readonly settings: Pick<OrderSettings, 'mostPositionLots' | 'mostLotsPerOrder' | 'mostOrdersPerSide' | 'collar'>;
}

/**
 * An order that rests where a quote wants it stays, and keeps its place in the queue. A new order waits until the one that it takes
 * the place of has ended: at no moment can more be at the venue than was wanted.
 */
export function follow(quotes: readonly Quote[], live: readonly OwnOrder[], situation: Situation): Followed {
  const wanted = quotes.flatMap((quote) => allowed(quote, situation));
  const cancel: string[] = [];
  const place: (Quote & { isReduceOnly: boolean })[] = [];
  const isReduceOnly = situation.state === 'REDUCING';
  for (const side of ['buy', 'sell'] as const) {
    const orders = live.filter((order) => order.side === side);
    const missing = wanted.filter((quote) => quote.side === side).slice(0, situation.settings.mostOrdersPerSide);
    const most = missing.length;
    for (const order of orders) {
      const i = missing.findIndex((quote) => isAt(order, quote) && (!isReduceOnly || order.isReduceOnly));
      if (i >= 0) missing.splice(i, 1);
      else if (order.status === 'open' && !order.isCancelling) cancel.push(order.clientId);
    }
    const room = most - orders.length;
    let worst = side === 'buy' ? situation.positionLots : -situation.positionLots;
    for (const order of orders) worst += order.lots - order.filledLots;
    for (const quote of missing.slice(0, Math.max(0, room))) {
      const lots = Math.min(quote.lots, (isReduceOnly ? 0 : situation.settings.mostPositionLots) - worst);
      if (lots < quote.lots && !isReduceOnly) continue;
      if (lots <= 0) continue;
      worst += lots;
      place.push({ ...quote, lots, isReduceOnly });
    }
  }
  return { cancel, place };
}

function allowed(quote: Quote, { state, grid, midTicks, settings }: Situation): Quote[] {
  if (state === 'HALTED') return [];
  const { side, lots } = quote;
  if (!Number.isSafeInteger(lots) || lots <= 0 || lots > settings.mostLotsPerOrder) return [];
  if (!Number.isSafeInteger(quote.priceTicks) || quote.priceTicks <= 0) return [];
  const priceTicks = placeableTicks(grid, side, quote.priceTicks);
  // Without a middle of the market nothing is near it.
  return Math.abs(priceTicks - midTicks) <= settings.collar * midTicks ? [{ side, priceTicks, lots }] : [];
}

function isAt(order: OwnOrder, quote: Quote): boolean {
  return order.priceTicks === quote.priceTicks && order.lots <= quote.lots;
}
