/**
 * Decides when the tiers are moved, and writes them: pauses, skew by delta, sizes that the venue takes. docs/strategies/tiered.md
 * describes the rules in order.
 */

import { type Instrument, lotsWorth, notional } from '../../market/instrument.ts';
import { ASK, BID, type BookSide } from '../../market/tape.ts';
import { imbalanceOf, micropriceTicks } from '../../signals/bookShape.ts';
import { FillOutcomes } from '../../signals/fillOutcomes.ts';
import { SampleClock } from '../../signals/sampleClock.ts';
import { HEDGE_STALE_MEANING, HedgeShift } from '../hedge.ts';
import type { DepthLens } from '../lenses.ts';
import { askTicksAt, bidTicksAt, wholeLots } from '../postOnly.ts';
import type { QuoteSheet } from '../quoteSheet.ts';
import { StandingQuotes } from '../standingQuotes.ts';
import type { MarketView, Strategy, StrategyContext } from '../strategy.ts';
import type { TieredParameters } from './parameters.ts';
import { Distances, tierShares } from './tiers.ts';
import { type ZoneVolatility, zoneVolatility } from './zoneVolatility.ts';

/** Levels of each side whose value is its depth. */
export const SUMMED_LEVELS = 10;
const YEAR_SECONDS = 365 * 86_400;
/** Fills over which the realised spread is averaged. */
const OUTCOME_MEMORY = 10;

const ILLIQUID = 1;
const ADVERSE = 2;
const LOSING = 4;
const LOSING_PAUSE = 8;
const TAKER_WARNING = 16;
const TAKER_PAUSE = 32;
const UNBALANCED = 64;
const ONE_SIDED = 128;
const WITHIN_TOLERANCE = 256;
const AGE = 512;
const HEDGE_STALE = 1024;
export const tieredReasons: Readonly<Record<string, string>> = {
  illiquid: 'A side shows less than liquidityFloorUsd on ten levels: nothing is quoted.',
  adverse: 'Recent fills lost more than adverseBps on average: distances are wider.',
  losing: 'Fills lost losingFills times in a row: distances are wider and sizes smaller.',
  'losing-pause': 'Fills lost losingFillsPause times in a row: quoting pauses.',
  'taker-warning': 'Taker volume is above takerWarnPct: no taker order is sent.',
  'taker-pause': 'Taker volume is above takerPausePct: nothing is quoted.',
  unbalanced: 'Delta is beyond balancedRangePct.',
  'one-sided': 'Delta is beyond oneSidedPct: the side that grows the position is not quoted.',
  'within-tolerance': 'Quotes stay: they are young and would move by less than repriceToleranceBps.',
  age: 'Quotes are moved since they stood for maxOrderAgeSeconds.',
  'hedge-stale': HEDGE_STALE_MEANING,
};

export class TieredMaker implements Strategy {
  readonly #p: TieredParameters;
  readonly #instrument: Instrument;
  /** Capital × leverage, quote currency. */
  readonly #deltaBase: number;
  readonly #shares: Float64Array;
  readonly #distances: Distances;
  readonly #refresh: SampleClock;
  readonly #sampling = new SampleClock(1);
  readonly #volatility: ZoneVolatility;
  readonly #outcomes: FillOutcomes;
  readonly #hedge: HedgeShift;
  #pausedUntilUs = Number.NEGATIVE_INFINITY;
  #takenUs = Number.NEGATIVE_INFINITY;
  #makerLots = 0;
  #takerLots = 0;
  // Of the present call; fields, since numbers in arguments of calls that are not inlined would be boxed.
  #midTicks = 0;
  #centreTicks = 0;
  #bidUsd = 0;
  #askUsd = 0;
  #deltaPct = 0;
  // What was written last.
  readonly #standing = new StandingQuotes();
  #writtenUs = Number.NEGATIVE_INFINITY;
  #writtenCentreTicks = 0;
  #writtenMinBps = 0;
  #writtenHeld = 0;

  constructor(parameters: TieredParameters, { instrument, capital }: StrategyContext) {
    this.#p = parameters;
    this.#instrument = instrument;
    this.#deltaBase = capital * parameters.leverage;
    this.#shares = tierShares(parameters);
    this.#distances = new Distances(parameters);
    this.#refresh = new SampleClock(parameters.refreshSeconds);
    this.#volatility = zoneVolatility(parameters);
    this.#outcomes = new FillOutcomes(parameters.outcomeSeconds, OUTCOME_MEMORY);
    this.#hedge = new HedgeShift(parameters);
  }

  reset(): void {
    this.#refresh.reset();
    this.#sampling.reset();
    this.#volatility.reset();
    this.#outcomes.reset();
    this.#hedge.reset();
    this.#pausedUntilUs = Number.NEGATIVE_INFINITY;
    this.#takenUs = Number.NEGATIVE_INFINITY;
    this.#makerLots = 0;
    this.#takerLots = 0;
    this.#standing.reset();
  }

