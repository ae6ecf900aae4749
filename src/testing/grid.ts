/** A grid strategy that is shown one view after another, without an exchange. */

import type { Instrument } from '../market/instrument.ts';
import { grid } from '../strategy/grid/grid.ts';
import { type GridParameters, gridParameters } from '../strategy/grid/parameters.ts';
import { defaultParameters } from '../strategy/parameters.ts';
import { QuoteSheet } from '../strategy/quoteSheet.ts';
import type { MarketView, OwnFill, StrategyContext } from '../strategy/strategy.ts';

/** One lot at 10,000 ticks is worth 10 in quote currency. */
export const roundInstrument: Instrument = {
  symbol: 'ROUND',
  contract: 'linear',
  tickSize: 1,
  lotSize: 0.001,
  minNotional: 10,
  makerFeeBps: 0,
  takerFeeBps: 5,
};

/** What the strategy wanted: prices and lots from the market outwards. */
export interface Wanted {
  readonly bids: readonly (readonly [ticks: number, lots: number])[];
  readonly asks: readonly (readonly [ticks: number, lots: number])[];
  readonly take: number;
  readonly paused: readonly ('bids' | 'asks')[];
}

export interface Look {
  readonly mid: number;
  /** Whole width of the market; 2 ticks by default. */
  readonly width?: number;
  readonly inventory?: number;
  readonly profit?: number;
  readonly fills?: readonly OwnFill[];
}

export interface ShownGrid {
  /** Shows a view at a second of the session and returns what the grid wants. */
  at(second: number, look: Look): Wanted;
  /** Shows one mid a second from `second` on; returns what the grid wanted at each. */
  path(second: number, mids: readonly number[], look?: Partial<Look>): Wanted[];
  reset(): void;
}

/** By default: one level of 100 a side 10 bps from mid, no pause, no close; capital 1,000. */
export function aGrid(
  changes: Partial<GridParameters> = {},
  context: Partial<StrategyContext> = {},
  /** Gives it an empty sheet on every call, instead of the one that it left. */
  anew = false,
): ShownGrid {
  const parameters = {
    ...defaultParameters(gridParameters),
    levels: 1,
    orderSizeUsd: 100,
    spreadBps: 10,
    gridResetBps: 200,
    ...changes,
  };
  const strategy = grid.create(parameters, { instrument: roundInstrument, capital: 1_000, ...context });
  strategy.reset();
  const sheet = new QuoteSheet();
  const at = (second: number, { mid, width = 2, inventory = 0, profit = 0, fills = [] }: Look): Wanted => {
    const view: MarketView = {
      timeUs: second * 1e6,
      bestBidTicks: mid - width / 2,
      bestAskTicks: mid + width / 2,
      bestBidLots: 5,
      bestAskLots: 5,
      inventoryLots: inventory,
      profit,
      fills,
    };
    if (anew) sheet.clear();
    strategy.quote(view, sheet);
    return {
      bids: pairs(sheet.bidTicks, sheet.bidLots, sheet.bidCount),
      asks: pairs(sheet.askTicks, sheet.askLots, sheet.askCount),
      // Zero and its negative both take nothing.
      take: sheet.takeLots === 0 ? 0 : sheet.takeLots,
      paused: [...(sheet.bidPaused ? (['bids'] as const) : []), ...(sheet.askPaused ? (['asks'] as const) : [])],
    };
  };
  return {
    at,
    path: (second, mids, look = {}) => mids.map((mid, i) => at(second + i, { ...look, mid })),
    reset: () => strategy.reset(),
  };
}

export function bought(priceTicks: number, lots: number): OwnFill {
  return { side: 0, priceTicks, lots };
}

export function sold(priceTicks: number, lots: number): OwnFill {
  return { side: 1, priceTicks, lots };
}

/** The same number over and over. */
export function flat(mid: number, seconds: number): number[] {
  return Array.from({ length: seconds }, () => mid);
}

function pairs(ticks: Int32Array, lots: Int32Array, count: number): [number, number][] {
  return Array.from({ length: count }, (_, i) => [ticks[i] ?? Number.NaN, lots[i] ?? Number.NaN]);
}
