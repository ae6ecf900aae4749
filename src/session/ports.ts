/**
 * What the trader of a lane needs of a venue: a gateway to act through and a market to see. A simulated session runs it
 * on the simulated exchange (exchangeLane.ts and replay.ts satisfy these interfaces); on a venue, a connection takes
 * their place. Times are µs since the session's start, prices whole ticks, sizes whole lots.
 */

import type { FillColumns } from '../exchange/executions.ts';
import type { Book } from '../market/book.ts';
import type { FundingLens, TradesLens } from '../strategy/lenses.ts';

/**
 * The own orders of one lane. An order lives in a slot (ownOrders.ts), 32 a side; sets of slots are pairs of masks by side
 * (0 bids, 1 asks) with one bit a slot. News comes back through the `Trader` interface (trader.ts).
 */
export interface OrderGateway {
  /**
   * Prepares an order in a slot that is free: a post-only limit order, sent with the next `send`.
   * @param orderNumber counts the lane's orders from 0; executions name it
   */
  write(slot: number, priceTicks: number, lots: number, orderNumber: number): void;
  /**
   * Sends one decision: slots to place and to cancel, and lots to take from the book at once (buys positive, 0 for none; it
   * only ever reduces the position). Cancels arrive before orders.
   * @param localUs the trader's own time of the decision
   */
  send(localUs: number, place: Int32Array, cancel: Int32Array, takeLots: number): void;
  /** Price at which the order in a slot is at the venue; it may differ from the one sent, see `Response.slid`. */
  priceTicks(slot: number): number;
  /** What was executed, oldest first. A trader reads the rows that a `Response` names: it may not know of later ones yet. */
  readonly executions: ExecutionLog;
  /** The account as the venue has it. The trader keeps its own, which is as old as its news. */
  readonly account: VenueAccount;
  /** Profit in quote currency, fees and funding included, with the position marked at the venue's mid. */
  profit(): number;
  /** Orders that were larger on arrival than a tenth of what the best price of their side showed. */
  readonly largeOrders: number;
  /**
   * Two cells that an idle trader sets, by side: the lowest mirrored best price (the bid's index, minus the ask's index) at
   * which it may stay idle. When the best price of a side falls below its cell, `Trader.wakeEarly` is called. NO_ORDER while
   * the trader is not idle.
   */
  readonly idleFloors: Int32Array;
}

/** Own fills in columns, oldest first; it grows, and its columns may be longer than what is in them. */
export interface ExecutionLog extends FillColumns {
  /** How many of the oldest were forgotten: execution i is in row i − forgotten, and `length` counts them too. */
  readonly forgotten: number;
  /** Slot of the order (side × 32 + slot), −1 for a taker order. */
  readonly slot: Int8Array;
  /** A copy of all. @throws RangeError where some were forgotten */
  columns(): FillColumns;
  /** Forgets the oldest, so that `count` are forgotten altogether. */
  forget(count: number): void;
}

export interface VenueAccount {
  /** Long positive. */
  readonly inventoryLots: number;
  /** Traded value, quote currency. */
  readonly volume: number;
  /** Quote currency; negative is received. */
  readonly fundingPaid: number;
}

/** The market at the moment that the trader sees. */
export interface MarketState {
  /** Displayed sizes and best prices, by price index: index + `baseTicks` is the price in ticks. */
  readonly book: Book;
  readonly baseTicks: number;
  /** Another number whenever rows may have changed the book since a trader was last called. */
  readonly bookMoment: number;
  /** Mid in ticks; the last known one while a side is empty, NaN before the first. */
  readonly midTicks: number;
  /** Venue time of this moment. */
  readonly nowUs: number;
  /** Venue time of the newest row of the market, which tells how old the data are. */
  readonly lastRowUs: number;
  /** Opens a reader of the market's trades; what it has not read yet is kept for it. */
  readTrades(): TradeReader;
  /** What is known of the funding at the moment. */
  readonly funding: FundingLens;
}

/** The trades of the market as one trader reads them. */
export interface TradeReader extends TradesLens {
  /** Moves on: from now on it shows the trades since the last call, up to the moment that the trader sees. */
  next(): void;
}
