/**
 * A maker whose edge exceeds its costs and whose quotes fade against its position. docs/strategies/fade.md describes the rules
 * in order.
 */

import { type Instrument, markedProfit, notional, smallestOrder } from '../../market/instrument.ts';
import { BID } from '../../market/tape.ts';
import { HeldPosition } from '../../signals/heldPosition.ts';
import { RealisedVolatility } from '../../signals/realisedVolatility.ts';
import { SampleClock } from '../../signals/sampleClock.ts';
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
import { type FadeParameters, fadeParameters, readFadeParameters } from './parameters.ts';
import { fadePresets } from './presets.ts';

const VOLATILITY_SECONDS = 300;
const DAY_SECONDS = 86_400;

const VOLATILITY_HALT = 1;
const SOFT_LIMIT = 2;
const HARD_LIMIT = 4;
const POSITION_WARNING = 8;
const INVENTORY_STOP = 16;
const HOLDING_TIME = 32;
const reasons = {
  'volatility-halt': 'Volatility is above volatilityHalt: nothing is quoted.',
  'soft-limit': 'The position is beyond its soft limit: orders that grow it are smaller.',
  'hard-limit': 'The position is at its hard limit: nothing that grows it is quoted.',
  'position-warning': 'The position is worth more than positionWarnPct of equity.',
  'inventory-stop': 'The position lost inventoryStopPct of equity and is being closed.',
  'holding-time': 'The position was held for maxHoldingSeconds and is being closed.',
};

class Fade implements Strategy {
  readonly #p: FadeParameters;
  readonly #instrument: Instrument;
  readonly #capital: number;
  // In ticks and lots.
  readonly #edgeTicks: number;
  readonly #edgeRangeTicks: number;
  readonly #fadePerLot: number;
  readonly #baseLots: number;
  readonly #softLots: number;
  readonly #hardLots: number;
  readonly #clock = new SampleClock(1);
  readonly #volatility = new RealisedVolatility(VOLATILITY_SECONDS);
  readonly #held = new HeldPosition();
  // Of the present call; fields, since numbers in arguments of calls that are not inlined would be boxed.
  #midTicks = 0;
  #halfTicks = 0;

  constructor(parameters: FadeParameters, { instrument, capital }: StrategyContext) {
    const { tickSize, lotSize } = instrument;
    this.#p = parameters;
    this.#instrument = instrument;
    this.#capital = capital;
    this.#edgeTicks = parameters.baseEdge / tickSize;
    this.#edgeRangeTicks = parameters.edgeRange / tickSize;
    this.#fadePerLot = parameters.fadeStrength * lotSize;
    this.#baseLots = wholeLots(parameters.baseQuantity / lotSize);
    this.#softLots = parameters.inventorySoftLimit / lotSize;
    this.#hardLots = parameters.inventoryHardLimit / lotSize;
  }

  reset(): void {
    this.#clock.reset();
    this.#volatility.reset();
    this.#held.reset();
  }

