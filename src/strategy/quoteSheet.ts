/** The sheet on which a strategy writes the quotes that it wants. */

import { QuoteValidity } from './quoteValidity.ts';

/** Most quotes a strategy may want on one side. */
const MAX_QUOTES_PER_SIDE = 20;

/**
 * The quotes a strategy wants to have working. It stays as it was left: a strategy that wants the same again does not
 * touch it, any other begins with `clear`. Prices may be fractional: they are rounded away from the market (bids down,
 * asks up). What is not on the sheet gets cancelled.
 */
export class QuoteSheet {
  readonly bidTicks: Int32Array = new Int32Array(MAX_QUOTES_PER_SIDE);
  readonly bidLots: Int32Array = new Int32Array(MAX_QUOTES_PER_SIDE);
  readonly askTicks: Int32Array = new Int32Array(MAX_QUOTES_PER_SIDE);
  readonly askLots: Int32Array = new Int32Array(MAX_QUOTES_PER_SIDE);
  bidCount = 0;
  askCount = 0;
  /** Lots to buy (positive) or sell (negative) at once by a taker order; 0 for none. */
  takeLots = 0;
  /** Whether the strategy holds a side back on purpose; measured as pause share. */
  bidPaused = false;
  askPaused = false;
  /** Why the quotes are not what they would be otherwise: bits by the order of `StrategyKind.reasons`. */
  reasons = 0;
  /** How often it was cleared: as long as it is the same number, the quotes are the same. */
  revision = 0;
  /** For how long the quotes stay the same. Ended before every call of the strategy, which may write it anew. */
  readonly validity: QuoteValidity = new QuoteValidity();

  clear(): void {
    this.revision++;
    this.bidCount = 0;
    this.askCount = 0;
    this.takeLots = 0;
    this.bidPaused = false;
    this.askPaused = false;
    this.reasons = 0;
  }

  /** Becomes the first quotes of each side of another sheet. */
  copy(other: QuoteSheet, bids: number, asks: number): void {
    this.bidCount = bids;
    this.askCount = asks;
    for (let i = 0; i < bids; i++) {
      this.bidTicks[i] = other.bidTicks[i] as number;
      this.bidLots[i] = other.bidLots[i] as number;
    }
    for (let i = 0; i < asks; i++) {
      this.askTicks[i] = other.askTicks[i] as number;
      this.askLots[i] = other.askLots[i] as number;
    }
  }

  /** Whether its quotes are the first ones of another sheet, in the same order. */
  beginsLike(other: QuoteSheet): boolean {
    for (let i = 0; i < this.bidCount; i++) {
      if (this.bidTicks[i] !== other.bidTicks[i] || this.bidLots[i] !== other.bidLots[i]) return false;
    }
    for (let i = 0; i < this.askCount; i++) {
      if (this.askTicks[i] !== other.askTicks[i] || this.askLots[i] !== other.askLots[i]) return false;
    }
    return true;
  }

  bid(priceTicks: number, lots: number): void {
    if (this.bidCount === MAX_QUOTES_PER_SIDE) throw new RangeError(tooMany('bids'));
    this.bidTicks[this.bidCount] = Math.floor(priceTicks);
    this.bidLots[this.bidCount] = lots;
    this.bidCount++;
  }

  ask(priceTicks: number, lots: number): void {
    if (this.askCount === MAX_QUOTES_PER_SIDE) throw new RangeError(tooMany('asks'));
    this.askTicks[this.askCount] = Math.ceil(priceTicks);
    this.askLots[this.askCount] = lots;
    this.askCount++;
  }
}

function tooMany(what: string): string {
  return `a strategy may want at most ${MAX_QUOTES_PER_SIDE} ${what}`;
}
