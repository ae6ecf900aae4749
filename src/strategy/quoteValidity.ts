/** How long and how far a strategy's sheet stands: it need not be asked while its answer is known. */

/**
 * Before a moment, with best bid and best ask inside a corridor of prices, profit above a bound and no fill, the strategy
 * would leave its sheet as it is, whatever the view says beyond that, and would remember nothing of the call. A strategy
 * that says nothing is asked every time.
 */
export class QuoteValidity {
  /** Exclusive, as `MarketView.timeUs`. */
  untilUs: number = Number.NEGATIVE_INFINITY;
  /** The best bid is not below this. */
  lowTicks = 0;
  /** The best ask is not above this. */
  highTicks = 0;
  /** Quote currency. */
  profitAbove = 0;

  /** It has to be asked next time. */
  end(): void {
    this.untilUs = Number.NEGATIVE_INFINITY;
  }
}