  quote(view: MarketView, sheet: QuoteSheet): void {
    this.#midTicks = (view.bestBidTicks + view.bestAskTicks) / 2;
    if (this.#clock.isDue(view.timeUs)) this.#volatility.push(view.timeUs, this.#midTicks);
    for (const { side, lots, priceTicks } of view.fills) {
      this.#held.fill(view.timeUs, side === BID ? lots : -lots, priceTicks);
    }
    sheet.clear();
    this.#judgePosition(view, sheet);
    if ((sheet.reasons & (INVENTORY_STOP | HOLDING_TIME)) !== 0) {
      sheet.takeLots = -view.inventoryLots;
      return;
    }
    if (this.#dailyVolatility() > this.#p.volatilityHalt) {
      sheet.reasons |= VOLATILITY_HALT;
      sheet.bidPaused = true;
      sheet.askPaused = true;
    } else {
      this.#measureEdge();
      this.#write(view, sheet);
    }
    this.#promise(view, sheet);
  }

  /** Share of the price, per square root of a day. */
  #dailyVolatility(): number {
    return (this.#volatility.perRootSecondBps * Math.sqrt(DAY_SECONDS)) / 10_000;
  }

  /** Notes what is to be said about the position, and whether it has to be closed. */
  #judgePosition({ inventoryLots, profit, timeUs }: MarketView, sheet: QuoteSheet): void {
    if (inventoryLots === 0) return;
    const { positionWarnPct, stopInventoryLoss, inventoryStopPct, limitHoldingTime, maxHoldingSeconds } = this.#p;
    const equity = this.#capital + profit;
    const size = Math.abs(inventoryLots);
    // Written so that equity that is used up warns.
    if (!(notional(this.#instrument, this.#midTicks, size) * 100 <= positionWarnPct * equity))
      sheet.reasons |= POSITION_WARNING;
    if (size >= this.#hardLots) sheet.reasons |= HARD_LIMIT;
    else if (size >= this.#softLots) sheet.reasons |= SOFT_LIMIT;
    if (stopInventoryLoss) {
      const made = markedProfit(this.#instrument, inventoryLots, this.#held.entryTicks, this.#midTicks);
      if (made * 100 <= -inventoryStopPct * equity) sheet.reasons |= INVENTORY_STOP;
    }
    if (limitHoldingTime && timeUs - this.#held.openedUs >= maxHoldingSeconds * 1e6) sheet.reasons |= HOLDING_TIME;
  }

  /** Half the distance between bid and ask, ticks. */
  #measureEdge(): void {
    const { minSpreadPct, maxSpreadPct, volatilityHalt } = this.#p;
    const share = Math.min(1, this.#dailyVolatility() / volatilityHalt);
    const edge = this.#edgeTicks + this.#edgeRangeTicks * share;
    const half = this.#midTicks / 200;
    this.#halfTicks = Math.min(half * maxSpreadPct, Math.max(half * minSpreadPct, edge));
  }

  #write({ inventoryLots, bestBidTicks, bestAskTicks }: MarketView, sheet: QuoteSheet): void {
    const centre = this.#midTicks - this.#fadePerLot * inventoryLots * this.#halfTicks;
    const growing = this.#growingLots(Math.abs(inventoryLots));
    const bidLots = inventoryLots > 0 ? growing : this.#baseLots;
    const askLots = inventoryLots < 0 ? growing : this.#baseLots;
    const bidTicks = bidTicksAt(centre - this.#halfTicks, bestAskTicks);
    if (bidLots > 0 && bidTicks > 0) sheet.bid(bidTicks, bidLots);
    if (askLots > 0) sheet.ask(askTicksAt(centre + this.#halfTicks, bestBidTicks), askLots);
  }

  /** Size of an order that grows a position of so many lots. */
  #growingLots(heldLots: number): number {
    const room = this.#hardLots - heldLots;
    if (room <= 0) return 0;
    const share = heldLots <= this.#softLots ? 1 : room / (this.#hardLots - this.#softLots);
    return wholeLots(Math.min(this.#baseLots * share, room));
  }

  /** The quotes follow the mid: they stand until the next sample where no price is free between best bid and best ask. */
  #promise({ bestBidTicks, bestAskTicks, inventoryLots }: MarketView, { validity }: QuoteSheet): void {
    if (bestAskTicks - bestBidTicks !== 1) return;
    const { limitHoldingTime, maxHoldingSeconds } = this.#p;
    const closesUs =
      limitHoldingTime && inventoryLots !== 0
        ? this.#held.openedUs + maxHoldingSeconds * 1e6
        : Number.POSITIVE_INFINITY;
    validity.untilUs = Math.min(this.#clock.nextUs, closesUs);
    validity.lowTicks = bestBidTicks;
    validity.highTicks = bestAskTicks;
    validity.profitAbove = Number.NEGATIVE_INFINITY;
  }
}

export const fade: StrategyKind = {
  name: 'fade',
  summary:
    'One quote a side with an edge over costs that grows with volatility; quotes fade against the position, with soft and hard limits and a halt.',
  parameters: fadeParameters,
  reasons,
  // The document: below 10 % of equity, and to be watched for one to two weeks.
  targets: [{ measure: 'largestPosition', bound: 'below', value: 0.1, hours: 7 * 24 }],
  presets: fadePresets,
  check(parameters: Parameters, { instrument, priceTicks }: StrategyContext): readonly string[] {
    const p = readFadeParameters(parameters);
    const problems: string[] = [];
    if (p.minSpreadPct > p.maxSpreadPct) {
      problems.push(`minSpreadPct = ${p.minSpreadPct} is above maxSpreadPct = ${p.maxSpreadPct}`);
    }
    if (p.inventorySoftLimit > p.inventoryHardLimit) {
      problems.push(
        `inventorySoftLimit = ${p.inventorySoftLimit} is above inventoryHardLimit = ${p.inventoryHardLimit}`,
      );
    }
    if (p.baseQuantity > p.inventoryHardLimit) {
      problems.push(`baseQuantity = ${p.baseQuantity} is above inventoryHardLimit = ${p.inventoryHardLimit}`);
    }
    if (wholeLots(p.baseQuantity / instrument.lotSize) === 0) {
      problems.push(
        `baseQuantity = ${p.baseQuantity} is less than a lot of ${instrument.lotSize}: nothing would be quoted`,
      );
    }
    return priceTicks === undefined ? problems : [...problems, ...problemsAt(p, instrument, priceTicks)];
  },
  exposure(parameters: Parameters, { instrument, priceTicks }: StrategyContext): StrategyExposure | undefined {
    if (priceTicks === undefined) return undefined;
    const p = readFadeParameters(parameters);
    const worth = (units: number): number => notional(instrument, priceTicks, units / instrument.lotSize);
    const price = priceTicks * instrument.tickSize;
    const farthest = halfSpread(p, price, p.baseEdge + p.edgeRange) * (1 + p.fadeStrength * p.inventoryHardLimit);
    return {
      order: worth(p.baseQuantity),
      side: worth(p.baseQuantity),
      position: worth(p.inventoryHardLimit),
      reachPct: (100 * farthest) / price,
    };
  },
  derived(parameters: Parameters): readonly DerivedFigures[] {
    const p = readFadeParameters(parameters);
    const money = (name: string, value: number): DerivedFigures => ({ name, values: [value], unit: 'quote currency' });
    return [
      money('edge without volatility, before the least and largest spread', p.baseEdge),
      money('edge at the halt, before the least and largest spread', p.baseEdge + p.edgeRange),
      money(
        'fade of both quotes at the soft limit without volatility, before the least and largest spread',
        p.baseEdge * p.fadeStrength * p.inventorySoftLimit,
      ),
    ];
  },
  create: (parameters, context) => new Fade(readFadeParameters(parameters), context),
};

/** Half the distance between bid and ask at a price, with an edge; quote currency. */
function halfSpread({ minSpreadPct, maxSpreadPct }: FadeParameters, price: number, edge: number): number {
  return Math.min((price * maxSpreadPct) / 200, Math.max((price * minSpreadPct) / 200, edge));
}

function problemsAt(p: FadeParameters, instrument: Instrument, priceTicks: number): string[] {
  const problems: string[] = [];
  const price = priceTicks * instrument.tickSize;
  const smallest = smallestOrder(instrument, priceTicks);
  const value = notional(instrument, priceTicks, p.baseQuantity / instrument.lotSize);
  // A falling price takes a little off.
  if (value < smallest * 1.05) {
    problems.push(
      `baseQuantity = ${p.baseQuantity} is worth ${rounded(value)} at a price of ${rounded(price)}, not 5 % above the smallest order of ${rounded(smallest)}: nothing would be quoted`,
    );
  }
  const edge = halfSpread(p, price, p.baseEdge);
  const cost = p.costPerUnit + price * (instrument.makerFeeBps / 10_000 + p.costPct / 100);
  if (cost > 0 && edge < p.edgeToCost * cost) {
    problems.push(
      `the edge of ${rounded(edge)} a unit at a price of ${rounded(price)} is ${rounded(edge / cost)} × the cost of ${rounded(cost)}; edgeToCost = ${p.edgeToCost} asks for more: raise baseEdge or minSpreadPct`,
    );
  }
  return problems;
}

/** Six digits, for people. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
