import { ASK, BID, type BookSide } from '../../market/tape.ts';

/**
 * Infers which side of the book a trade hit, for venues that do not publish it: Lee and Ready, "Inferring Trade Direction from
 * Intraday Data", Journal of Finance 46 (1991). At or above the ask the trade hit the ask, at or below the bid it hit the bid.
 * Between them, and where bid and ask are equal, the last change of the trade price decides.
 */
export class QuoteRule {
  #lastPrice: number | undefined;
  #lastChange = 0;

  /** The side that was hit; undefined if the rule needs the last change of price and there was none. All prices in one unit. */
  sideHit(price: number, bid: number, ask: number): BookSide | undefined {
    const change = price - (this.#lastPrice ?? price);
    if (change !== 0) this.#lastChange = change;
    this.#lastPrice = price;
    const isAtAsk = price >= ask;
    const isAtBid = price <= bid;
    if (isAtAsk !== isAtBid) return isAtAsk ? ASK : BID;
    if (this.#lastChange === 0) return undefined;
    return this.#lastChange > 0 ? ASK : BID;
  }
}
