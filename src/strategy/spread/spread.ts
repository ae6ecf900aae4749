/**
 * Basic spread capture on contracts that pay 0 or 1: a bid and an ask around the mid, both moved against the position, and a
 * stop at the maximum position. docs/strategies/spread.md describes the rules and their readings.
 */

import { highestBinaryTicks } from '../../market/contractPrices.ts';
import { smallestOrder } from '../../market/instrument.ts';
import { depthLots } from '../../signals/bookShape.ts';
import { RealisedVolatility } from '../../signals/realisedVolatility.ts';
import { SampleClock } from '../../signals/sampleClock.ts';
import type { Lens } from '../lenses.ts';
import type { Parameters } from '../parameters.ts';
import { askTicksAt, bidTicksAt, wholeLots } from '../postOnly.ts';
import type { QuoteSheet } from '../quoteSheet.ts';
import type {
  DerivedFigures,
  MarketView,
  Strategy,
  StrategyContext,
  StrategyExposure,
  StrategyKind,
} from '../strategy.ts';
import { readSpreadParameters, type SpreadParameters, spreadParameters } from './parameters.ts';

const DEPTH_LEVELS = 10;
const VOLATILITY_SECONDS = 60;

const AT_MAXIMUM = 1;
const IMPOSSIBLE_PRICE = 2;
const reasons = {
  'at-maximum': 'The position is at its maximum: quoting has stopped, or only the side that reduces it is left.',
  'impossible-price': 'A quote would lie outside the prices that the contract can have, and is left out.',
};

/** Beyond all prices, ticks. */
const FARTHEST = 2 ** 31 - 1;

class Spread implements Strategy {
  readonly #p: SpreadParameters;
  // In ticks and lots.
  readonly #spreadTicks: number;
  readonly #shiftPerLot: number;
  readonly #orderLots: number;
  readonly #maxLots: number;
  readonly #thresholdLots: number;
  readonly #deepLots: number;
  /** The highest price below 1; the lowest is one tick. */
  readonly #highestTicks: number;
  // Of the present call; fields, since numbers in arguments of calls that are not inlined would be boxed.
  #centreTicks = 0;
  #widthTicks = 0;
  readonly #clock = new SampleClock(1);
  readonly #volatility = new RealisedVolatility(VOLATILITY_SECONDS);

  constructor(parameters: SpreadParameters, { instrument }: StrategyContext) {
    const { tickSize, lotSize } = instrument;
    this.#p = parameters;
    this.#spreadTicks = parameters.targetSpread / tickSize;
    this.#shiftPerLot = (parameters.adjustmentPerContract / tickSize) * lotSize;
    this.#orderLots = wholeLots(parameters.orderSize / lotSize);
    this.#maxLots = wholeLots(parameters.maxInventory / lotSize);
    this.#thresholdLots = parameters.rebalanceThreshold / lotSize;
    this.#deepLots = parameters.deepContracts / lotSize;
    this.#highestTicks = highestBinaryTicks(instrument);
  }

  reset(): void {
    this.#clock.reset();
    this.#volatility.reset();
  }

