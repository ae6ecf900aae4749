/** Test support: a plain book that refuses rows that no valid tape contains. Shares no code with the generator. */

import { ASK, BID, DEPTH, type Tape, TRADE } from '../market/tape.ts';

/**
 * Applies a tape row by row and throws at the first row that is impossible: time running back, a crossed book, a
 * removal of nothing, a trade away from the best price or larger than what rests there.
 */
export class WatchedBook {
  readonly #tape: Tape;
  readonly #lowest: number;
  readonly #bids: Int32Array;
  readonly #asks: Int32Array;
  #bid = -1;
  #ask = Number.POSITIVE_INFINITY;
  #row = 0;

  constructor(tape: Tape) {
    this.#tape = tape;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = 0;
    for (let i = 0; i < tape.length; i++) {
      if (tape.kind[i] !== DEPTH) continue;
      lowest = Math.min(lowest, tape.priceTicks[i] as number);
      highest = Math.max(highest, tape.priceTicks[i] as number);
    }
    this.#lowest = lowest;
    this.#bids = new Int32Array(highest - lowest + 2);
    this.#asks = new Int32Array(highest - lowest + 2);
  }

  get bestBid(): number {
    return this.#bid + this.#lowest;
  }

  get bestAsk(): number {
    return this.#ask + this.#lowest;
  }

  get mid(): number {
    return (this.bestBid + this.bestAsk) / 2;
  }

  /** Lots resting on one side at a price. */
  lots(side: number, priceTicks: number): number {
    return (side === BID ? this.#bids : this.#asks)[priceTicks - this.#lowest] ?? 0;
  }

  /** Applies row `i`; rows come in order. */
  apply(i: number): void {
    const { timeUs, kind, side, priceTicks, size } = this.#tape;
    if (i !== this.#row++) throw new Error(`row ${i} applied out of order`);
    if (i > 0 && (timeUs[i] as number) < (timeUs[i - 1] as number)) throw new Error(`row ${i}: time runs back`);
    const at = (priceTicks[i] as number) - this.#lowest;
    const lots = size[i] as number;
    if (kind[i] === DEPTH) {
      if (lots < 0) throw new Error(`row ${i}: negative size`);
      if (side[i] === BID) this.#setBid(i, at, lots);
      else this.#setAsk(i, at, lots);
    } else if (kind[i] === TRADE) {
      const best = side[i] === ASK ? this.#ask : this.#bid;
      const resting = (side[i] === ASK ? this.#asks : this.#bids)[at] as number;
      if (at !== best) throw new Error(`row ${i}: trade at ${priceTicks[i]} is not at the best price`);
      if (lots <= 0 || lots > resting) throw new Error(`row ${i}: trade of ${lots} lots where ${resting} rest`);
    }
  }

  #setBid(i: number, at: number, lots: number): void {
    if (lots === 0 && this.#bids[at] === 0) throw new Error(`row ${i}: removes a bid that is not there`);
    this.#bids[at] = lots;
    if (lots > 0 && at > this.#bid) this.#bid = at;
    while (this.#bid >= 0 && this.#bids[this.#bid] === 0) this.#bid--;
    if (this.#bid >= this.#ask) throw new Error(`row ${i}: bid crosses the ask`);
  }

  #setAsk(i: number, at: number, lots: number): void {
    if (lots === 0 && this.#asks[at] === 0) throw new Error(`row ${i}: removes an ask that is not there`);
    this.#asks[at] = lots;
    if (lots > 0 && at < this.#ask) this.#ask = at;
    while (this.#ask < this.#asks.length && this.#asks[this.#ask] === 0) this.#ask++;
    if (this.#bid >= this.#ask) throw new Error(`row ${i}: ask crosses the bid`);
  }
}
