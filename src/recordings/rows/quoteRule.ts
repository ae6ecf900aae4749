import { ASK, BID, type BookSide } from '../../market/tape.ts';

/**
 * Which side of the book a trade hit, where the venue does not say: Lee and Ready, "Inferring Trade Direction from Intraday
 * Data", Journal of Finance 46 (1991). At or above the ask a buyer took the offer, at or below the bid a seller hit the bid;
 * in between, and where bid and ask are the same, the last change of the trade price decides.
 */
export class QuoteRule {
  #lastPrice: number | undefined;
  #lastChange = 0;

  /** The side that was hit, undefined where even the last change is unknown. All prices in one unit. */
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