  quote(view: MarketView, sheet: QuoteSheet): void {
    const { timeUs, fills } = view;
    this.#hedge.learn(view.reference);
    this.#midTicks = (view.bestBidTicks + view.bestAskTicks) / 2;
    if (this.#sampling.isDue(timeUs)) {
      this.#volatility.push(timeUs, this.#midTicks);
      this.#outcomes.mark(timeUs, this.#midTicks);
    }
    for (const { side, priceTicks, lots, taker } of fills) {
      if (taker === true) this.#takerLots += lots;
      else {
        this.#makerLots += lots;
        this.#outcomes.fill(timeUs, side === BID ? 1 : -1, priceTicks);
      }
    }
    const isDue = this.#refresh.isDue(timeUs);
    const mustMove = fills.length > 0 || sheet.takeLots !== 0 || this.#standing.areOver(view, sheet);
    if (isDue || mustMove) this.#decide(view, sheet, mustMove);
    this.#promise(sheet);
  }

  #decide(view: MarketView, sheet: QuoteSheet, mustMove: boolean): void {
    this.#look(view);
    const pauses = this.#pauses(view);
    if (pauses !== 0) {
      this.#standing.withdraw(sheet, pauses);
      this.#writtenHeld = -1;
      return;
    }
    const held = this.#judge(view);
    const takeLots = this.#rebalancingLots(view, held);
    const gate = mustMove || takeLots !== 0 ? 0 : this.#gate(view, held);
    if (gate === WITHIN_TOLERANCE) sheet.reasons = held | gate;
    else this.#write(view, sheet, held | gate);
    if (takeLots !== 0) {
      sheet.takeLots = takeLots;
      this.#takenUs = view.timeUs;
    }
  }

  /** Reads depth, fair price and delta. */
  #look({ depth, reference, bestBidTicks, bestAskTicks, bestBidLots, bestAskLots, inventoryLots }: MarketView): void {
    this.#centreTicks = this.#p.useMicroprice
      ? micropriceTicks(bestBidTicks, bestBidLots, bestAskTicks, bestAskLots)
      : this.#midTicks;
    this.#hedge.set(reference);
    this.#centreTicks += (this.#midTicks * this.#hedge.bps) / 10_000;
    this.#bidUsd = 0;
    this.#askUsd = 0;
    if (depth !== undefined) this.#sumDepth(depth);
    const value = Math.sign(inventoryLots) * notional(this.#instrument, this.#midTicks, inventoryLots);
    this.#deltaPct = (100 * value) / this.#deltaBase;
  }

  #sumDepth({ bidCount, bidTicks, bidLots, askCount, askTicks, askLots }: DepthLens): void {
    for (let i = 0; i < bidCount && i < SUMMED_LEVELS; i++) {
      this.#bidUsd += notional(this.#instrument, bidTicks[i] as number, bidLots[i] as number);
    }
    for (let i = 0; i < askCount && i < SUMMED_LEVELS; i++) {
      this.#askUsd += notional(this.#instrument, askTicks[i] as number, askLots[i] as number);
    }
  }

  /** Why nothing is to be quoted. */
  #pauses({ timeUs }: MarketView): number {
    const { liquidityFloorUsd, losingFillsPause, pauseSeconds, rebalanceByTaker, takerPausePct } = this.#p;
    let pauses = Math.min(this.#bidUsd, this.#askUsd) < liquidityFloorUsd ? ILLIQUID : 0;
    if (this.#outcomes.losingInARow >= losingFillsPause) {
      this.#outcomes.losingInARow = 0;
      this.#pausedUntilUs = timeUs + pauseSeconds * 1e6;
    }
    if (timeUs < this.#pausedUntilUs) pauses |= LOSING_PAUSE;
    if (rebalanceByTaker && this.#takerPct() > takerPausePct) pauses |= TAKER_PAUSE;
    return pauses;
  }

  /** Share of own volume that took, %. */
  #takerPct(): number {
    const lots = this.#takerLots + this.#makerLots;
    return lots === 0 ? 0 : (100 * this.#takerLots) / lots;
  }

  /** Sets the distances; returns what holds quotes back. */
  #judge({ inventoryLots }: MarketView): number {
    const { adverseBps, adverseWiden, losingFills, losingWiden, balancedRangePct, oneSidedPct } = this.#p;
    const { rebalanceByTaker, takerWarnPct } = this.#p;
    let held = this.#hedge.isStale ? HEDGE_STALE : 0;
    let adverse = 1;
    if (this.#outcomes.known > 0 && this.#outcomes.meanBps < -adverseBps) {
      held |= ADVERSE;
      adverse = adverseWiden;
    }
    if (this.#outcomes.losingInARow >= losingFills) {
      held |= LOSING;
      adverse = Math.max(adverse, losingWiden);
    }
    const delta = Math.abs(this.#deltaPct);
    if (delta > balancedRangePct) held |= UNBALANCED;
    if (inventoryLots !== 0 && delta >= oneSidedPct) held |= ONE_SIDED;
    if (rebalanceByTaker && this.#takerPct() > takerWarnPct) held |= TAKER_WARNING;
    const yearlyPct = (this.#volatility.perRootSecondBps * Math.sqrt(YEAR_SECONDS)) / 100;
    const imbalance = imbalanceOf(this.#bidUsd, this.#askUsd);
    this.#distances.set(yearlyPct, imbalance, Math.min(this.#bidUsd, this.#askUsd), adverse);
    return held;
  }

  /** Lots that a taker order is to take off a position beyond the urgent delta; 0 for none. */
  #rebalancingLots({ timeUs, inventoryLots }: MarketView, held: number): number {
    const { rebalanceByTaker, rebalanceSeconds, urgentPct, balancedRangePct } = this.#p;
    const delta = Math.abs(this.#deltaPct);
    if (!rebalanceByTaker || (held & TAKER_WARNING) !== 0 || delta < urgentPct) return 0;
    if (timeUs - this.#takenUs < rebalanceSeconds * 1e6) return 0;
    return -Math.sign(inventoryLots) * wholeLots(Math.abs(inventoryLots) * (1 - balancedRangePct / delta));
  }

  #gate({ timeUs }: MarketView, held: number): number {
    if ((held & (ONE_SIDED | LOSING)) !== (this.#writtenHeld & (ONE_SIDED | LOSING))) return 0;
    if (timeUs - this.#writtenUs >= this.#p.maxOrderAgeSeconds * 1e6) return AGE;
    const movedBps = (Math.abs(this.#centreTicks - this.#writtenCentreTicks) * 10_000) / this.#midTicks;
    const widerBps = Math.abs(this.#distances.minBps - this.#writtenMinBps);
    return movedBps + widerBps < this.#p.repriceToleranceBps ? WITHIN_TOLERANCE : 0;
  }

  #write(view: MarketView, sheet: QuoteSheet, held: number): void {
    this.#standing.begin(sheet, held);
    this.#writtenUs = view.timeUs;
    this.#writtenCentreTicks = this.#centreTicks;
    this.#writtenMinBps = this.#distances.minBps;
    this.#writtenHeld = held;
    const grows = view.inventoryLots > 0 ? BID : ASK;
    const oneSided = (held & ONE_SIDED) !== 0;
    if (!(oneSided && grows === BID)) this.#writeSide(BID, view, sheet);
    if (!(oneSided && grows === ASK)) this.#writeSide(ASK, view, sheet);
  }

  /** Tiers that meet at one price are one; a tier that is too small for the venue is added to the next one out. */
  #writeSide(side: BookSide, { bestBidTicks, bestAskTicks }: MarketView, sheet: QuoteSheet): void {
    const { levels, sideSizeUsd, losingSizeShare } = this.#p;
    const sizeShare = (this.#writtenHeld & LOSING) === 0 ? 1 : losingSizeShare;
    const lots = lotsWorth(this.#instrument, sideSizeUsd, this.#midTicks) * sizeShare;
    const smallest = Math.max(1, lotsWorth(this.#instrument, this.#instrument.minNotional * 1.01, this.#midTicks));
    const { minBps, maxBps } = this.#distances;
    const ratio = (maxBps / minBps) ** (1 / (levels - 1));
    let distance = ((this.#midTicks * minBps) / 10_000) * this.#skewFactor(side);
    let centreTicks = this.#centreTicks;
    if (this.#hedge.bps !== 0) {
      // A side that the shift would move across the market is moved to it as a whole: its tiers do not meet at one price.
      centreTicks =
        side === BID
          ? Math.min(centreTicks, bestAskTicks - 1 + distance)
          : Math.max(centreTicks, bestBidTicks + 1 - distance);
    }
    let pendingTicks = 0;
    let pendingLots = 0;
    for (let tier = 0; tier < levels; tier++) {
      const ticks =
        side === BID
          ? bidTicksAt(centreTicks - distance, bestAskTicks)
          : askTicksAt(centreTicks + distance, bestBidTicks);
      if (ticks !== pendingTicks && wholeLots(pendingLots) >= smallest) {
        this.#standing.put(side, sheet, pendingTicks, wholeLots(pendingLots));
        pendingLots = 0;
      }
      pendingTicks = ticks;
      pendingLots += lots * (this.#shares[tier] as number);
      distance *= ratio;
    }
    if (wholeLots(pendingLots) >= smallest) this.#standing.put(side, sheet, pendingTicks, wholeLots(pendingLots));
  }

  /** By what the distances of a side are multiplied: more on the side that grows the position, less on the other. */
  #skewFactor(side: BookSide): number {
    const { balancedPct, urgentPct, skewMost, skewTighten } = this.#p;
    const share = Math.min(1, Math.max(0, (Math.abs(this.#deltaPct) - balancedPct) / (urgentPct - balancedPct)));
    const grows = this.#deltaPct > 0 ? side === BID : side !== BID;
    return grows ? 1 + (skewMost - 1) * share : 1 - skewTighten * share;
  }

  /** Between two refreshes quotes are moved only by fills, or when they would cross. */
  #promise({ validity, takeLots }: QuoteSheet): void {
    if (takeLots !== 0) return;
    validity.untilUs = Math.min(this.#refresh.nextUs, this.#sampling.nextUs);
    this.#standing.promise(validity);
  }
}
