/**
 * The grid: levels around a centre, placed anew when the market or the position has moved away. Filled levels stay
 * empty until then. Version by version it gained what the seeds tried: a spread that follows volatility, size skew,
 * a pause on trends, a taker close. docs/grid.md describes the rules in order.
 */

import { type Instrument, lotsWorth, notional, smallestOrder } from '../../market/instrument.ts';
import type { Parameters } from '../parameters.ts';
import type { QuoteSheet } from '../quoteSheet.ts';
import type { QuoteValidity } from '../quoteValidity.ts';
import type {
  DerivedFigures,
  MarketView,
  Strategy,
  StrategyContext,
  StrategyExposure,
  StrategyKind,
} from '../strategy.ts';
import { type GridParameters, gridParameters, readGridParameters } from './parameters.ts';
import { PlacedGrid } from './placedGrid.ts';
import { TrendWatch } from './trendWatch.ts';

/** Ticks: an ask that falls on a tick must not move to the next because 1 + spread is a hair more in binary. */
const HAIR = 1e-6;

const BIDS_PAUSED = 1;
const ASKS_PAUSED = 2;
const BIDS_AT_LIMIT = 4;
const ASKS_AT_LIMIT = 8;

class Grid implements Strategy {
  readonly #p: GridParameters;
  readonly #instrument: Instrument;
  /** Quote currency. */
  readonly #limit: number;
  readonly #stopLoss: number;
  readonly #trend: TrendWatch;

  /** Mid of the present view; a field, since as an argument of calls that are not inlined it would be boxed. */
  #midTicks = Number.NaN;
  #stopped = false;
  /** Mid at which the grid was placed; NaN before the first. */
  #centreTicks = Number.NaN;
  readonly #grid: PlacedGrid;
  /** What was written, as `#held`, and the sheet's revision then. */
  #written = 0;
  #revision = -1;

  constructor(parameters: GridParameters, { instrument, capital }: StrategyContext) {
    this.#p = parameters;
    this.#instrument = instrument;
    this.#limit = (capital * parameters.inventoryLimitPct) / 100;
    this.#stopLoss = (capital * parameters.stopLossPct) / 100;
    this.#trend = new TrendWatch(parameters);
    this.#grid = new PlacedGrid(parameters.levels);
  }

  reset(): void {
    this.#trend.reset();
    this.#stopped = false;
    this.#centreTicks = Number.NaN;
  }

