/**
 * The grid: levels around a centre, placed anew when the market or the position has moved away. Filled levels stay
 * empty until then. Version by version it gained what the seeds tried: a spread that follows volatility, size skew,
 * a pause on trends, a taker close. docs/grid.md describes the rules in order.
 */

import { type Instrument, lotsWorth, notional } from '../../market/instrument.ts';
import { BID } from '../../market/tape.ts';
import { rateOfChangeBps } from '../../signals/rateOfChange.ts';
import { Samples } from '../../signals/samples.ts';
import { trendBps } from '../../signals/trend.ts';
import { meanAbsoluteReturnBps } from '../../signals/volatility.ts';
import type { Parameters } from '../parameters.ts';
import type { MarketView, QuoteSheet, Strategy, StrategyContext, StrategyExposure, StrategyKind } from '../strategy.ts';
import { type GridParameters, gridParameters, readGridParameters } from './parameters.ts';

const SAMPLE_US = 1_000_000;
const ROC_SAMPLES = 10;
const TREND_SAMPLES = 5;
const VOLATILITY_SAMPLES = 30;
/** Ticks: an ask that falls on a tick must not move to the next because 1 + spread is a hair more in binary. */
const HAIR = 1e-6;

class Grid implements Strategy {
  readonly #p: GridParameters;
  readonly #instrument: Instrument;
  /** Quote currency. */
  readonly #limit: number;
  readonly #stopLoss: number;
  readonly #mids = new Samples(VOLATILITY_SAMPLES + 1);

  #nextSampleUs = 0;
  /** Of the samples so far; they change once a second, decisions may be more frequent. */
  #trendBps = 0;
  #bidsPausedUntilUs = 0;
  #asksPausedUntilUs = 0;
  #stopped = false;
  /** Mid at which the grid was placed; NaN before the first. */
  #centreTicks = Number.NaN;
  // The grid as placed: prices, and lots that are still to be filled.
  readonly #bidTicks: Int32Array;
  readonly #askTicks: Int32Array;
  readonly #bidLots: Int32Array;
  readonly #askLots: Int32Array;

  constructor(parameters: GridParameters, { instrument, capital }: StrategyContext) {
    this.#p = parameters;
    this.#instrument = instrument;
    this.#limit = (capital * parameters.inventoryLimitPct) / 100;
    this.#stopLoss = (capital * parameters.stopLossPct) / 100;
    this.#bidTicks = new Int32Array(parameters.levels);
    this.#askTicks = new Int32Array(parameters.levels);
    this.#bidLots = new Int32Array(parameters.levels);
    this.#askLots = new Int32Array(parameters.levels);
  }

  reset(): void {
    this.#mids.clear();
    this.#trendBps = 0;
    this.#nextSampleUs = 0;
    this.#bidsPausedUntilUs = 0;
    this.#asksPausedUntilUs = 0;
    this.#stopped = false;
    this.#centreTicks = Number.NaN;
  }