  quote(view: MarketView, sheet: QuoteSheet): void {
    const { bestBidTicks, bestAskTicks, inventoryLots } = view;
    const midTicks = (bestBidTicks + bestAskTicks) / 2;
    if (this.#p.volatilityMultiplier > 0 && this.#clock.isDue(view.timeUs))
      this.#volatility.push(view.timeUs, midTicks);
    sheet.clear();
    const isFull = Math.abs(inventoryLots) >= this.#maxLots;
    if (isFull) {
      sheet.reasons |= AT_MAXIMUM;
      sheet.bidPaused = inventoryLots > 0 || !this.#p.reduceAtMaximum;
      sheet.askPaused = inventoryLots < 0 || !this.#p.reduceAtMaximum;
    }
    if (!isFull || this.#p.reduceAtMaximum) {
      this.#centreTicks = midTicks + this.#shiftTicks(inventoryLots);
      this.#measureWidth(view);
      this.#write(view, sheet);
    }
    this.#promise(view, sheet);
  }

  #measureWidth({ inventoryLots, depth }: MarketView): void {
    const { volatilityMultiplier, inventoryWidening, followDepth, depthTightening } = this.#p;
    const minuteShare = (this.#volatility.perRootSecondBps * Math.sqrt(VOLATILITY_SECONDS)) / 10_000;
    let width = this.#spreadTicks * (1 + volatilityMultiplier * minuteShare);
    width *= 1 + inventoryWidening * Math.min(1, Math.abs(inventoryLots) / this.#maxLots);
    if (followDepth && depth !== undefined) {
      const bids = depthLots(depth.bidLots, depth.bidCount, DEPTH_LEVELS);
      const asks = depthLots(depth.askLots, depth.askCount, DEPTH_LEVELS);
      const mean = (bids + asks) / 2;
      width *= 1 - (depthTightening * mean) / (mean + this.#deepLots);
    }
    this.#widthTicks = width;
  }

  /** How far both prices are moved against the position, ticks. */
  #shiftTicks(inventoryLots: number): number {
    const beyond = Math.max(0, Math.abs(inventoryLots) - this.#thresholdLots);
    return -Math.sign(inventoryLots) * beyond * this.#shiftPerLot;
  }

  #write({ inventoryLots, bestBidTicks, bestAskTicks }: MarketView, sheet: QuoteSheet): void {
    const bidTicks = bidTicksAt(this.#centreTicks - this.#widthTicks / 2, bestAskTicks);
    const askTicks = askTicksAt(this.#centreTicks + this.#widthTicks / 2, bestBidTicks);
    const bidLots = Math.min(this.#orderLots, this.#maxLots - inventoryLots);
    const askLots = Math.min(this.#orderLots, this.#maxLots + inventoryLots);
    if (bidLots > 0) {
      if (bidTicks >= 1 && bidTicks <= this.#highestTicks) sheet.bid(bidTicks, bidLots);
      else sheet.reasons |= IMPOSSIBLE_PRICE;
    }
    if (askLots > 0) {
      if (askTicks >= 1 && askTicks <= this.#highestTicks) sheet.ask(askTicks, askLots);
      else sheet.reasons |= IMPOSSIBLE_PRICE;
    }
  }

  /** The quotes follow the mid: they stand where no price inside the market is free, or while nothing is quoted at all. */
  #promise(
    { bestBidTicks, bestAskTicks }: MarketView,
    { validity, bidCount, askCount, reasons: held }: QuoteSheet,
  ): void {
    const stopped = bidCount + askCount === 0 && held === AT_MAXIMUM;
    if (!stopped && (this.#p.followDepth || bestAskTicks - bestBidTicks !== 1)) return;
    validity.untilUs = this.#p.volatilityMultiplier > 0 ? this.#clock.nextUs : Number.POSITIVE_INFINITY;
    validity.lowTicks = stopped ? -FARTHEST : bestBidTicks;
    validity.highTicks = stopped ? FARTHEST : bestAskTicks;
    validity.profitAbove = Number.NEGATIVE_INFINITY;
  }
}

export const spread: StrategyKind = {
  name: 'spread',
  summary:
    'A bid and an ask around mid on contracts that pay 0 or 1; prices move against the position, quoting stops at its maximum.',
  parameters: spreadParameters,
  needs: (parameters: Parameters): readonly Lens[] => (readSpreadParameters(parameters).followDepth ? ['depth'] : []),
  depthLevels: DEPTH_LEVELS,
  reasons,
  presets: [
    {
      name: 'conservative',
      meaning: 'The document’s values to start with: wide, small, a low limit, adjusting early.',
      values: { targetSpread: 0.05, orderSize: 5, maxInventory: 50, rebalanceThreshold: 25 },
    },
    {
      name: 'experienced',
      meaning: 'The document’s values after experience: tighter, larger, a higher limit, adjusting late.',
      values: { targetSpread: 0.03, orderSize: 20, maxInventory: 100, rebalanceThreshold: 50 },
    },
    {
      name: 'cent-per-contract',
      meaning: 'The other reading of the document: one cent a contract, from half of the maximum.',
      values: { adjustmentPerContract: 0.01, rebalanceThreshold: 50 },
    },
  ],
  check(parameters: Parameters, { instrument, priceTicks }: StrategyContext): readonly string[] {
    const p = readSpreadParameters(parameters);
    const problems: string[] = [];
    const { contract, tickSize, lotSize } = instrument;
    if (contract !== 'binary') {
      return [`spread quotes contracts that pay 0 or 1, and instrument.contract is ${contract}; it has to be binary`];
    }
    if (p.targetSpread < tickSize) {
      problems.push(`targetSpread = ${p.targetSpread} is less than a tick of ${tickSize}`);
    }
    if (p.orderSize > p.maxInventory) {
      problems.push(`orderSize = ${p.orderSize} is more than maxInventory = ${p.maxInventory}`);
    }
    if (p.rebalanceThreshold > p.maxInventory) {
      problems.push(
        `rebalanceThreshold = ${p.rebalanceThreshold} is more than maxInventory = ${p.maxInventory}: prices would never be adjusted`,
      );
    }
    if (wholeLots(p.orderSize / lotSize) === 0) {
      problems.push(`orderSize = ${p.orderSize} is less than a lot of ${lotSize}: nothing would be quoted`);
    }
    if (priceTicks === undefined) return problems;
    const price = priceTicks * tickSize;
    const feePerContract = (price * instrument.makerFeeBps) / 10_000;
    if (p.targetSpread < 2 * feePerContract) {
      problems.push(
        `targetSpread = ${p.targetSpread} does not cover the maker fee of ${2 * feePerContract} of a round trip at ${price}`,
      );
    }
    // The bid of a flat position; that of a long one stands lower still.
    const lowestBid = Math.max(tickSize, price - p.targetSpread / 2);
    const smallest = smallestOrder(instrument, Math.round(lowestBid / tickSize));
    if (p.orderSize * lowestBid < smallest) {
      problems.push(
        `orderSize = ${p.orderSize} contracts at ${lowestBid} are worth less than the smallest order of ${smallest}: no bid would be sent`,
      );
    }
    return problems;
  },
  exposure(parameters: Parameters, { instrument, priceTicks }: StrategyContext): StrategyExposure {
    const p = readSpreadParameters(parameters);
    // A contract is worth at most 1.
    const own = { order: p.orderSize, side: p.orderSize, position: p.maxInventory };
    return priceTicks === undefined
      ? own
      : { ...own, reachPct: (100 * reachOf(p)) / (priceTicks * instrument.tickSize) };
  },
  derived(parameters: Parameters): readonly DerivedFigures[] {
    const p = readSpreadParameters(parameters);
    const money = (name: string, value: number): DerivedFigures => ({ name, values: [value], unit: 'quote currency' });
    return [
      money('profit of a round trip without adjustment', p.targetSpread * p.orderSize),
      money(
        'prices move after one order filled by',
        p.adjustmentPerContract * Math.max(0, p.orderSize - p.rebalanceThreshold),
      ),
      money('prices move at the maximum by', p.adjustmentPerContract * (p.maxInventory - p.rebalanceThreshold)),
      money('largest loss of the position when the contract pays nothing', p.maxInventory),
    ];
  },
  create: (parameters, context) => new Spread(readSpreadParameters(parameters), context),
};

/** Distance from mid of the farthest quote, at the maximum position and without volatility or depth; quote currency. */
function reachOf(p: SpreadParameters): number {
  return (
    (p.targetSpread / 2) * (1 + p.inventoryWidening) +
    p.adjustmentPerContract * Math.max(0, p.maxInventory - p.rebalanceThreshold)
  );
}
