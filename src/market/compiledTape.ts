/**
 * A tape made ready for replay: 16 bytes an event, prices as indices into a window, everything rare set apart.
 *
 *     code = price index << 3 | side << 2 | emptied << 1 | trade
 *
 * so that `code >> 2` is the slot of the level in the book's array, and one comparison tells a trade from a change of
 * depth. Depth more than 5 % outside the traded range is left out; an order there would be rejected. Resets and funding are
 * `marks`, applied before the row of their index; `best` rows become the depth rows that they mean.
 */

import {
  ASK,
  BEST,
  BID,
  type BookSide,
  CLOCK,
  DEPTH,
  FUNDING,
  FUNDING_RATE_SCALE,
  RESET,
  type Tape,
  type TapeHead,
  TRADE,
} from './tape.ts';

/** Share of the price range kept beyond the lowest and highest trade. */
const WINDOW_MARGIN = 0.05;

export interface ResetMark {
  readonly kind: 'reset';
  readonly index: number;
  readonly timeUs: number;
}

export interface FundingMark {
  readonly kind: 'funding';
  readonly index: number;
  readonly timeUs: number;
  readonly markTicks: number;
  /** Paid by longs per unit of value. */
  readonly rate: number;
}

export type TapeMark = ResetMark | FundingMark;

export interface CompiledTape extends TapeHead {
  /** Rows in `timeUs`, `code` and `lots`. */
  readonly length: number;
  /** Whole µs since `startUs`. */
  readonly timeUs: Float64Array;
  readonly code: Int32Array;
  readonly lots: Int32Array;
  /** Price in ticks of index 0. */
  readonly baseTicks: number;
  /** Number of price indices. */
  readonly width: number;
  readonly marks: readonly TapeMark[];
  readonly trades: number;
  /** Time of the tape's last row, clock rows included. */
  readonly endUs: number;
}

/** A tape that cannot be replayed, with the row at fault. */
export class TapeError extends Error {
  override name = 'TapeError';
}

/** @throws TapeError for a tape without rows or prices, decreasing time or a kind of row that is unknown. */
export function compileTape(tape: Tape): CompiledTape {
  if (tape.length === 0) throw new TapeError(`the tape of ${tape.symbol} is empty: it has no rows to replay`);
  const { low, high } = priceWindow(tape);
  const width = high - low + 1;
  const rows = new RowCollector(tape.length, low, width);
  const marks: TapeMark[] = [];
  let lastUs = 0;
  let trades = 0;
  for (let i = 0; i < tape.length; i++) {
    const timeUs = tape.timeUs[i] as number;
    if (!(timeUs >= lastUs)) {
      throw new TapeError(`row ${i} of the tape of ${tape.symbol}: time goes back from ${lastUs} to ${timeUs} µs`);
    }
    lastUs = timeUs;
    const side = tape.side[i] === ASK ? ASK : BID;
    const ticks = tape.priceTicks[i] as number;
    const size = tape.size[i] as number;
    switch (tape.kind[i]) {
      case DEPTH:
        rows.depth(timeUs, side, ticks, size);
        break;
      case TRADE:
        rows.trade(timeUs, side, ticks, size);
        trades++;
        break;
      case BEST:
        rows.best(timeUs, side, ticks, size);
        break;
      case RESET:
        rows.forget();
        marks.push({ kind: 'reset', index: rows.length, timeUs });
        break;
      case FUNDING:
        marks.push({ kind: 'funding', index: rows.length, timeUs, markTicks: ticks, rate: size / FUNDING_RATE_SCALE });
        break;
      case CLOCK:
        break;
      default:
        throw new TapeError(`row ${i} of the tape of ${tape.symbol}: kind ${tape.kind[i]} is unknown`);
    }
  }
  return {
    symbol: tape.symbol,
    tickSize: tape.tickSize,
    lotSize: tape.lotSize,
    startUs: tape.startUs,
    ...rows.columns(),
    baseTicks: low,
    width,
    marks,
    trades,
    endUs: lastUs,
  };
}

/** Prices that can matter: the traded range and a margin; without trades, the range of the depth rows. */
function priceWindow(tape: Tape): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const wanted of [TRADE, BEST, DEPTH]) {
    for (let i = 0; i < tape.length; i++) {
      if (tape.kind[i] !== wanted) continue;
      const ticks = tape.priceTicks[i] as number;
      if (ticks < low) low = ticks;
      if (ticks > high) high = ticks;
    }
    if (low <= high) break;
  }
  if (low > high) throw new TapeError(`the tape of ${tape.symbol} holds neither trades nor prices`);
  const margin = Math.ceil(Math.max(Math.abs(low), Math.abs(high)) * WINDOW_MARGIN) + 2;
  return { low: low - margin, high: high + margin };
}

class RowCollector {
  length = 0;
  #timeUs: Float64Array;
  #code: Int32Array;
  #lots: Int32Array;
  readonly #low: number;
  readonly #width: number;
  /** Lots per level, kept only to know which levels a `best` row puts out of the book. */
  readonly #levels: Int32Array;
  #bestBid = -1;
  #bestAsk: number;

  constructor(capacity: number, low: number, width: number) {
    this.#timeUs = new Float64Array(capacity);
    this.#code = new Int32Array(capacity);
    this.#lots = new Int32Array(capacity);
    this.#low = low;
    this.#width = width;
    this.#levels = new Int32Array(2 * width);
    this.#bestAsk = width;
  }

  depth(timeUs: number, side: BookSide, ticks: number, lots: number): void {
    const index = ticks - this.#low;
    if (index < 0 || index >= this.#width) return;
    this.#levels[2 * index + side] = lots;
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
    this.#levels.fill(0);
    this.#bestBid = -1;
    this.#bestAsk = this.#width;
  }

  columns(): { length: number; timeUs: Float64Array; code: Int32Array; lots: Int32Array } {
    return {
      length: this.length,
      timeUs: this.#timeUs.subarray(0, this.length),
      code: this.#code.subarray(0, this.length),
      lots: this.#lots.subarray(0, this.length),
    };
  }

  #removeStored(timeUs: number, side: BookSide, index: number): void {
    if (this.#levels[2 * index + side] !== 0) this.depth(timeUs, side, index + this.#low, 0);
  }

  #push(timeUs: number, code: number, lots: number): void {
    if (this.length === this.#timeUs.length) this.#grow();
    this.#timeUs[this.length] = timeUs;
    this.#code[this.length] = code;
    this.#lots[this.length] = lots;
    this.length++;
  }

  #grow(): void {
    const capacity = this.#timeUs.length * 2;
    const timeUs = new Float64Array(capacity);
    const code = new Int32Array(capacity);
    const lots = new Int32Array(capacity);
    timeUs.set(this.#timeUs);
    code.set(this.#code);
    lots.set(this.#lots);
    this.#timeUs = timeUs;
    this.#code = code;
    this.#lots = lots;
  }
}
