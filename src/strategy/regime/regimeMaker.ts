/**
 * Decides when the quotes of the regime maker are moved, and writes them; where they belong is in the files beside this one.
 * docs/strategies/regime.md describes the rules in order.
 */

import { type Instrument, inverseLotValue, lotsWorth, notional, tickLotValue } from '../../market/instrument.ts';
import { ASK, BID, type BookSide } from '../../market/tape.ts';
import { imbalanceOf } from '../../signals/bookShape.ts';
import { EmaTrend } from '../../signals/emaTrend.ts';
import { SampleClock } from '../../signals/sampleClock.ts';
import { TradeFlow } from '../../signals/tradeFlow.ts';
import { Vpin } from '../../signals/vpin.ts';
import { HEDGE_STALE_MEANING, HedgeShift } from '../hedge.ts';
import { askTicksAt, bidTicksAt, wholeLots } from '../postOnly.ts';
import type { QuoteSheet } from '../quoteSheet.ts';
import { StandingQuotes } from '../standingQuotes.ts';
import type { MarketView, Strategy, StrategyContext } from '../strategy.ts';
import type { RegimeParameters } from './parameters.ts';
import { PostOnlySafety } from './postOnlySafety.ts';
import { Pricing } from './pricing.ts';
import { ToxicityGuard } from './toxicityGuard.ts';
import { SAMPLES_PER_SECOND, VolatilityRegime } from './volatilityRegime.ts';

const EXTREME = 1;
const TOXIC = 2;
const VPIN_HIGH = 4;
const MARKET_SPREAD = 8;
const INVENTORY_LIMIT = 16;
const IMBALANCE = 32;
const TREND_PULL = 64;
const TOO_SOON = 128;
const WITHIN_TOLERANCE = 256;
const WITHIN_BOUNDS = 512;
const AGE = 1024;
const REJECTED = 2048;
const HEDGE_STALE = 4096;
export const regimeReasons: Readonly<Record<string, string>> = {
  extreme: 'The volatility regime is EXTREME: nothing is quoted.',
  toxic: 'The market moved beyond hardPauseRatio × a limit within five seconds: nothing is quoted.',
  vpin: 'VPIN is above vpinPull: nothing is quoted.',
  'market-spread': 'The market spread is below minMarketSpreadBps: nothing is quoted.',
  'inventory-limit': 'The position is at its limit: the side that grows it is not quoted.',
  imbalance: 'The touch is one-sided: the endangered side is not quoted.',
  'trend-pull': 'A strong trend takes a side away.',
  'too-soon': 'Quotes would be moved, but minRepriceSeconds have not passed.',
  'within-tolerance': 'Quotes stay: they would move by less than repriceToleranceBps.',
  'within-bounds': 'The grid rests: the mid is within its bounds.',
  age: 'Quotes are moved since they stood for maxOrderAgeSeconds.',
  rejected: 'Quotes are moved since an order was rejected.',
  'hedge-stale': HEDGE_STALE_MEANING,
};

export class RegimeMaker implements Strategy {
  readonly #p: RegimeParameters;
  readonly #instrument: Instrument;
  /** Quote currency. */
  readonly #limit: number;
  readonly #isInverse: boolean;
  /** Quote currency that a lot of an inverse contract is worth, and one of any other at a price of one tick. */
  readonly #lotValue: number;
  readonly #regime: VolatilityRegime;
  readonly #guard: ToxicityGuard;
  readonly #pricing: Pricing;
  readonly #safety: PostOnlySafety;
  readonly #trend: EmaTrend;
  readonly #flow: TradeFlow;
  readonly #vpin: Vpin;
  readonly #hedge: HedgeShift;
  readonly #clock = new SampleClock(1 / SAMPLES_PER_SECOND);
  // Of the present call; fields, since numbers in arguments of calls that are not inlined would be boxed.
  #midTicks = 0;
  #share = 0;
  #rejected = false;
  // What was written last.
  readonly #standing = new StandingQuotes();
  #placedUs = Number.NEGATIVE_INFINITY;
  #placedMidTicks = 0;
  #placedCentreTicks = 0;
  #placedOffsetTicks = 0;
  readonly #placedLots = new Int32Array(2);
  readonly #lots = new Int32Array(2);

  constructor(parameters: RegimeParameters, { instrument, capital }: StrategyContext) {
    this.#p = parameters;
    this.#instrument = instrument;
    this.#isInverse = instrument.contract === 'inverse';
    this.#lotValue = this.#isInverse ? inverseLotValue(instrument) : tickLotValue(instrument);
    this.#limit = (capital * parameters.inventoryLimitPct) / 100;
    this.#regime = new VolatilityRegime(parameters);
    this.#guard = new ToxicityGuard(parameters);
    this.#pricing = new Pricing(parameters);
    this.#safety = new PostOnlySafety(parameters);
    this.#trend = new EmaTrend(parameters.trendFastSeconds, parameters.trendSlowSeconds);
    this.#flow = new TradeFlow(parameters.flowSeconds);
    this.#vpin = new Vpin(parameters.vpinBucketUsd, parameters.vpinBuckets);
    this.#hedge = new HedgeShift(parameters);
  }

