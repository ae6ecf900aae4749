/** A snapshot is compared with this many depth changes before it, and as many after it. */
const CHANGES_AROUND = 20;

/** A snapshot is compared with one price before it and this many after it. */
const PRICES_AFTER = 2;

/** The prices of a symbol around one snapshot. */
interface PricesAround {
  /** The last price before the snapshot, and the first ones after it. */
  readonly prices: number[];
  pricesAfter: number;
  /** Highest bid and lowest ask that the depth changes around it set; NaN without any. */
  bid: number;
  ask: number;
  changesAfter: number;
}

/** The prices of one symbol around each snapshot of a recording. They tell which snapshots can be of this symbol. */
export class PriceHistory {
  readonly #snapshots: PricesAround[] = [];
  #lastPrice: number = Number.NaN;
  readonly #lastChanges: { readonly bid: number; readonly ask: number }[] = [];
  /** The snapshots before these numbers have all prices, and all changes, that they are compared with. */
  #needsPrices = 0;
  #needsChanges = 0;

  /** Adds the price of a trade, or the middle of a quote. */
  addPrice(price: number): void {
    if (!(price > 0)) return;
    this.#lastPrice = price;
    for (let i = this.#needsPrices; i < this.#snapshots.length; i++) {
      const around = this.#snapshots[i];
      if (around === undefined) break;
      around.prices.push(price);
      around.pricesAfter++;
      if (around.pricesAfter === PRICES_AFTER) this.#needsPrices = i + 1;
    }
  }

  /** Adds the best prices that a depth change set; NaN for a side that it did not change. */
  addChange(bid: number, ask: number): void {
    this.#lastChanges.push({ bid, ask });
    if (this.#lastChanges.length > CHANGES_AROUND) this.#lastChanges.shift();
    for (let i = this.#needsChanges; i < this.#snapshots.length; i++) {
      const around = this.#snapshots[i];
      if (around === undefined) break;
      around.bid = known(Math.max, around.bid, bid);
      around.ask = known(Math.min, around.ask, ask);
      around.changesAfter++;
      if (around.changesAfter === CHANGES_AROUND) this.#needsChanges = i + 1;
    }
  }

  /** Call for each snapshot of the recording, whatever its symbol. */
  addSnapshot(): void {
    let [bid, ask] = [Number.NaN, Number.NaN];
    for (const change of this.#lastChanges) {
      bid = known(Math.max, bid, change.bid);
      ask = known(Math.min, ask, change.ask);
    }
    const prices = Number.isNaN(this.#lastPrice) ? [] : [this.#lastPrice];
    this.#snapshots.push({ prices, pricesAfter: 0, bid, ask, changesAfter: 0 });
  }

  /** How many prices of trades and quotes the snapshot of this number is compared with. */
  pricesAround(snapshot: number): number {
    return this.#snapshots[snapshot]?.prices.length ?? 0;
  }

  /**
   * The distance of the market from the best prices of the snapshot of this number, as a share of the price. It is that of the
   * nearest trade or quote, or, without any, of the depth changes, whose best levels are near the best prices. Undefined if there
   * is neither.
   */
  distance(snapshot: number, bid: number, ask: number): number | undefined {
    const around = this.#snapshots[snapshot];
    if (around === undefined) return undefined;
    const middle = (bid + ask) / 2;
    if (around.prices.length > 0) {
      // A trade is at the bid or the ask, not in the middle.
      return (
        Math.min(...around.prices.map((price) => Math.max(0, Math.abs(price - middle) - (ask - bid) / 2))) / middle
      );
    }
    const apart = [around.bid - bid, around.ask - ask].filter((value) => !Number.isNaN(value)).map(Math.abs);
    return apart.length === 0 ? undefined : Math.max(...apart) / middle;
  }
}

function known(best: (a: number, b: number) => number, a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) ? a : best(a, b);
}