  quote(view: MarketView, sheet: QuoteSheet): void {
    this.#midTicks = (view.bestBidTicks + view.bestAskTicks) / 2;
    if (view.timeUs >= this.#trend.nextSampleUs) this.#trend.sample(view.timeUs, this.#midTicks);
    if (view.profit <= -this.#stopLoss) this.#stopped = true;
    if (this.#stopped) {
      closeAll(view, sheet);
      return;
    }
    if (this.#p.forceCloseOnTrend && this.#trend.closes(view)) {
      closeAll(view, sheet);
      this.#centreTicks = Number.NaN;
      return;
    }
    if (view.fills.length > 0) this.#takeOutFilled(view);
    if (this.#mustRecentre(view)) this.#place(view);
    this.#write(view, sheet);
    this.#promise(view, sheet.validity);
  }

  #takeOutFilled(view: MarketView): void {
    const minLots = this.#minLots();
    for (const fill of view.fills) this.#grid.takeOut(fill, minLots);
  }

  #mustRecentre(view: MarketView): boolean {
    if (Number.isNaN(this.#centreTicks)) return true;
    // Multiplied out: the quotient of a move of exactly this size can fall a hair short of it.
    if (Math.abs(this.#midTicks - this.#centreTicks) * 10_000 >= this.#p.gridResetBps * this.#centreTicks) return true;
    if (view.fills.length === 0) return false;
    return this.#positionShare(view) * 100 > this.#p.recentreInventoryPct;
  }

  #place(view: MarketView): void {
    const midTicks = this.#midTicks;
    const spread = this.#spreadBps(view) / 10_000;
    const fullLots = lotsWorth(this.#instrument, this.#p.orderSizeUsd, midTicks);
    const skewed = fullLots * this.#skewFactor(this.#positionShare(view));
    this.#centreTicks = midTicks;
    const bidLots = this.#sendable(view.inventoryLots > 0 ? skewed : fullLots);
    const askLots = this.#sendable(view.inventoryLots < 0 ? skewed : fullLots);
    const grid = this.#grid;
    for (let i = 0; i < this.#p.levels; i++) {
      grid.bidTicks[i] = Math.floor(midTicks * (1 - spread * (i + 1)));
      grid.askTicks[i] = Math.ceil(midTicks * (1 + spread * (i + 1)) - HAIR);
      grid.bidLots[i] = bidLots;
      grid.askLots[i] = askLots;
    }
    grid.changed = true;
  }

  /** Whole lots of a size; none when the venue would not take so few. */
  #sendable(lots: number): number {
    const whole = Math.floor(lots);
    return whole >= this.#minLots() ? whole : 0;
  }

  /** Smallest order that the venue takes, in lots at the price of the grid. */
  #minLots(): number {
    return lotsWorth(this.#instrument, this.#instrument.minNotional, this.#centreTicks);
  }

  #spreadBps(view: MarketView): number {
    const marketBps = ((view.bestAskTicks - view.bestBidTicks) / this.#midTicks) * 10_000;
    const volatilityBps = this.#p.volatilityMultiplier * this.#trend.volatilityBps();
    return Math.max(this.#p.spreadBps, marketBps + this.#p.spreadBufferBps) + volatilityBps;
  }

  /** Share of the full size that may still be added to a position that fills `share` of the limit. */
  #skewFactor(share: number): number {
    const steps = this.#p.inventorySkewSteps;
    if (steps === 0) return 1;
    // Not 1 − taken / steps: 1 − 0.8 is a hair less than 0.2 and would cost a lot when sizes are rounded down.
    return Math.max(0, steps - Math.floor(share * steps)) / steps;
  }

  #positionShare(view: MarketView): number {
    return notional(this.#instrument, this.#midTicks, view.inventoryLots) / this.#limit;
  }

  #write(view: MarketView, sheet: QuoteSheet): void {
    const held = this.#held(view);
    const { bestBidTicks, bestAskTicks } = view;
    if (
      held === this.#written &&
      sheet.revision === this.#revision &&
      this.#grid.isCurrent(bestBidTicks, bestAskTicks)
    ) {
      return;
    }
    sheet.clear();
    sheet.bidPaused = (held & BIDS_PAUSED) !== 0;
    sheet.askPaused = (held & ASKS_PAUSED) !== 0;
    const bids = (held & (BIDS_PAUSED | BIDS_AT_LIMIT)) === 0;
    const asks = (held & (ASKS_PAUSED | ASKS_AT_LIMIT)) === 0;
    this.#grid.write(sheet, bids, asks, bestBidTicks, bestAskTicks);
    this.#written = held;
    this.#revision = sheet.revision;
  }

  /** Promises for how long and within which prices all of the above stays the same. One tick is kept free for rounding. */
  #promise(view: MarketView, validity: QuoteValidity): void {
    const grid = this.#grid;
    const centreTicks = this.#centreTicks;
    const reachTicks = (this.#p.gridResetBps * centreTicks) / 10_000 - 1;
    let lowTicks = Math.max(centreTicks - reachTicks, grid.lowTicks);
    let highTicks = Math.min(centreTicks + reachTicks, grid.highTicks);
    if (view.inventoryLots !== 0) {
      // The mid at which the position reaches the limit.
      const limitTicks = this.#midTicks / this.#positionShare(view);
      if ((this.#written & (BIDS_AT_LIMIT | ASKS_AT_LIMIT)) === 0) highTicks = Math.min(highTicks, limitTicks - 1);
      else lowTicks = Math.max(lowTicks, limitTicks + 1);
    }
    let untilUs = this.#trend.nextSampleUs;
    if ((this.#written & BIDS_PAUSED) !== 0) untilUs = Math.min(untilUs, this.#trend.bidsPausedUntilUs);
    if ((this.#written & ASKS_PAUSED) !== 0) untilUs = Math.min(untilUs, this.#trend.asksPausedUntilUs);
    validity.untilUs = untilUs;
    validity.lowTicks = lowTicks;
    validity.highTicks = highTicks;
    validity.profitAbove = -0.999 * this.#stopLoss;
  }

  /** Which sides are held back, as a mask. */
  #held(view: MarketView): number {
    let held = 0;
    if (view.timeUs < this.#trend.bidsPausedUntilUs) held |= BIDS_PAUSED;
    if (view.timeUs < this.#trend.asksPausedUntilUs) held |= ASKS_PAUSED;
    if (view.inventoryLots !== 0 && this.#positionShare(view) >= 1)
      held |= view.inventoryLots > 0 ? BIDS_AT_LIMIT : ASKS_AT_LIMIT;
    return held;
  }
}

function closeAll(view: MarketView, sheet: QuoteSheet): void {
  sheet.clear();
  sheet.takeLots = -view.inventoryLots;
}

/** Six digits, for people. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

export const grid: StrategyKind = {
  name: 'grid',
  summary:
    'Levels around mid, placed anew on a move; optional volatility spread, size skew, pause on trend, taker close.',
  parameters: gridParameters,
  check(parameters: Parameters, { instrument, priceTicks }: StrategyContext): readonly string[] {
    const p = readGridParameters(parameters);
    const problems: string[] = [];
    if (p.forceCloseOnTrend && p.pauseOnTrend && p.forceClosePausedBps < p.forceCloseBps) {
      problems.push(
        `forceClosePausedBps = ${p.forceClosePausedBps} is below forceCloseBps = ${p.forceCloseBps}: a paused side needs at least the normal threshold`,
      );
    }
    if (p.spreadBps < instrument.makerFeeBps) {
      problems.push(
        `spreadBps = ${p.spreadBps} is below the maker fee of ${instrument.makerFeeBps} bps: every round trip would cost more than it earns`,
      );
    }
    // Rounding to lots and a falling price take a little off: an order of just the minimum would never be accepted.
    if (p.orderSizeUsd < instrument.minNotional * 1.05) {
      problems.push(
        `orderSizeUsd = ${p.orderSizeUsd} is not 5 % above the venue's smallest order of ${instrument.minNotional}: nothing would be quoted`,
      );
    } else if (priceTicks !== undefined && p.orderSizeUsd < smallestOrder(instrument, priceTicks)) {
      const { lotSize, tickSize } = instrument;
      const [smallest, lot] = [smallestOrder(instrument, priceTicks), notional(instrument, priceTicks, 1)].map(rounded);
      problems.push(
        `orderSizeUsd = ${p.orderSizeUsd} is below the smallest order of ${smallest} at a price of ${rounded(priceTicks * tickSize)}, where one lot is worth ${lot}: nothing would be quoted; instrument.lot_size = ${lotSize} is too coarse for it`,
      );
    }
    return problems;
  },
  exposure(parameters: Parameters, { capital }: StrategyContext): StrategyExposure {
    const p = readGridParameters(parameters);
    return {
      order: p.orderSizeUsd,
      side: p.orderSizeUsd * p.levels,
      position: (capital * p.inventoryLimitPct) / 100,
    };
  },
  derived(parameters: Parameters, { capital }: StrategyContext): readonly DerivedFigures[] {
    const p = readGridParameters(parameters);
    const limit = (capital * p.inventoryLimitPct) / 100;
    const money = (name: string, value: number): DerivedFigures => ({ name, values: [value], unit: 'quote currency' });
    return [
      money('position limit', limit),
      money('a fill places the grid anew beyond a position of', (limit * p.recentreInventoryPct) / 100),
      money('all orders of one side hold', p.orderSizeUsd * p.levels),
      money('stop at a loss of', (capital * p.stopLossPct) / 100),
      {
        name: 'levels stand at least so far from mid',
        values: Array.from({ length: p.levels }, (_, i) => p.spreadBps * (i + 1)),
        unit: 'bps',
      },
    ];
  },
  create: (parameters, context) => new Grid(readGridParameters(parameters), context),
};