  reset(): void {
    this.#regime.reset();
    this.#guard.reset();
    this.#pricing.reset();
    this.#safety.reset();
    this.#trend.reset();
    this.#flow.reset();
    this.#vpin.reset();
    this.#hedge.reset();
    this.#clock.reset();
    this.#standing.reset();
  }

  quote(view: MarketView, sheet: QuoteSheet): void {
    this.#midTicks = (view.bestBidTicks + view.bestAskTicks) / 2;
    this.#learnTrades(view);
    this.#hedge.learn(view.reference);
    const isDue = this.#clock.isDue(view.timeUs);
    if (isDue) this.#sample(view);
    const mustMove = view.fills.length > 0 || this.#standing.areOver(view, sheet);
    if (isDue || mustMove) this.#decide(view, sheet, mustMove);
    this.#promise(sheet);
  }

  #learnTrades({ trades }: MarketView): void {
    if (trades === undefined) return;
    const { columns, from, to } = trades;
    for (let i = from; i < to; i++) {
      const lots = columns.aggressor[i] === BID ? (columns.lots[i] as number) : -(columns.lots[i] as number);
      this.#flow.push(columns.timeUs[i] as number, lots);
      // A contract of an inverse instrument is worth the same at every price.
      const lotValue = this.#isInverse ? this.#lotValue : this.#lotValue * (columns.priceTicks[i] as number);
      if (this.#p.vpinEnabled) this.#vpin.push(lots * lotValue);
    }
  }

  #sample({ timeUs, bestBidTicks, bestAskTicks, orders }: MarketView): void {
    const mid = this.#midTicks;
    this.#regime.push(timeUs, mid);
    if (this.#p.trendEnabled) this.#trend.push(timeUs, mid, this.#regime.medium.perRootSecondBps);
    this.#guard.push(mid, this.#regime.limitScale, this.#trend.value);
    this.#pricing.sampleSpread(((bestAskTicks - bestBidTicks) / mid) * 10_000);
    this.#rejected = orders !== undefined && this.#safety.learn(timeUs, orders);
  }

