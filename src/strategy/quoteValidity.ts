/** For how long a strategy's quotes stay the same: it need not be asked while its answer is known. */

/**
 * A strategy's promise. Until a moment, as long as best bid and best ask are within a range, profit is above a bound and there
 * is no fill, a call would leave the sheet and the strategy's own state as they are, whatever else the view says. A strategy
 * that promises nothing is called at every decision.
 */
export class QuoteValidity {
  /** Until this moment (exclusive), compared with `MarketView.timeUs`; −Infinity promises nothing. */
  untilUs: number = Number.NEGATIVE_INFINITY;
  /** As long as the best bid is not below this. */
  lowTicks = 0;
  /** As long as the best ask is not above this. */
  highTicks = 0;
  /** As long as profit is above this, quote currency. */
  profitAbove = 0;

  /** Promises nothing: the strategy is called at the next decision. */
  end(): void {
    this.untilUs = Number.NEGATIVE_INFINITY;
  }
}
