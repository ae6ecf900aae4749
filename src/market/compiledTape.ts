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

/** A run of consecutive rows. Columns may be longer than `length`. */
export interface TapeChunk {
  readonly length: number;
  /** Whole µs since the tape's `startUs`. */
  readonly timeUs: Float64Array;
  readonly code: Int32Array;
  readonly lots: Int32Array;
}

/** What is known of a compiled tape without its rows. */
export interface CompiledHead extends TapeHead {
  /** Rows in all chunks. */
  readonly length: number;
  /** Price in ticks of index 0. */
  readonly baseTicks: number;
  /** Number of price indices. */
  readonly width: number;
  /** `index` counts rows over all chunks. */
  readonly marks: readonly TapeMark[];
  readonly trades: number;
  /** The feed shows best quotes alone, no depth: nothing is known of queues away from the touch. */
  readonly quoteLevel: boolean;
  /** Time of the tape's last row, clock rows included. */
  readonly endUs: number;
}

/** A compiled tape, read chunk by chunk: in memory it is one chunk, from a file it is as many as the file has. */
export interface CompiledTape extends CompiledHead {
  readonly chunks: number;
  /** Rows of chunk i; the object and its columns are good until the next call. */
  chunk(i: number): TapeChunk;
}

/** A compiled tape that lies in memory whole, and is its own only chunk. */
export interface TapeInMemory extends CompiledTape, TapeChunk {
  readonly length: number;
}

/** A tape that cannot be replayed, with the row at fault. */
export class TapeError extends Error {
  override name = 'TapeError';
}

/** @throws TapeError for a tape without rows or prices, decreasing time or a kind of row that is unknown. */
export function compileTape(tape: Tape): TapeInMemory {
  const range = new PriceRange();
  range.add(tape);
  const compiler = new TapeCompiler(tape, range.window(tape.symbol), tape.length);
  compiler.add(tape);
  const rows = compiler.takeRows();
  const compiled: TapeInMemory = { ...compiler.finish(), ...rows, chunks: 1, chunk: () => compiled };
  return compiled;
}

/** The lowest and highest price index that a compiled tape keeps, in ticks. */
export interface PriceWindow {
  readonly low: number;
  readonly high: number;
}

/** Compiles a tape piece by piece. Take the rows from time to time, or they pile up. */
export class TapeCompiler {
  readonly #head: TapeHead;
  readonly #window: PriceWindow;
  readonly #rows: RowCollector;
  readonly #marks: TapeMark[] = [];
  #taken = 0;
  #read = 0;
  #lastUs = 0;
  #trades = 0;
  #quotes = 0;
  #depths = 0;

  constructor(head: TapeHead, window: PriceWindow, capacity: number) {
    this.#head = head;
    this.#window = window;
    this.#rows = new RowCollector(capacity, window.low, window.high - window.low + 1);
  }

