/**
 * The replay loop: one book, up to 32 lanes over it. Dense on purpose; docs/fills.md says in words what it does.
 *
 * Layout: the tape is compiled (compiledTape.ts). A tight scan without calls runs over rows that concern nobody – depth
 * away from the touch and from our orders, trades that do not reach us – and stops at the next row of interest or at
 * the index before which some lane has to wake. That index is found by a galloping search, so that times are hardly read.
 */

import { Book, LOTS_MASK, OWN_ORDERS_HERE } from '../market/book.ts';
import type { CompiledTape, TapeChunk, TapeMark } from '../market/compiledTape.ts';
import type { BookSide } from '../market/tape.ts';
import type { ExchangeLane, Venue } from './exchangeLane.ts';

export const MAX_LANES = 32;
const NONE = -2147483648;

export class Replay implements Venue {
  readonly book: Book;
  readonly baseTicks: number;
  readonly quoteLevel: boolean;
  /** Mask of lanes with orders per level. */
  readonly lanesAt: Int32Array;
  nowUs = 0;
  /** Exchange time of the newest market row, for the age of the data. */
  lastRowUs = 0;

  readonly #tape: CompiledTape;
  readonly #lanes: ExchangeLane[] = [];
  /** Mirrored best own price over all lanes, by side. */
  readonly #ownBest = new Int32Array([NONE, NONE]);
  #wakeAtUs = Number.POSITIVE_INFINITY;
  /** Rows of all chunks before the present one, and the next row within it. */
  #before = 0;
  #row = 0;
  #chunkAt = 0;
  #chunk: TapeChunk;
  #mark = 0;
  #lastMidTicks = Number.NaN;
  // The mid before the first change of the touch at the newest instant that had one.
  #instantUs = Number.NaN;
  #midBeforeInstant = Number.NaN;
  readonly #at = (timeUs: number): void => {
    this.nowUs = timeUs;
  };

  constructor(tape: CompiledTape) {
    this.#tape = tape;
    this.book = new Book(tape.width);
    this.baseTicks = tape.baseTicks;
    this.lanesAt = new Int32Array(2 * tape.width);
    this.#chunk = tape.chunk(0);
    this.quoteLevel = tape.quoteLevel;
  }

  /** Number that the next lane gets. */
  get laneCount(): number {
    return this.#lanes.length;
  }

  addLane(lane: ExchangeLane): void {
    if (this.#lanes.length === MAX_LANES) throw new RangeError(`a replay has at most ${MAX_LANES} lanes`);
    this.#lanes.push(lane);
    this.#sync();
  }

  get midTicks(): number {
    this.#rememberMid();
    return this.#lastMidTicks;
  }

  get midBeforeTicks(): number {
    return this.#instantUs === this.nowUs ? this.#midBeforeInstant : this.midTicks;
  }

  /** Rows processed so far. */
  get position(): number {
    return this.#before + this.#row;
  }

  /** Processes every row stamped up to `untilUs` and everything that lanes have to do up to then, in order of time. */
  runUntil(untilUs: number): void {
    const { marks } = this.#tape;
    while (this.#mark < marks.length && (marks[this.#mark] as TapeMark).timeUs <= untilUs) {
      const mark = marks[this.#mark++] as TapeMark;
      this.#runToRow(mark.index);
      this.#wake(mark.timeUs);
      this.#apply(mark);
    }
    this.#runToTime(untilUs);
    // Tape times are whole µs, so half a µs later means "after everything due at untilUs".
    this.#wake(untilUs + 0.5);
    this.nowUs = untilUs;
  }

  /** Up to a row counted over all chunks. */
  #runToRow(row: number): void {
    while (this.position < row) {
      this.#run(Math.min(this.#chunk.length, row - this.#before));
      if (this.position < row && !this.#nextChunk()) return;
    }
  }

  /** Through all rows stamped up to a time. */
  #runToTime(untilUs: number): void {
    do {
      const { timeUs, length } = this.#chunk;
      this.#run(firstAfter(timeUs, untilUs, this.#row, length));
    } while (this.#row === this.#chunk.length && this.#nextChunk());
  }

  #nextChunk(): boolean {
    if (this.#chunkAt + 1 >= this.#tape.chunks) return false;
    this.#before += this.#chunk.length;
    this.#row = 0;
    this.#chunk = this.#tape.chunk(++this.#chunkAt);
    return true;
  }

  #apply(mark: TapeMark): void {
    this.nowUs = mark.timeUs;
    if (mark.kind === 'reset') {
      this.#rememberMid();
      this.book.clear();
    } else {
      for (const lane of this.#lanes) lane.account.fund(mark.markTicks, mark.rate);
    }
  }

  #run(to: number): void {
    const { timeUs, code, lots } = this.#chunk;
    const { levels, best, largestLots: largest } = this.book;
    const ownBest = this.#ownBest;
    let i = this.#row;
    while (i < to) {
      const time = timeUs[i] as number;
      if (time > this.#wakeAtUs) {
        if (i > 0) this.lastRowUs = timeUs[i - 1] as number;
        this.#wake(time);
      }
      let stop = firstAfter(timeUs, this.#wakeAtUs, i, to);
      for (;;) {
        // Quotes are few and each may be the largest yet: none is scanned over.
        if (!this.quoteLevel) i = scan(code, lots, levels, best, ownBest, i, stop);
        if (i === stop) break;
        this.nowUs = timeUs[i] as number;
        const c = code[i] as number;
        const size = lots[i] as number;
        const level = c >> 2;
        const side = (level & 1) as BookSide;
        const index = level >> 1;
        const x = side === 0 ? index : -index;
        let woken = false;
        if ((c & 1) !== 0) {
          this.#trade(side, x, size);
          woken = true;
        } else {
          const old = levels[level] as number;
          if (size > (largest[side] as number)) largest[side] = size;
          if (old < 0) this.#depthAtOwn(level, old, size);
          else levels[level] = size;
          if (x + ((c >> 1) & 1) > (best[side] as number)) woken = this.#touch(side, index, x, size);
        }
        i++;
        // Fills have sent responses, which may be due before the index found above.
        if (woken) stop = firstAfter(timeUs, this.#wakeAtUs, i, stop);
      }
    }
    this.#row = i;
    if (i > 0) this.lastRowUs = timeUs[i - 1] as number;
  }

  #trade(side: BookSide, x: number, lots: number): void {
    for (const lane of this.#lanes) if (x <= (lane.orders.best[side] as number)) lane.trade(side, x, lots);
    this.#sync();
  }

  #depthAtOwn(level: number, old: number, lots: number): void {
    this.book.levels[level] = lots | OWN_ORDERS_HERE;
    for (let mask = this.lanesAt[level] as number; mask !== 0; ) {
      const lane = 31 - Math.clz32(mask);
      mask &= ~(1 << lane);
      (this.#lanes[lane] as ExchangeLane).depth(level, old & LOTS_MASK, lots);
    }
  }

  /** A depth row at or beyond the best of its side. Returns whether a lane may have been filled. */
  #touch(side: BookSide, index: number, x: number, lots: number): boolean {
    const { best } = this.book;
    const other = (1 - side) as BookSide;
    if (lots === 0) {
      if (x === best[side]) {
        this.#beforeTouchChange();
        best[side] = this.book.nextWorse(side, index);
      }
      return false;
    }
    if (x <= (best[side] as number)) return false;
    this.#beforeTouchChange();
    best[side] = x;
    if (x + (best[other] as number) >= 0) best[other] = this.book.nextWorse(other, index);
    // Best quotes of many venues cross each other all the time: on such a feed only trades fill.
    if (this.quoteLevel || x + (this.#ownBest[other] as number) < 0) return false;
    for (const lane of this.#lanes) if (x + (lane.orders.best[other] as number) >= 0) lane.cross(other, x);
    this.#sync();
    return true;
  }

  #wake(untilUs: number): void {
    if (this.#wakeAtUs >= untilUs) return;
    for (const lane of this.#lanes) if (lane.wakeAtUs < untilUs) lane.wake(untilUs, this.#at);
    this.#sync();
  }

  #rememberMid(): void {
    const { book } = this;
    if (book.hasBid && book.hasAsk) this.#lastMidTicks = (book.bidIndex + book.askIndex) / 2 + this.baseTicks;
  }

  /** Called before the touch changes: remembers the mid for when a side is empty, and as it was before the instant. */
  #beforeTouchChange(): void {
    this.#rememberMid();
    if (this.#instantUs === this.nowUs) return;
    this.#instantUs = this.nowUs;
    this.#midBeforeInstant = this.#lastMidTicks;
  }

  #sync(): void {
    let wakeAtUs = Number.POSITIVE_INFINITY;
    let bid = NONE;
    let ask = NONE;
    for (const lane of this.#lanes) {
      if (lane.wakeAtUs < wakeAtUs) wakeAtUs = lane.wakeAtUs;
      const ownBid = lane.orders.best[0] as number;
      const ownAsk = lane.orders.best[1] as number;
      if (ownBid > bid) bid = ownBid;
      if (ownAsk > ask) ask = ownAsk;
    }
    this.#wakeAtUs = wakeAtUs;
    this.#ownBest[0] = bid;
    this.#ownBest[1] = ask;
  }
}

/** Applies rows that concern nobody and returns the index of the first that does, or `stop`. */
function scan(
  code: Int32Array,
  lots: Int32Array,
  levels: Int32Array,
  best: Int32Array,
  ownBest: Int32Array,
  from: number,
  stop: number,
): number {
  const bestBid = best[0] as number;
  const bestAsk = best[1] as number;
  const ownBid = ownBest[0] as number;
  const ownAsk = ownBest[1] as number;
  for (let i = from; i < stop; i++) {
    const c = code[i] as number;
    const level = c >> 2;
    // 0 for bids, −1 for asks; sides are chosen by masks, since no processor can predict a branch on them.
    const mirror = -(level & 1);
    const x = ((level >> 1) ^ mirror) - mirror;
    if ((c & 1) !== 0) {
      if (x <= (ownBid ^ ((ownBid ^ ownAsk) & mirror))) return i;
      continue;
    }
    if ((levels[level] as number) < 0 || x + ((c >> 1) & 1) > (bestBid ^ ((bestBid ^ bestAsk) & mirror))) return i;
    levels[level] = lots[i] as number;
  }
  return stop;
}

/** First index in [from, to) whose time is after `timeUs`; `to` if none. Gallops: the answer is usually near. */
function firstAfter(times: Float64Array, timeUs: number, from: number, to: number): number {
  if (from >= to || (times[from] as number) > timeUs) return from;
  let low = from;
  let step = 16;
  while (low + step < to && (times[low + step] as number) <= timeUs) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, to);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) <= timeUs) low = middle;
    else high = middle;
  }
  return high;
}
