/** The Strategy port: reads a view of the market, writes the quotes it wants. Never sends, cancels or reads a clock. */

import type { Instrument } from '../market/instrument.ts';
import type { BookSide } from '../market/tape.ts';
import type { Lens, Lenses } from './lenses.ts';
import type { ParameterDeclarations, Parameters, ParameterValue } from './parameters.ts';
import type { QuoteSheet } from './quoteSheet.ts';
import type { Target } from './targets.ts';

/** A fill of an own order, as the strategy gets to know it. */
export interface OwnFill {
  /** {@link BID} when we bought, {@link ASK} when we sold. */
  readonly side: BookSide;
  readonly priceTicks: number;
  readonly lots: number;
  /** It was a fill of a taker order. */
  readonly taker?: boolean;
}

/**
 * What a strategy sees at one moment. The object is reused between calls: read it, do not keep it.
 * Everything in it is as old as the feed's latency makes it; inventory and fills as old as the responses.
 */
export interface MarketView extends Lenses {
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

export interface Strategy {
  /** Forgets everything; called once before a session's first event. */
  reset(): void;
  /**
   * Called on the lane's timer and after own fills, with the sheet as the call before left it or cleared; not while the
   * strategy has said that its quotes stay the same (`sheet.validity`).
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
  /** Distance from mid of the farthest order that the version usually means to place, %; left out where it is not known. */
  readonly reachPct?: number;
}

/** Figures that follow from parameters and capital by arithmetic: people and models need not compute them. */
export interface DerivedFigures {
  /** What they are, in a few words. */
  readonly name: string;
  readonly values: readonly number[];
  readonly unit: 'quote currency' | 'bps';
}

/** Parameter values with a name, to begin a study with. */
export interface Preset {
  readonly name: string;
  /** One sentence: whose values these are. */
  readonly meaning: string;
  /** The values that differ from the defaults. */
  readonly values: Readonly<Record<string, ParameterValue>>;
}

/** A kind of strategy: its declaration and its constructor. */
export interface StrategyKind {
  readonly name: string;
  /** One sentence for lists and prompts. */
  readonly summary: string;
  readonly parameters: ParameterDeclarations;
  /** What it reads beside the best prices with these parameters; nothing where left out. */
  needs?(parameters: Parameters): readonly Lens[];
  /** Levels of each side that its depth lens shows at most; DEPTH_LEVELS (lenses.ts) where left out. Fewer are read faster. */
  readonly depthLevels?: number;
  /**
   * Why it may hold quotes back or leave them where they are: a sentence for each code. Bit i of `QuoteSheet.reasons` stands for
   * the i-th; a result counts how often each began.
   */
  readonly reasons?: Readonly<Record<string, string>>;
  readonly presets?: readonly Preset[];
  /** What the document that it follows says it should reach; `tune targets` measures whether it does. */
  readonly targets?: readonly Target[];
  /**
   * Rules between parameters that single bounds cannot express; one message per broken rule, naming the values.
   * Called with values that are valid one by one.
   */
  check?(parameters: Parameters, context: StrategyContext): readonly string[];
  /**
   * How much a version can have at stake; risk and guardrails hold it against their limits. Undefined where sizes are in base
   * units and the price of the market is not known.
   */
  exposure(parameters: Parameters, context: StrategyContext): StrategyExposure | undefined;
  /** What parameters amount to, for prompts; called with values that are valid one by one. */
  derived?(parameters: Parameters, context: StrategyContext): readonly DerivedFigures[];
  create(parameters: Parameters, context: StrategyContext): Strategy;
}
