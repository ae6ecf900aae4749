/** The Strategy port: reads a view of the market, writes the quotes it wants. Never sends, cancels or reads a clock. */

import type { Instrument } from '../market/instrument.ts';
import type { BookSide } from '../market/tape.ts';
import type { ParameterDeclarations, Parameters } from './parameters.ts';
import { QuoteValidity } from './quoteValidity.ts';

/** Most quotes a strategy may want on one side. */
const MAX_QUOTES_PER_SIDE = 20;

/** A fill of an own order, as the strategy gets to know it. */
export interface OwnFill {
  /** {@link BID} when we bought, {@link ASK} when we sold. */
  readonly side: BookSide;
  readonly priceTicks: number;
  readonly lots: number;
}

/**
 * What a strategy sees at one moment. The object is reused between calls: read it, do not keep it.
 * Everything in it is as old as the feed's latency makes it; inventory and fills as old as the responses.
 */
export interface MarketView {
  /** Microseconds since the session's start. */
  readonly timeUs: number;
  readonly bestBidTicks: number;
  readonly bestAskTicks: number;
  readonly bestBidLots: number;
  readonly bestAskLots: number;
  /** Own position in lots, long positive. */
  readonly inventoryLots: number;
  /** Profit since the session's start in quote currency, fees included, inventory marked at mid. */
  readonly profit: number;
  /** Own fills since the previous call, oldest first; usually empty on a call by the timer. */
  readonly fills: readonly OwnFill[];
}

/**
 * The quotes a strategy wants to have working. It stays as it was left: a strategy that wants the same again leaves it
 * alone, any other begins with `clear`. Prices may be fractional: they are rounded away from the market (bids down,
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
  /** How often it was cleared: while it stands still, so do the quotes. */
  revision = 0;
  /** Ended before every call of the strategy, which may say that its sheet stands for longer. */
  readonly validity: QuoteValidity = new QuoteValidity();

  clear(): void {
    this.revision++;
    this.bidCount = 0;
    this.askCount = 0;
    this.takeLots = 0;
    this.bidPaused = false;
    this.askPaused = false;
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

export interface Strategy {
  /** Forgets everything; called once before a session's first event. */
  reset(): void;
  /**
   * Called on the lane's timer and after own fills, with the sheet as the call before left it or cleared; not while the
   * sheet stands by the strategy's own word.
   */
  quote(view: MarketView, sheet: QuoteSheet): void;
}

/** What a strategy is told about where it runs. Parameters have been checked before. */
export interface StrategyContext {
  readonly instrument: Instrument;
  /** Capital of the study in quote currency. */
  readonly capital: number;
  /** Price of the market in ticks, where the rules between parameters are to know it; left out where it is not known. */
  readonly priceTicks?: number;
}

/** Values in quote currency. */
export interface StrategyExposure {
  /** Largest single order. */
  readonly order: number;
  /** All orders of one side together: what one sweep can fill. */
  readonly side: number;
  /** Largest position that the version means to hold; risk refuses orders that grow it further. */
  readonly position: number;
}

/** A kind of strategy: its declaration and its constructor. */
export interface StrategyKind {
  readonly name: string;
  /** One sentence for lists and prompts. */
  readonly summary: string;
  readonly parameters: ParameterDeclarations;
  /**
   * Rules between parameters that single bounds cannot express; one message per broken rule, naming the values.
   * Called with values that are valid one by one.
   */
  check?(parameters: Parameters, context: StrategyContext): readonly string[];
  /** How much a version can have at stake; risk and guardrails hold it against their limits. */
  exposure(parameters: Parameters, context: StrategyContext): StrategyExposure;
  create(parameters: Parameters, context: StrategyContext): Strategy;
}
