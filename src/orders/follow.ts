/** From desired quotes and the orders that are at the venue to what is cancelled and what is placed: a rule without effects. */

import type { Denial, DenialCode } from './denials.ts';
import { notional, type SanitySettings, sane } from './orderSanity.ts';
import type { OwnOrder } from './outbox.ts';
import type { PriceGrid } from './priceGrid.ts';
import type { Quote } from './quote.ts';
import type { OrderSettings } from './settings.ts';
import type { TradingState } from './tradingState.ts';

type Placed = Quote & { readonly isReduceOnly: boolean };

export interface Followed {
  readonly cancel: readonly string[];
  readonly place: readonly Placed[];
  readonly denied: readonly Denial[];
}

export interface Situation {
  readonly state: TradingState;
  readonly grid: PriceGrid;
  readonly positionLots: number;
  /** Middle of the market, ticks. */
  readonly midTicks: number;
  readonly settings: SanitySettings &
    Pick<OrderSettings, 'mostPositionLots' | 'mostOrdersPerSide' | 'mostOpenOrders' | 'openNotional'>;
  /** Why a new order may not leave just now although it is right; null where it may. */
  readonly notNow?: (quote: Quote) => DenialCode | null;
}

/**
 * An order that rests where a quote wants it stays, and keeps its place in the queue. A new order waits until the one that it takes
 * the place of has ended: at no moment can more be at the venue than was wanted.
 */
export function follow(quotes: readonly Quote[], live: readonly OwnOrder[], situation: Situation): Followed {
  const { state, grid, settings } = situation;
  const denied: Denial[] = [];
  const wanted = quotes.flatMap((quote) => {
    const found = state === 'HALTED' ? 'halted' : sane(quote, grid, situation.midTicks, settings);
    if (typeof found !== 'string') return [found];
    denied.push({ code: found, quote });
    return [];
  });
  const cancel: string[] = [];
  const place: Placed[] = [];
  const isReduceOnly = state === 'REDUCING';
  let value = live.reduce((sum, { priceTicks, lots, filledLots }) => {
    return sum + notional(grid, priceTicks, lots - filledLots);
  }, 0);

  /** The order for a quote, or why there is none. @param worst position if every order of the side is filled, long or short as the side */
  const placed = (quote: Quote, worst: number): Placed | DenialCode => {
    const lots = Math.min(quote.lots, (isReduceOnly ? 0 : settings.mostPositionLots) - worst);
    if (isReduceOnly ? lots <= 0 : lots < quote.lots) return isReduceOnly ? 'reducing' : 'position';
    const order = { ...quote, lots, isReduceOnly };
    const problem = sane(order, grid, situation.midTicks, settings);
    if (typeof problem === 'string') return problem;
    if (live.length + place.length >= settings.mostOpenOrders) return 'open-orders';
    const most = settings.openNotional * settings.capital * (1 + 1e-9);
    if (value + notional(grid, order.priceTicks, lots) > most) return 'open-notional';
    if (place.some((other) => isSame(other, order))) return 'duplicate';
    return situation.notNow?.(order) ?? order;
  };

  for (const side of ['buy', 'sell'] as const) {
    const orders = live.filter((order) => order.side === side);
    const ofSide = wanted.filter((quote) => quote.side === side);
    const missing = ofSide.slice(0, settings.mostOrdersPerSide);
    for (const quote of ofSide.slice(settings.mostOrdersPerSide)) denied.push({ code: 'orders-per-side', quote });
    const most = missing.length;
    for (const order of orders) {
      const i = missing.findIndex((quote) => isAt(order, quote) && (!isReduceOnly || order.isReduceOnly));
      if (i >= 0) missing.splice(i, 1);
      else if (isCancellable(order)) cancel.push(order.clientId);
    }
    const room = most - orders.length;
    let worst = side === 'buy' ? situation.positionLots : -situation.positionLots;
    for (const order of orders) worst += order.lots - order.filledLots;
    for (const quote of missing.slice(0, Math.max(0, room))) {
      const order = placed(quote, worst);
      if (typeof order === 'string') denied.push({ code: order, quote });
      else {
        worst += order.lots;
        value += notional(grid, order.priceTicks, order.lots);
        place.push(order);
      }
    }
  }
  return { cancel, place, denied };
}

/** All that can be cancelled now. It needs nothing but the orders, so that it works whatever else is broken. */
export function cancelAll(live: readonly OwnOrder[]): readonly string[] {
  return live.filter(isCancellable).map(({ clientId }) => clientId);
}

function isCancellable({ status, isCancelling }: OwnOrder): boolean {
  return status === 'open' && !isCancelling;
}

function isAt(order: OwnOrder, quote: Quote): boolean {
  return order.priceTicks === quote.priceTicks && order.lots <= quote.lots;
}

function isSame(a: Quote, b: Quote): boolean {
  return a.side === b.side && a.priceTicks === b.priceTicks && a.lots === b.lots;
}
