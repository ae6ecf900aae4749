/**
 * A compiled tape to which rows are added while it is replayed. Rows come in parts, one after the other; the rows of a part
 * are seen as soon as its time is over, and never change afterwards. So a session over a tape that grows gives what it would
 * give over the whole tape at once, compiled with the same window of prices: quotes outside a window are not in the book. A tape
 * that is in memory already is a tape that grows by one part (compiledTape.ts).
 */

import type { CompiledHead, CompiledTape, TapeMark } from './compiledFormat.ts';
import type { DelaySteps } from './delaySteps.ts';
import type { ReceivedFrames } from './receivedFrames.ts';
import { type PriceWindow, type Tape, TapeBuilder, type TapeColumns, type TapeHead } from './tape.ts';
import type { TapeChunk } from './tapeChunk.ts';
import { TapeCompiler } from './tapeCompiler.ts';
import { TapeError } from './tapeError.ts';

/**
 * A tape that is still being written, e.g. by a live feed.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { GrowingTape } from 'mmtune/market/growingTape.ts';
 * import { windowAround } from 'mmtune/market/priceRange.ts';
 * import { ASK, BID, TapeBuilder } from 'mmtune/market/tape.ts';
 *
 * const head = { symbol: 'BTC', tickSize: 0.1, lotSize: 0.001, startUs: 0 };
 * const tape = new GrowingTape(head, windowAround(1000), false);
 * const rows = new TapeBuilder(head);
 * rows.depth(0, BID, 999, 5);
 * rows.depth(0, ASK, 1001, 5);
 * tape.grow(rows.build(), 1_000_000);
 * assert.equal(tape.knownUs, 1_000_000);
 * tape.stop(2_000_000);
 * assert.equal(tape.knownUs, Number.POSITIVE_INFINITY);
 * // Rows that are saved with this head are compiled with the same window of prices.
 * assert.deepEqual(tape.fileHead.window, { low: 498, high: 1502 });
 * ```
 */
export class GrowingTape implements CompiledTape {
  readonly symbol: string;
  readonly tickSize: number;
  readonly lotSize: number;
  readonly startUs: number;
  readonly baseTicks: number;
  readonly width: number;
  readonly quoteLevel: boolean;

  readonly #compiler: TapeCompiler;
  readonly #chunks: TapeChunk[] = [];
  #knownUs = Number.NEGATIVE_INFINITY;

  /**
   * @param window the prices that are kept; `windowAround` gives one where the future is not known
   * @param quoteLevel whether the feed shows best quotes alone, never depth. A replay has to know it before the first row
   * @param rows room to begin with
   */
  constructor(head: TapeHead, window: PriceWindow, quoteLevel: boolean, rows = 0) {
    this.symbol = head.symbol;
    this.tickSize = head.tickSize;
    this.lotSize = head.lotSize;
    this.startUs = head.startUs;
    this.baseTicks = window.low;
    this.width = window.high - window.low + 1;
    this.quoteLevel = quoteLevel;
    this.#compiler = new TapeCompiler(head, window, rows);
  }

  /**
   * Adds a part, which may be empty. From then on all that happened up to `untilUs` is known; Infinity ends the tape.
   * @param part rows after the `untilUs` of the part before, up to this one's; times in µs since `startUs`
   * @throws TapeError for rows of another time, and for rows that cannot be compiled (tapeCompiler.ts); the tape is of no use
   * then. RangeError after `end`
   */
  grow(part: TapeColumns, untilUs: number): void {
    if (this.#ended) throw new RangeError(`the tape of ${this.symbol} has ended: no row can be added`);
    this.#requireTimes(part, untilUs);
    this.#compiler.add(part);
    this.#chunks.push(this.#compiler.takeRows());
    this.#knownUs = untilUs;
  }

  /**
   * Ends a tape that was stopped at `atUs`, with a clock row of that time: it says how long the market lasted, also where it was
   * silent in the end. Returns the row, which has to be saved with the others.
   * @throws RangeError where a later time is known already, or after the end
   */
  stop(atUs: number): Tape {
    if (this.#ended) throw new RangeError(`the tape of ${this.symbol} has ended: no row can be added`);
    this.#requireAfterKnown(atUs);
    const builder = new TapeBuilder(this.fileHead);
    builder.clock(atUs);
    const row = builder.build();
    this.#compiler.add(row);
    this.end();
    return row;
  }

  /** No part comes any more. The tape ends at its last row. */
  end(): void {
    this.#knownUs = Number.POSITIVE_INFINITY;
  }

  /** −Infinity before the first part. */
  get knownUs(): number {
    return this.#knownUs;
  }

  get length(): number {
    return this.#compiler.length;
  }

  get marks(): readonly TapeMark[] {
    return this.#compiler.marks;
  }

  get trades(): number {
    return this.#compiler.trades;
  }

  get twoSided(): boolean {
    return this.#compiler.twoSided;
  }

  get endUs(): number {
    return this.#compiler.endUs;
  }

  get chunks(): number {
    return this.#chunks.length;
  }

  /** @throws RangeError for a chunk that is not there yet */
  chunk(i: number): TapeChunk {
    const chunk = this.#chunks[i];
    if (chunk === undefined) throw new RangeError(`chunk ${i} of the tape of ${this.symbol}, which has ${this.chunks}`);
    return chunk;
  }

  /**
   * How late the feed was, for campaigns whose recorded feed looks ahead (feedLatency.ts).
   * @throws RangeError while the tape grows: what such a feed shows depends on delays that lie ahead
   */
  get delays(): DelaySteps | undefined {
    if (!this.#ended) {
      throw new RangeError(
        `the tape of ${this.symbol} still grows: how late its feed was can be replayed only when it has ended`,
      );
    }
    return this.#compiler.delays();
  }

  get frames(): ReceivedFrames | undefined {
    return this.#compiler.frames();
  }

  /** For a file of the rows: compiled from it, the tape has the same window of prices again. */
  get fileHead(): TapeHead {
    const { symbol, tickSize, lotSize, startUs, baseTicks, width, quoteLevel } = this;
    const window = { low: baseTicks, high: baseTicks + width - 1 };
    return { symbol, tickSize, lotSize, startUs, window, quoteLevel };
  }

  head(): CompiledHead {
    return { ...this.#compiler.head(), quoteLevel: this.quoteLevel };
  }

  get #ended(): boolean {
    return this.#knownUs === Number.POSITIVE_INFINITY;
  }

  #requireTimes({ length, timeUs }: TapeColumns, untilUs: number): void {
    this.#requireAfterKnown(untilUs);
    if (length === 0) return;
    const firstUs = timeUs[0] as number;
    const lastUs = timeUs[length - 1] as number;
    if (firstUs <= this.#knownUs) {
      throw new TapeError(
        `a row of the tape of ${this.symbol} comes late: it is of ${firstUs} µs, and all up to ${this.#knownUs} µs was known`,
      );
    }
    if (lastUs > untilUs) {
      throw new TapeError(
        `a part of the tape of ${this.symbol} up to ${untilUs} µs holds a row of ${lastUs} µs, whose time is not over`,
      );
    }
  }

  #requireAfterKnown(untilUs: number): void {
    if (untilUs >= this.#knownUs) return;
    throw new RangeError(
      `the tape of ${this.symbol} is known up to ${this.#knownUs} µs already, not up to ${untilUs} µs`,
    );
  }
}
