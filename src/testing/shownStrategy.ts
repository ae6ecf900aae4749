/** Any strategy that is shown one view after another, without an exchange; prices in the quote currency, sizes in base units. */

import type { Instrument } from '../market/instrument.ts';
import { BID } from '../market/tape.ts';
import type { Lenses } from '../strategy/lenses.ts';
import { defaultParameters, type Parameters } from '../strategy/parameters.ts';
import { QuoteSheet } from '../strategy/quoteSheet.ts';
import type { OwnFill, StrategyKind } from '../strategy/strategy.ts';

export interface Shown {
  /** Best bid and ask. */
  readonly market: readonly [bid: number, ask: number];
  /** Position, long positive; by default what the fills of `filled` add up to. */
  readonly inventory?: number;
  readonly profit?: number;
  /** Lots at the best prices, 100 by default. */
  readonly bestBidLots?: number;
  readonly bestAskLots?: number;
  readonly lenses?: Lenses;
}

export interface WantedQuotes {
  /** `size @ price`, from the market outwards. */
  readonly bids: readonly string[];
  readonly asks: readonly string[];
  /** Base units that a taker order is to buy (positive) or sell. */
  readonly take: number;
  /** Codes of the reasons that hold. */
  readonly reasons: readonly string[];
}

export class ShownStrategy {
  readonly sheet: QuoteSheet = new QuoteSheet();
  inventoryLots = 0;
  readonly #kind: StrategyKind;
  readonly #instrument: Instrument;
  readonly #strategy: ReturnType<StrategyKind['create']>;
  #fills: OwnFill[] = [];

  constructor(kind: StrategyKind, instrument: Instrument, changes: Parameters = {}, capital = 1_000) {
    this.#kind = kind;
    this.#instrument = instrument;
    this.#strategy = kind.create({ ...defaultParameters(kind.parameters), ...changes }, { instrument, capital });
    this.#strategy.reset();
  }

  reset(): void {
    this.#strategy.reset();
    this.inventoryLots = 0;
  }

  /** An own order was filled: positive sizes were bought. The strategy is told at the next view. */
  filled(size: number, price: number, taker = false): this {
    const lots = Math.round(size / this.#instrument.lotSize);
    this.inventoryLots += lots;
    this.#fills.push({
      side: lots > 0 ? BID : 1,
      priceTicks: Math.round(price / this.#instrument.tickSize),
      lots: Math.abs(lots),
      taker,
    });
    return this;
  }

  at(
    second: number,
    { market, inventory, profit = 0, bestBidLots = 100, bestAskLots = 100, lenses = {} }: Shown,
  ): WantedQuotes {
    const { tickSize, lotSize } = this.#instrument;
    if (inventory !== undefined) this.inventoryLots = Math.round(inventory / lotSize);
    const { sheet } = this;
    sheet.validity.end();
    this.#strategy.quote(
      {
        timeUs: Math.round(second * 1e6),
        bestBidTicks: Math.round(market[0] / tickSize),
        bestAskTicks: Math.round(market[1] / tickSize),
        bestBidLots,
        bestAskLots,
        inventoryLots: this.inventoryLots,
        profit,
        fills: this.#fills,
        ...lenses,
      },
      sheet,
    );
    this.#fills = [];
    const written = (ticks: Int32Array, lots: Int32Array, count: number): string[] =>
      Array.from(
        { length: count },
        (_, i) => `${tidy((lots[i] ?? 0) * lotSize)} @ ${tidy((ticks[i] ?? 0) * tickSize)}`,
      );
    return {
      bids: written(sheet.bidTicks, sheet.bidLots, sheet.bidCount),
      asks: written(sheet.askTicks, sheet.askLots, sheet.askCount),
      take: tidy(sheet.takeLots * lotSize),
      reasons: Object.keys(this.#kind.reasons ?? {}).filter((_, bit) => (sheet.reasons & (1 << bit)) !== 0),
    };
  }
}

/** Without the last binary digits, and without the negative zero. */
function tidy(value: number): number {
  return Number(value.toPrecision(10)) + 0;
}
