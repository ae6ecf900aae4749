/** The book of any tape, also of recordings: crossed levels and one-sided quotes follow docs/fills.md. */

import { ASK, BEST, BID, type BookSide, DEPTH, RESET, type Tape } from '../../src/market/tape.ts';

/** Levels by mirrored price (a bid's price, minus an ask's), so that better is larger on both sides. */
export class ShownBook {
  readonly #tape: Tape;
  readonly #lowest: number;
  readonly #highest: number;
  readonly #lots: readonly [Int32Array, Int32Array];
  /** Price of the best level of each side; NaN while the side is empty. */
  readonly #best: [number, number] = [Number.NaN, Number.NaN];

  constructor(tape: Tape) {
    this.#tape = tape;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < tape.length; i++) {
      if (tape.kind[i] !== DEPTH && tape.kind[i] !== BEST) continue;
      lowest = Math.min(lowest, tape.priceTicks[i] as number);
      highest = Math.max(highest, tape.priceTicks[i] as number);
    }
    this.#lowest = lowest;
    this.#highest = highest;
    const width = Math.max(0, highest - lowest + 1);
    this.#lots = [new Int32Array(width), new Int32Array(width)];
  }

  get bestBid(): number {
    return this.#best[BID];
  }

  get bestAsk(): number {
    return this.#best[ASK];
  }

  /** NaN while a side is empty. */
  get mid(): number {
    return (this.bestBid + this.bestAsk) / 2;
  }

  /** Lots shown on one side at a price. */
  lots(side: BookSide, priceTicks: number): number {
    return this.#lots[side][priceTicks - this.#lowest] ?? 0;
  }

  /** Applies row `i`; rows come in order. */
  apply(i: number): void {
    const { kind, priceTicks, size } = this.#tape;
    const side = this.#tape.side[i] === ASK ? ASK : BID;
    const price = priceTicks[i] as number;
    if (kind[i] === RESET) {
      for (const lots of this.#lots) lots.fill(0);
      this.#best.fill(Number.NaN);
    } else if (kind[i] === DEPTH) {
      this.#set(side, price, size[i] as number);
    } else if (kind[i] === BEST) {
      while (this.#isBetter(side, this.#best[side], price)) this.#set(side, this.#best[side], 0);
      this.#set(side, price, size[i] as number);
    }
  }

  #set(side: BookSide, price: number, lots: number): void {
    this.#lots[side][price - this.#lowest] = lots;
    const best = this.#best[side];
    if (lots > 0 && !this.#isBetter(side, best, price)) this.#improve(side, price);
    else if (lots === 0 && price === best) this.#best[side] = this.#nextWorse(side, price);
  }

  #improve(side: BookSide, price: number): void {
    this.#best[side] = price;
    const opposite = side === BID ? ASK : BID;
    const runOver = this.#best[opposite];
    if (side === BID ? price >= runOver : price <= runOver) this.#best[opposite] = this.#nextWorse(opposite, price);
  }

  #isBetter(side: BookSide, price: number, than: number): boolean {
    return side === BID ? price > than : price < than;
  }

  /** NaN where there is none. */
  #nextWorse(side: BookSide, price: number): number {
    const step = side === BID ? -1 : 1;
    for (let at = price + step; at >= this.#lowest && at <= this.#highest; at += step) {
      if (this.lots(side, at) > 0) return at;
    }
    return Number.NaN;
  }
}
