/**
 * A tape made ready for replay: 16 bytes an event, prices as indices into a window, everything rare set apart.
 *
 *     code = price index << 3 | side << 2 | emptied << 1 | trade
 *
 * so that `code >> 2` is the slot of the level in the book's array, and one comparison tells a trade from a change of
 * depth. Depth more than 5 % outside all trades and touches is left out; an order there would be rejected. Resets and funding are
 * `marks`, applied before the row of their index; `best` rows become the depth rows that they mean. Delay rows are
 * columns of their own (delaySteps.ts), which no row waits for.
 */

import { DelayCollector, type DelaySteps } from './delaySteps.ts';
import { PriceRange, type PriceWindow } from './priceRange.ts';
import { RowCollector } from './rowCollector.ts';
import {
  ASK,
  BEST,
  BID,
  type BookSide,
  CLOCK,
  DELAY,
  DEPTH,
  FUNDING,
  FUNDING_RATE_SCALE,
  RESET,
  type Tape,
  type TapeHead,
  TRADE,
} from './tape.ts';
import type { TapeChunk } from './tapeChunk.ts';
import { TapeError } from './tapeError.ts';

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
  /** A bid and an ask were announced with no reset between them: there was a market to quote in. */
  readonly twoSided: boolean;
  /** Time of the tape's last row, clock rows included. */
  readonly endUs: number;
}

/** A compiled tape, read chunk by chunk: in memory it is one chunk, from a file it is as many as the file has. */
export interface CompiledTape extends CompiledHead {
  readonly chunks: number;
  /** Rows of chunk i; the object and its columns are good until the next call. */
  chunk(i: number): TapeChunk;
  /** How late the feed was; undefined for a tape that does not say so. */
  readonly delays: DelaySteps | undefined;
}

/** A compiled tape that lies in memory whole, and is its own only chunk. */
export interface TapeInMemory extends CompiledTape, TapeChunk {
  readonly length: number;
}

/** @throws TapeError for a tape without rows or prices, decreasing time or a kind of row that is unknown. */
export function compileTape(tape: Tape): TapeInMemory {
  const range = new PriceRange();
  range.add(tape);
  const compiler = new TapeCompiler(tape, range.window(tape.symbol), tape.length);
  compiler.add(tape);
  const rows = compiler.takeRows();
  const delays = compiler.delays();
  const compiled: TapeInMemory = { ...compiler.finish(), ...rows, delays, chunks: 1, chunk: () => compiled };
  return compiled;
}

/** Compiles a tape piece by piece. Take the rows from time to time, or they pile up. */
export class TapeCompiler {
  readonly #head: TapeHead;
  readonly #window: PriceWindow;
  readonly #rows: RowCollector;
  readonly #marks: TapeMark[] = [];
  readonly #delays = new DelayCollector();
  #delayRows = 0;
  /** Time of the newest row that a listener hears of; before the first there is none. */
  #eventUs = Number.NEGATIVE_INFINITY;
  #taken = 0;
  #read = 0;
  #lastUs = 0;
  #trades = 0;
  #quotes = 0;
  #depths = 0;
  /** Whether bids and asks were announced since the last reset, and whether both were at any time. */
  #announced: [boolean, boolean] = [false, false];
  #twoSided = false;

  constructor(head: TapeHead, window: PriceWindow, capacity: number) {
    this.#head = head;
    this.#window = window;
    this.#rows = new RowCollector(capacity, window.low, window.high - window.low + 1);
  }

  /** @throws TapeError for decreasing time, an unknown kind or delays that begin late, naming the row of the whole tape */
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
      const kind = piece.kind[i];
      switch (kind) {
        case DEPTH:
          rows.depth(timeUs, side, ticks, size);
          this.#depths++;
          if (size > 0) this.#announce(side);
          break;
        case TRADE:
          rows.trade(timeUs, side, ticks, size);
          this.#trades++;
          break;
        case BEST:
          rows.best(timeUs, side, ticks, size);
          this.#quotes++;
          if (size > 0) this.#announce(side);
          break;
        case RESET:
          rows.forget();
          this.#announced = [false, false];
          this.#marks.push({ kind: 'reset', index, timeUs });
          break;
        case FUNDING:
          this.#marks.push({ kind: 'funding', index, timeUs, markTicks: ticks, rate: size / FUNDING_RATE_SCALE });
          break;
        case CLOCK:
          break;
        case DELAY:
          if (this.#delayRows === 0 && this.#eventUs > Number.NEGATIVE_INFINITY) {
            throw new TapeError(
              `row ${this.#read + i} of the tape of ${symbol}: a tape says how late its feed was before the first event that it holds, or not at all`,
            );
          }
          this.#delays.add(timeUs, size, this.#eventUs);
          this.#delayRows++;
          break;
        default:
          throw new TapeError(`row ${this.#read + i} of the tape of ${symbol}: kind ${kind} is unknown`);
      }
      if (kind !== FUNDING && kind !== CLOCK && kind !== DELAY) this.#eventUs = timeUs;
    }
    this.#read += piece.length;
  }

  #announce(side: BookSide): void {
    this.#announced[side] = true;
    if (this.#announced[BID] && this.#announced[ASK]) this.#twoSided = true;
  }

  /** The rows compiled since the last call; the columns belong to the caller. */
  takeRows(): TapeChunk {
    const chunk = this.#rows.take();
    this.#taken += chunk.length;
    return chunk;
  }

  /** How late the feed was, as far as it was compiled. */
  delays(): DelaySteps | undefined {
    return this.#delays.steps();
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
      twoSided: this.#twoSided,
      endUs: this.#lastUs,
    };
  }
}
