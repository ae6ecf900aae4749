/** What every order has to be, whatever else is at the venue: a rule without effects. */

import type { DenialCode } from './denials.ts';
import { type PriceGrid, placeableTicks } from './priceGrid.ts';
import type { Quote } from './quote.ts';
import type { OrderSettings } from './settings.ts';

export type SanitySettings = Pick<
  OrderSettings,
  'leastLots' | 'mostLotsPerOrder' | 'collar' | 'leastNotional' | 'orderNotional' | 'capital'
>;

/** The quote at a price that the venue takes, or why it may not leave. @param midTicks middle of the market; NaN where it is unknown */
export function sane(quote: Quote, grid: PriceGrid, midTicks: number, settings: SanitySettings): Quote | DenialCode {
  const { side, lots } = quote;
  if (!Number.isSafeInteger(quote.priceTicks) || quote.priceTicks <= 0) return 'price';
  if (!Number.isSafeInteger(lots) || lots < Math.max(1, settings.leastLots) || lots > settings.mostLotsPerOrder) {
    return 'size';
  }
  if (!Number.isFinite(midTicks) || midTicks <= 0) return 'no-reference-price';
  // Away from the market. A coarse grid may leave nothing above 0.
  const priceTicks = placeableTicks(grid, side, quote.priceTicks);
  if (priceTicks <= 0) return 'price';
  if (Math.abs(priceTicks - midTicks) > settings.collar * midTicks) return 'collar';
  const value = notional(grid, priceTicks, lots);
  // Binary arithmetic may leave a value that is exactly at a limit beside it.
  if (value < settings.leastNotional * (1 - 1e-9)) return 'least-notional';
  if (value > settings.orderNotional * settings.capital * (1 + 1e-9)) return 'order-notional';
  return { side, priceTicks, lots };
}

/** Value of an order, quote currency. */
export function notional({ tickSize, lotSize }: PriceGrid, priceTicks: number, lots: number): number {
  return priceTicks * tickSize * lots * lotSize;
}
