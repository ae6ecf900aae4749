/** Collects the rows of a compiled tape in columns. Keeps the levels of the book, since a `best` row removes levels. */

import { LevelPages } from './levelPages.ts';
import { ASK, BID, type BookSide } from './tape.ts';
import type { TapeChunk } from './tapeChunk.ts';

/** Rows that columns have room for at least. */
const BLOCK_ROWS = 4096;

export class RowCollector {
  /** Rows since the last `take`. */
  length = 0;
  /** Where those rows begin in the columns. */
  #from = 0;
  #timeUs: Float64Array;
  #code: Int32Array;
  #lots: Int32Array;
  readonly #low: number;
  readonly #width: number;
  /** Lots per level, kept only to know which levels a `best` row puts out of the book. */
  readonly #levels: LevelPages;
  #bestBid = -1;
  #bestAsk: number;

  constructor(capacity: number, low: number, width: number) {
    this.#timeUs = new Float64Array(Math.max(1, capacity));
    this.#code = new Int32Array(Math.max(1, capacity));
    this.#lots = new Int32Array(Math.max(1, capacity));
    this.#low = low;
    this.#width = width;
    this.#levels = new LevelPages(2 * width);
    this.#bestAsk = width;
  }

  depth(timeUs: number, side: BookSide, ticks: number, lots: number): void {
    const index = ticks - this.#low;
    if (index < 0 || index >= this.#width) return;
    this.#levels.set(2 * index + side, lots);
    if (lots > 0 && side === BID && index > this.#bestBid) this.#bestBid = index;
    if (lots > 0 && side === ASK && index < this.#bestAsk) this.#bestAsk = index;
    this.#push(timeUs, (index << 3) | (side << 2) | (lots === 0 ? 2 : 0), lots);
  }

  trade(timeUs: number, side: BookSide, ticks: number, lots: number): void {
    this.#push(timeUs, ((ticks - this.#low) << 3) | (side << 2) | 1, lots);
  }

  /** The best price of a side is this: levels beyond it are gone. */
  best(timeUs: number, side: BookSide, ticks: number, lots: number): void {
    const index = ticks - this.#low;
    if (side === BID) {
      for (let better = this.#bestBid; better > index; better--) this.#removeStored(timeUs, side, better);
      this.#bestBid = index;
    } else {
      for (let better = this.#bestAsk; better < index; better++) this.#removeStored(timeUs, side, better);
      this.#bestAsk = index;
    }
    this.depth(timeUs, side, ticks, lots);
  }

  forget(): void {
    this.#levels.clear();
    this.#bestBid = -1;
    this.#bestAsk = this.#width;
  }

  /** The rows since the last call. They belong to the caller: the collector writes behind them, or into new columns. */
  take(): TapeChunk {
    const { length } = this;
    const from = this.#from;
    const to = from + length;
    this.#from = to;
    this.length = 0;
    return {
      length,
      timeUs: this.#timeUs.subarray(from, to),
      code: this.#code.subarray(from, to),
      lots: this.#lots.subarray(from, to),
    };
  }

  #removeStored(timeUs: number, side: BookSide, index: number): void {
    if (this.#levels.lotsAt(2 * index + side) !== 0) this.depth(timeUs, side, index + this.#low, 0);
  }

  #push(timeUs: number, code: number, lots: number): void {
    const at = this.#from + this.length;
    if (at === this.#timeUs.length) {
      this.#renew();
      this.#push(timeUs, code, lots);
      return;
    }
    this.#timeUs[at] = timeUs;
    this.#code[at] = code;
    this.#lots[at] = lots;
    this.length++;
  }

  /** New columns, which begin with the rows that have not been taken. */
  #renew(): void {
    const from = this.#from;
    const to = from + this.length;
    const capacity = Math.max(BLOCK_ROWS, 2 * this.length);
    const timeUs = new Float64Array(capacity);
    const code = new Int32Array(capacity);
    const lots = new Int32Array(capacity);
    timeUs.set(this.#timeUs.subarray(from, to));
    code.set(this.#code.subarray(from, to));
    lots.set(this.#lots.subarray(from, to));
    this.#timeUs = timeUs;
    this.#code = code;
    this.#lots = lots;
    this.#from = 0;
  }
}
