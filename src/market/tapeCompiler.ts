/** Turns the rows of a tape into their compiled form (compiledFormat.ts), piece by piece. */

import type { CompiledHead, TapeMark } from './compiledFormat.ts';
import { DelayCollector, type DelaySteps } from './delaySteps.ts';
import { FrameCollector, type ReceivedFrames } from './receivedFrames.ts';
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
  type PriceWindow,
  RESET,
  type TapeColumns,
  type TapeHead,
  TRADE,
} from './tape.ts';
import type { TapeChunk } from './tapeChunk.ts';
import { TapeError } from './tapeError.ts';

/** Compiles a tape piece by piece. Take the rows from time to time, or they pile up. */
export class TapeCompiler {
  readonly #head: TapeHead;
  readonly #window: PriceWindow;
  readonly #rows: RowCollector;
  readonly #marks: TapeMark[] = [];
  readonly #delays = new DelayCollector();
  readonly #frames = new FrameCollector();
  #delayRows = 0;
  /** Time of the newest row that a listener receives; −Infinity before the first. */
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

  /**
   * @throws TapeError for decreasing time, an unknown kind, delays that begin late, or a market that leaves the window of
   * prices, naming the row of the whole tape
   */
  add(piece: TapeColumns): void {
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
          if (size > 0) this.#requireTouchInside(this.#read + i, side, ticks);
          rows.depth(timeUs, side, ticks, size);
          this.#depths++;
          if (size > 0) this.#announce(side);
          break;
        case TRADE:
          this.#requireInside(this.#read + i, 'a trade', ticks);
          rows.trade(timeUs, side, ticks, size);
          this.#trades++;
          break;
        case BEST:
          if (size > 0) this.#requireTouchInside(this.#read + i, side, ticks);
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
          this.#frames.delay(timeUs, size);
          this.#delayRows++;
          break;
        default:
          throw new TapeError(`row ${this.#read + i} of the tape of ${symbol}: kind ${kind} is unknown`);
      }
      if (kind !== FUNDING && kind !== DELAY) this.#frames.add(timeUs);
      if (kind !== FUNDING && kind !== CLOCK && kind !== DELAY) this.#eventUs = timeUs;
    }
    this.#read += piece.length;
  }

  /** A bid above the window or an ask below it means that the market is there. A bid below or an ask above is deep in the book. */
  #requireTouchInside(row: number, side: BookSide, ticks: number): void {
    if (side === BID ? ticks > this.#window.high : ticks < this.#window.low) {
      this.#requireInside(row, side === BID ? 'a bid' : 'an ask', ticks);
    }
  }

  #requireInside(row: number, what: string, ticks: number): void {
    const { low, high } = this.#window;
    if (ticks >= low && ticks <= high) return;
    throw new TapeError(
      `row ${row} of the tape of ${this.#head.symbol}: ${what} at ${ticks} ticks, outside the prices from ${low} to ${high} that are kept: the price is wrong, or the market has gone farther than the tape allows for`,
    );
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

  /** When each frame was received, as far as it was compiled; undefined where nothing says how late the feed was. */
  frames(): ReceivedFrames | undefined {
    return this.#frames.frames();
  }

  /** Rows compiled so far. */
  get length(): number {
    return this.#taken + this.#rows.length;
  }

  get marks(): readonly TapeMark[] {
    return this.#marks;
  }

  get trades(): number {
    return this.#trades;
  }

  get twoSided(): boolean {
    return this.#twoSided;
  }

  /** Time of the newest row, µs. */
  get endUs(): number {
    return this.#lastUs;
  }

  /** What is known so far. */
  head(): CompiledHead {
    const { symbol, tickSize, lotSize, startUs } = this.#head;
    const { length, marks, trades, twoSided, endUs } = this;
    const baseTicks = this.#window.low;
    const width = this.#window.high - baseTicks + 1;
    const quoteLevel = this.#quotes > 0 && this.#depths === 0;
    return { symbol, tickSize, lotSize, startUs, length, baseTicks, width, marks, trades, quoteLevel, twoSided, endUs };
  }
}
