/** Quotes that stand until a clock, a fill or the market moves them: what was written last, and whether it would cross by now. */

import { BID, type BookSide } from '../market/tape.ts';
import type { QuoteSheet } from './quoteSheet.ts';
import type { QuoteValidity } from './quoteValidity.ts';
import type { MarketView } from './strategy.ts';

/** Beyond all prices, ticks. */
const FARTHEST = 2 ** 31 - 1;

export class StandingQuotes {
  #revision = -1;
  #topBidTicks = -FARTHEST;
  #topAskTicks = FARTHEST;

  reset(): void {
    this.#revision = -1;
    this.#topBidTicks = -FARTHEST;
    this.#topAskTicks = FARTHEST;
  }

  /** Whether a quote would cross by now, or the sheet is no longer as it was written. */
  areOver({ bestBidTicks, bestAskTicks }: MarketView, sheet: QuoteSheet): boolean {
    return sheet.revision !== this.#revision || this.#topBidTicks >= bestAskTicks || this.#topAskTicks <= bestBidTicks;
  }

  /** Clears the sheet for new quotes. */
  begin(sheet: QuoteSheet, reasons: number): void {
    sheet.clear();
    sheet.reasons = reasons;
    this.#revision = sheet.revision;
    this.#topBidTicks = -FARTHEST;
    this.#topAskTicks = FARTHEST;
  }

  /** Adds a quote; one below the first tick is left out. */
  put(side: BookSide, sheet: QuoteSheet, ticks: number, lots: number): void {
    if (ticks < 1) return;
    if (side === BID) {
      sheet.bid(ticks, lots);
      this.#topBidTicks = Math.max(this.#topBidTicks, ticks);
    } else {
      sheet.ask(ticks, lots);
      this.#topAskTicks = Math.min(this.#topAskTicks, ticks);
    }
  }

  /** Takes all quotes away on purpose, unless they were taken away for the same reasons before. */
  withdraw(sheet: QuoteSheet, reasons: number): void {
    if (sheet.revision === this.#revision && sheet.reasons === reasons && sheet.takeLots === 0) return;
    this.begin(sheet, reasons);
    sheet.bidPaused = true;
    sheet.askPaused = true;
  }

  /** Writes between which best prices no quote crosses; how long they stand is for the strategy to say (`untilUs`). */
  promise(validity: QuoteValidity): void {
    validity.lowTicks = this.#topBidTicks;
    validity.highTicks = this.#topAskTicks;
    validity.profitAbove = Number.NEGATIVE_INFINITY;
  }
}