  quote(view: MarketView, sheet: QuoteSheet): void {
    const midTicks = (view.bestBidTicks + view.bestAskTicks) / 2;
    this.#sample(view, midTicks);
    if (view.profit <= -this.#stopLoss) this.#stopped = true;
    if (this.#stopped) {
      sheet.takeLots = -view.inventoryLots;
      return;
    }
    if (this.#closesOnTrend(view)) {
      sheet.takeLots = -view.inventoryLots;
      this.#centreTicks = Number.NaN;
      return;
    }
    this.#takeOutFilled(view);
    if (this.#mustRecentre(view, midTicks)) this.#place(view, midTicks);
    this.#write(view, sheet, midTicks);
  }

  /** Takes one mid a second and lets the rate of change start or prolong a pause. */
  #sample(view: MarketView, midTicks: number): void {
    if (view.timeUs < this.#nextSampleUs) return;
    while (this.#nextSampleUs <= view.timeUs) this.#nextSampleUs += SAMPLE_US;
    this.#mids.push(midTicks);
    this.#trendBps = trendBps(this.#mids, TREND_SAMPLES);
    if (!this.#p.pauseOnTrend) return;
    const roc = rateOfChangeBps(this.#mids, ROC_SAMPLES);
    // Until the next sample at least: a pause without minimum holds as long as the rate of change does.
    const untilUs = view.timeUs + Math.max(SAMPLE_US, this.#p.pauseSeconds * 1e6);
    if (roc > this.#p.rocPauseBps) this.#asksPausedUntilUs = untilUs;
    if (roc < -this.#p.rocPauseBps) this.#bidsPausedUntilUs = untilUs;
  }

  #closesOnTrend(view: MarketView): boolean {
    if (!this.#p.forceCloseOnTrend || view.inventoryLots === 0) return false;
    const paused = view.timeUs < this.#bidsPausedUntilUs || view.timeUs < this.#asksPausedUntilUs;
    const threshold = paused ? this.#p.forceClosePausedBps : this.#p.forceCloseBps;
    return view.inventoryLots > 0 ? this.#trendBps < -threshold : this.#trendBps > threshold;
  }

  #takeOutFilled(view: MarketView): void {
    for (const fill of view.fills) {
      const ticks = fill.side === BID ? this.#bidTicks : this.#askTicks;
      const lots = fill.side === BID ? this.#bidLots : this.#askLots;
      const level = ticks.indexOf(fill.priceTicks);
      // A fill of an earlier grid's order, cancelled too late, belongs to no level of this one.
      if (level >= 0) lots[level] = Math.max(0, (lots[level] as number) - fill.lots);
    }
  }

  #mustRecentre(view: MarketView, midTicks: number): boolean {
    if (Number.isNaN(this.#centreTicks)) return true;
    // Multiplied out: the quotient of a move of exactly this size can fall a hair short of it.
    if (Math.abs(midTicks - this.#centreTicks) * 10_000 >= this.#p.gridResetBps * this.#centreTicks) return true;
    if (view.fills.length === 0) return false;
    return this.#positionShare(view, midTicks) * 100 > this.#p.recentreInventoryPct;
  }

  #place(view: MarketView, midTicks: number): void {
    const spread = this.#spreadBps(view, midTicks) / 10_000;
    const fullLots = lotsWorth(this.#instrument, this.#p.orderSizeUsd, midTicks);
    const skewed = fullLots * this.#skewFactor(this.#positionShare(view, midTicks));
    const bidLots = Math.floor(view.inventoryLots > 0 ? skewed : fullLots);
    const askLots = Math.floor(view.inventoryLots < 0 ? skewed : fullLots);
    for (let i = 0; i < this.#p.levels; i++) {
      this.#bidTicks[i] = Math.floor(midTicks * (1 - spread * (i + 1)));
      this.#askTicks[i] = Math.ceil(midTicks * (1 + spread * (i + 1)) - HAIR);
      this.#bidLots[i] = bidLots;
      this.#askLots[i] = askLots;
    }
    this.#centreTicks = midTicks;
  }

  #spreadBps(view: MarketView, midTicks: number): number {
    const marketBps = ((view.bestAskTicks - view.bestBidTicks) / midTicks) * 10_000;
    const volatilityBps = this.#p.volatilityMultiplier * meanAbsoluteReturnBps(this.#mids, VOLATILITY_SAMPLES);
    return Math.max(this.#p.spreadBps, marketBps + this.#p.spreadBufferBps) + volatilityBps;
  }

  /** Share of the full size that may still be added to a position that fills `share` of the limit. */
  #skewFactor(share: number): number {
    const steps = this.#p.inventorySkewSteps;
    if (steps === 0) return 1;
    // Not 1 − taken / steps: 1 − 0.8 is a hair less than 0.2 and would cost a lot when sizes are rounded down.
    return Math.max(0, steps - Math.floor(share * steps)) / steps;
  }

  #positionShare(view: MarketView, midTicks: number): number {
    return notional(this.#instrument, midTicks, view.inventoryLots) / this.#limit;
  }

  #write(view: MarketView, sheet: QuoteSheet, midTicks: number): void {
    const atLimit = this.#positionShare(view, midTicks) >= 1;
    sheet.bidPaused = view.timeUs < this.#bidsPausedUntilUs;
    sheet.askPaused = view.timeUs < this.#asksPausedUntilUs;
    const minLots = lotsWorth(this.#instrument, this.#instrument.minNotional, midTicks);
    // Levels that the market has run over (a side that was paused meanwhile) would only be rejected: they stay out.
    if (!sheet.bidPaused && !(atLimit && view.inventoryLots > 0)) {
      for (let i = 0; i < this.#p.levels; i++) {
        const ticks = this.#bidTicks[i] as number;
        const lots = this.#bidLots[i] as number;
        if (lots >= minLots && ticks < view.bestAskTicks) sheet.bid(ticks, lots);
      }
    }
    if (!sheet.askPaused && !(atLimit && view.inventoryLots < 0)) {
      for (let i = 0; i < this.#p.levels; i++) {
        const ticks = this.#askTicks[i] as number;
        const lots = this.#askLots[i] as number;
        if (lots >= minLots && ticks > view.bestBidTicks) sheet.ask(ticks, lots);
      }
    }
  }
}

export const grid: StrategyKind = {
  name: 'grid',
  summary:
    'Levels around mid, placed anew on a move; optional volatility spread, size skew, pause on trend, taker close.',
  parameters: gridParameters,
  check(parameters: Parameters, { instrument }: StrategyContext): readonly string[] {
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
  create: (parameters, context) => new Grid(readGridParameters(parameters), context),
};
