/**
 * Lenses: what a strategy may see beside the best prices. It names the ones that it reads (`StrategyKind.needs`), and a lane
 * fills in those alone. The objects are reused: read them during a call, do not keep what is in them.
 */

export const lensNames = ['depth', 'trades', 'funding', 'orders', 'reference'] as const;
export type Lens = (typeof lensNames)[number];

/** What each lens shows, for lists and messages. */
export const lensMeanings: Readonly<Record<Lens, string>> = {
  depth: 'the first 20 levels of each side',
  trades: 'the trades since the last decision',
  funding: 'the funding rate and its next time',
  orders: 'own working orders with their age, and the last rejection',
  reference: 'the mid of a second market, the hedge reference',
};

/** Levels of each side that {@link DepthLens} shows at most, unless a strategy says that it reads fewer. */
export const DEPTH_LEVELS = 20;

/** The displayed book, best level first. Only the first `bidCount` and `askCount` entries are meant. */
export interface DepthLens {
  readonly bidCount: number;
  readonly askCount: number;
  readonly bidTicks: Int32Array;
  readonly bidLots: Int32Array;
  readonly askTicks: Int32Array;
  readonly askLots: Int32Array;
}

/** Trades of the market in columns, oldest first. */
export interface TradeColumns {
  /** Microseconds since the session's start. */
  readonly timeUs: Float64Array;
  readonly priceTicks: Int32Array;
  readonly lots: Int32Array;
  /** `BID` where the aggressor bought, `ASK` where the aggressor sold. */
  readonly aggressor: Uint8Array;
}

/** The trades that have come since the strategy was asked last: rows `from` … `to` (exclusive) of `columns`. */
export interface TradesLens {
  readonly columns: TradeColumns;
  readonly from: number;
  readonly to: number;
}

export interface FundingLens {
  /** Paid by longs per unit of value at the last funding time; NaN until one is known. */
  readonly rate: number;
  /** The next funding time, µs since the session's start. */
  readonly nextUs: number;
  /** Time between two payments, µs. */
  readonly intervalUs: number;
}

/** Own working orders: sent, not being cancelled, and not known to have ended. Only the first `bidCount` and `askCount` entries are meant. */
export interface OrdersLens {
  readonly bidCount: number;
  readonly askCount: number;
  readonly bidTicks: Int32Array;
  /** Lots that are not filled yet. */
  readonly bidLots: Int32Array;
  /** Time since the order was sent, µs. */
  readonly bidAgeUs: Float64Array;
  readonly askTicks: Int32Array;
  readonly askLots: Int32Array;
  readonly askAgeUs: Float64Array;
  /** By side, orders refused by the venue so far. */
  readonly rejections: Int32Array;
  /** By side, when the last of them became known; −Infinity before the first. */
  readonly rejectedUs: Float64Array;
}

/**
 * The hedge reference as it has been received by the moment of the decision: it has a feed of its own, so that it may be seen later or
 * earlier than the own market. Its rows since the strategy was asked last are the first `count` of the columns.
 */
export interface ReferenceLens {
  readonly count: number;
  /** Venue time of the reference, µs since the session's start; increasing over all calls. */
  readonly timeUs: Float64Array;
  /** Its mid in ticks of its own; NaN where its book is not known on both sides. */
  readonly midTicks: Float64Array;
  /** The moment of the reference that is seen; below 0 nothing has been seen. The age of its newest row is the time since that row. */
  readonly seenUs: number;
}

/** The lenses of a view; those that the strategy did not ask for are undefined. */
export interface Lenses {
  readonly depth?: DepthLens | undefined;
  readonly trades?: TradesLens | undefined;
  readonly funding?: FundingLens | undefined;
  readonly orders?: OrdersLens | undefined;
  readonly reference?: ReferenceLens | undefined;
}