  #decide(view: MarketView, sheet: QuoteSheet, mustMove: boolean): void {
    const pauses = this.#pauses(view);
    if (pauses !== 0) {
      this.#standing.withdraw(sheet, pauses);
      this.#placedLots.fill(-1);
      return;
    }
    this.#price(view);
    const closed = this.#chooseLots(view);
    const gate = mustMove ? 0 : this.#gate(view);
    if ((gate & (TOO_SOON | WITHIN_TOLERANCE | WITHIN_BOUNDS)) !== 0) sheet.reasons = closed | gate;
    else this.#write(view, sheet, closed | gate);
    this.#rejected = false;
  }

  /** Why nothing is to be quoted. */
  #pauses({ bestBidTicks, bestAskTicks }: MarketView): number {
    const { minMarketSpreadBps, vpinEnabled, vpinPull } = this.#p;
    let pauses = this.#regime.regime === 'EXTREME' ? EXTREME : 0;
    if (this.#guard.paused) pauses |= TOXIC;
    if (vpinEnabled && this.#vpin.value > vpinPull) pauses |= VPIN_HIGH;
    if ((bestAskTicks - bestBidTicks) * 10_000 < minMarketSpreadBps * this.#midTicks) pauses |= MARKET_SPREAD;
    return pauses;
  }

  #price({ inventoryLots, funding, reference }: MarketView): void {
    const value = Math.sign(inventoryLots) * notional(this.#instrument, this.#midTicks, inventoryLots);
    this.#share = Math.max(-1, Math.min(1, value / this.#limit));
    this.#pricing.setOffset(this.#regime, this.#guard.excessBps, this.#vpin.value);
    this.#pricing.setCentre(this.#share, this.#regime, this.#trend.value, this.#flow.imbalance, funding);
    this.#hedge.set(reference);
  }

  /** Sizes of both sides; returns why a side has none. */
  #chooseLots({ inventoryLots, bestBidLots, bestAskLots }: MarketView): number {
    const { orderSizeUsd, imbalanceEnabled, imbalancePause, trendReducesBuys, trendPullsSide } = this.#p;
    const { trendSizeReduction, trendStrongThreshold } = this.#p;
    const trend = this.#trend.value;
    let closed = this.#hedge.isStale ? HEDGE_STALE : 0;
    // In an uptrend sells go against it; under the other reading buys are reduced.
    const reduced = trend > 0 !== trendReducesBuys ? ASK : BID;
    const full = lotsWorth(this.#instrument, orderSizeUsd, this.#midTicks);
    const smallest = lotsWorth(this.#instrument, this.#instrument.minNotional, this.#midTicks);
    this.#lots[BID] = wholeLots(full);
    this.#lots[ASK] = wholeLots(full);
    this.#lots[reduced] = wholeLots(full * (1 - trendSizeReduction * Math.abs(trend)));
    if (trendPullsSide && Math.abs(trend) > trendStrongThreshold) {
      this.#lots[reduced] = 0;
      closed |= TREND_PULL;
    }
    if (inventoryLots !== 0 && Math.abs(this.#share) >= this.#pricing.limitShare) {
      this.#lots[inventoryLots > 0 ? BID : ASK] = 0;
      closed |= INVENTORY_LIMIT;
    }
    const imbalance = imbalanceEnabled ? imbalanceOf(bestBidLots, bestAskLots) : 0;
    if (Math.abs(imbalance) > imbalancePause) {
      // More bids: the price is about to rise, and sells are in danger.
      this.#lots[imbalance > 0 ? ASK : BID] = 0;
      closed |= IMBALANCE;
    }
    for (let side = 0; side < 2; side++) if ((this.#lots[side] as number) < smallest) this.#lots[side] = 0;
    return closed;
  }

  /** Whether quotes that could be moved stay where they are, or move for a reason worth counting. */
  #gate({ timeUs }: MarketView): number {
    const { minRepriceSeconds, maxOrderAgeSeconds, restingGrid, gridBoundVolatilities, repriceToleranceBps } = this.#p;
    if (this.#rejected) return REJECTED;
    const placed = this.#placedLots;
    // A side that opens or closes is not a matter of prices.
    if (((this.#lots[BID] as number) === 0) !== (placed[BID] as number) <= 0) return 0;
    if (((this.#lots[ASK] as number) === 0) !== (placed[ASK] as number) <= 0) return 0;
    const ageUs = timeUs - this.#placedUs;
    if (ageUs >= maxOrderAgeSeconds * 1e6) return AGE;
    if (restingGrid) {
      const { medium } = this.#regime;
      const boundBps = gridBoundVolatilities * medium.perRootSecondBps * Math.sqrt(this.#p.volMediumSeconds);
      if (Math.abs(this.#midTicks - this.#placedMidTicks) * 10_000 <= boundBps * this.#midTicks) return WITHIN_BOUNDS;
    } else {
      const tolerance = (repriceToleranceBps * this.#midTicks) / 10_000;
      const moved = Math.abs(this.#centreTicks() - this.#placedCentreTicks);
      const wider = Math.abs(this.#offsetTicks() - this.#placedOffsetTicks);
      if (moved + wider < tolerance) return WITHIN_TOLERANCE;
    }
    return ageUs < minRepriceSeconds * 1e6 ? TOO_SOON : 0;
  }

  #centreTicks(): number {
    return this.#midTicks * (1 + (this.#pricing.centreBps + this.#hedge.bps) / 10_000);
  }

  #offsetTicks(): number {
    return (this.#midTicks * this.#pricing.offsetBps) / 10_000;
  }

  #write(view: MarketView, sheet: QuoteSheet, why: number): void {
    this.#standing.begin(sheet, why);
    this.#placedUs = view.timeUs;
    this.#placedMidTicks = this.#midTicks;
    this.#placedCentreTicks = this.#centreTicks();
    this.#placedOffsetTicks = this.#offsetTicks();
    this.#placedLots.set(this.#lots);
    this.#writeSide(BID, view, sheet);
    this.#writeSide(ASK, view, sheet);
    sheet.bidPaused = (why & (IMBALANCE | TREND_PULL)) !== 0 && this.#lots[BID] === 0;
    sheet.askPaused = (why & (IMBALANCE | TREND_PULL)) !== 0 && this.#lots[ASK] === 0;
  }

  #writeSide(side: BookSide, { bestBidTicks, bestAskTicks }: MarketView, sheet: QuoteSheet): void {
    const lots = this.#lots[side] as number;
    if (lots === 0) return;
    const safety = (this.#safety.ticks[side] as number) - 1;
    let before = Number.NaN;
    for (let level = 1; level <= this.#p.levels; level++) {
      const distance = level * this.#placedOffsetTicks;
      const ticks =
        side === BID
          ? bidTicksAt(this.#placedCentreTicks - distance, bestAskTicks - safety)
          : askTicksAt(this.#placedCentreTicks + distance, bestBidTicks + safety);
      // Levels that meet at one price are one.
      if (ticks === before) continue;
      before = ticks;
      this.#standing.put(side, sheet, ticks, lots);
    }
  }

  /** Between two samples quotes are moved only by fills, or when they would cross. */
  #promise({ validity }: QuoteSheet): void {
    validity.untilUs = this.#clock.nextUs;
    this.#standing.promise(validity);
  }
}