  /** @throws TapeError for decreasing time or an unknown kind, naming the row of the whole tape */
  add(piece: Pick<Tape, 'length' | 'timeUs' | 'kind' | 'side' | 'priceTicks' | 'size'>): void {
    const rows = this.#rows;
    const { symbol } = this.#head;
    for (let i = 0; i < piece.length; i++) {
      const timeUs = piece.timeUs[i] as number;
      if (!(timeUs >= this.#lastUs)) {
        throw new TapeError(
          `row ${this.#read + i} of the tape of ${symbol}: time goes back from ${this.#lastUs} to ${timeUs} µs`,
        );
      }
      this.#lastUs = timeUs;
      const side = piece.side[i] === ASK ? ASK : BID;
      const ticks = piece.priceTicks[i] as number;
      const size = piece.size[i] as number;
      const index = this.#taken + rows.length;
      switch (piece.kind[i]) {
        case DEPTH:
          rows.depth(timeUs, side, ticks, size);
          this.#depths++;
          break;
        case TRADE:
          rows.trade(timeUs, side, ticks, size);
          this.#trades++;
          break;
        case BEST:
          rows.best(timeUs, side, ticks, size);
          this.#quotes++;
          break;
        case RESET:
          rows.forget();
          this.#marks.push({ kind: 'reset', index, timeUs });
          break;
        case FUNDING:
          this.#marks.push({ kind: 'funding', index, timeUs, markTicks: ticks, rate: size / FUNDING_RATE_SCALE });
          break;
        case CLOCK:
          break;
        default:
          throw new TapeError(`row ${this.#read + i} of the tape of ${symbol}: kind ${piece.kind[i]} is unknown`);
      }
    }
    this.#read += piece.length;
  }

  /** The rows compiled since the last call; the columns belong to the caller. */
  takeRows(): TapeChunk {
    const chunk = this.#rows.take();
    this.#taken += chunk.length;
    return chunk;
  }

  finish(): CompiledHead {
    const { symbol, tickSize, lotSize, startUs } = this.#head;
    return {
      symbol,
      tickSize,
      lotSize,
      startUs,
      length: this.#taken + this.#rows.length,
      baseTicks: this.#window.low,
      width: this.#window.high - this.#window.low + 1,
      marks: this.#marks,
      trades: this.#trades,
      quoteLevel: this.#quotes > 0 && this.#depths === 0,
      endUs: this.#lastUs,
    };
  }
}

/** Widest window that is replayed: beyond it a single wild price, not the market, has made it so wide. */
const MOST_PRICES = 8_000_000;

/**
 * The range of prices that mattered, gathered piece by piece: every trade, and every touch. A bid row is never far above
 * the best ask, so the highest bid row is where the touch went at its highest, and the lowest ask row at its lowest; how
 * deep a book reaches does not count.
 */
export class PriceRange {
  #rows = 0;
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;
  #anywhere = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };

  add({ length, kind, side, priceTicks, size }: Pick<Tape, 'length' | 'kind' | 'side' | 'priceTicks' | 'size'>): void {
    this.#rows += length;
    for (let i = 0; i < length; i++) {
      const what = kind[i];
      const ticks = priceTicks[i] as number;
      if (what !== TRADE && what !== DEPTH && what !== BEST) continue;
      if (ticks < this.#anywhere.low) this.#anywhere.low = ticks;
      if (ticks > this.#anywhere.high) this.#anywhere.high = ticks;
      // A removed level says where the touch was, not where it is.
      if (what !== TRADE && size[i] === 0) continue;
      if ((what === TRADE || side[i] === ASK) && ticks < this.#low) this.#low = ticks;
      if ((what === TRADE || side[i] !== ASK) && ticks > this.#high) this.#high = ticks;
    }
  }

  /** @throws TapeError when there were no rows or no prices, or the prices lie too far apart */
  window(symbol: string): PriceWindow {
    if (this.#rows === 0) throw new TapeError(`the tape of ${symbol} is empty: it has no rows to replay`);
    if (this.#anywhere.low > this.#anywhere.high)
      throw new TapeError(`the tape of ${symbol} holds neither trades nor prices`);
    // A tape of one side alone has no touch; its levels are all there is.
    const { low, high } = this.#low <= this.#high ? { low: this.#low, high: this.#high } : this.#anywhere;
    const margin = Math.ceil(Math.max(Math.abs(low), Math.abs(high)) * WINDOW_MARGIN) + 2;
    if (high - low + 2 * margin > MOST_PRICES) {
      throw new TapeError(
        `the tape of ${symbol} runs from ${low} to ${high} ticks, more than ${MOST_PRICES} prices: one of them is wrong, or the tick too fine`,
      );
    }
    return { low: low - margin, high: high + margin };
  }
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
    this.#timeUs = new Float64Array(Math.max(1, capacity));
    this.#code = new Int32Array(Math.max(1, capacity));
    this.#lots = new Int32Array(Math.max(1, capacity));
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

  /** The rows so far, cut off from the collector, which goes on with empty columns. */
  take(): TapeChunk {
    const { length } = this;
    const chunk = {
      length,
      timeUs: this.#timeUs.subarray(0, length),
      code: this.#code.subarray(0, length),
      lots: this.#lots.subarray(0, length),
    };
    const capacity = 1024;
    this.#timeUs = new Float64Array(capacity);
    this.#code = new Int32Array(capacity);
    this.#lots = new Int32Array(capacity);
    this.length = 0;
    return chunk;
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
