/** Changes of depth on each side of a snapshot that are compared with it. */
const CHANGES_AROUND = 20;

/** Prices of the touch after a snapshot that are compared with it. */
const TOUCHES_AFTER = 2;

/** Where a symbol's market was when a snapshot was taken, as far as its own events tell. */
interface Mark {
  /** Prices of the touch last before and first after. */
  readonly touches: number[];
  touchesAfter: number;
  /** Highest bid and lowest ask that the changes around it set; NaN without any. */
  bid: number;
  ask: number;
  changesAfter: number;
}

/** Follows the price of one symbol past the snapshots of a recording, to tell which of them can be its own. */
export class PriceHistory {
  readonly #marks: Mark[] = [];
  #touch: number = Number.NaN;
  readonly #changes: { readonly bid: number; readonly ask: number }[] = [];
  /** Marks that have not met their touches yet, and marks that still follow changes, are from here on. */
  #untouched = 0;
  #following = 0;

  /** A trade, or the middle of a quote. */
  price(price: number): void {
    if (!(price > 0)) return;
    this.#touch = price;
    for (let i = this.#untouched; i < this.#marks.length; i++) {
      const snapshot = this.#marks[i];
      if (snapshot === undefined) break;
      snapshot.touches.push(price);
      snapshot.touchesAfter++;
      if (snapshot.touchesAfter === TOUCHES_AFTER) this.#untouched = i + 1;
    }
  }

  /** Best prices that a change of depth set; NaN where it set none. */
  change(bid: number, ask: number): void {
    this.#changes.push({ bid, ask });
    if (this.#changes.length > CHANGES_AROUND) this.#changes.shift();
    for (let i = this.#following; i < this.#marks.length; i++) {
      const mark = this.#marks[i];
      if (mark === undefined) break;
      mark.bid = known(Math.max, mark.bid, bid);
      mark.ask = known(Math.min, mark.ask, ask);
      mark.changesAfter++;
      if (mark.changesAfter === CHANGES_AROUND) this.#following = i + 1;
    }
  }

  /** A snapshot was met. */
  mark(): void {
    let [bid, ask] = [Number.NaN, Number.NaN];
    for (const change of this.#changes) {
      bid = known(Math.max, bid, change.bid);
      ask = known(Math.min, ask, change.ask);
    }
    const touches = Number.isNaN(this.#touch) ? [] : [this.#touch];
    this.#marks.push({ touches, touchesAfter: 0, bid, ask, changesAfter: 0 });
  }

  /** How many prices of the touch a snapshot is compared with. */
  pricesAt(snapshot: number): number {
    return this.#marks[snapshot]?.touches.length ?? 0;
  }

  /**
   * How far the market was from a snapshot's best prices, as a share of the price; undefined if nothing tells. By its trades and
   * quotes, or, where it has none, by its changes, whose best levels are near the touch.
   */
  distance(snapshot: number, bid: number, ask: number): number | undefined {
    const mark = this.#marks[snapshot];
    if (mark === undefined) return undefined;
    const middle = (bid + ask) / 2;
    if (mark.touches.length > 0) {
      // A trade is at the touch, not in the middle of it.
      return Math.min(...mark.touches.map((price) => Math.max(0, Math.abs(price - middle) - (ask - bid) / 2))) / middle;
    }
    const apart = [mark.bid - bid, mark.ask - ask].filter((value) => !Number.isNaN(value)).map(Math.abs);
    return apart.length === 0 ? undefined : Math.max(...apart) / middle;
  }
}

function known(best: (a: number, b: number) => number, a: number, b: number): number {
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) ? a : best(a, b);
}
