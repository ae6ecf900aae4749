/**
 * The replay loop: one book, up to 32 lanes over it. Written for speed; docs/fills.md says in words what it does.
 *
 * Layout: the tape is compiled (compiledTape.ts). A tight scan without calls goes over rows that matter to no lane – depth
 * away from the touch and from our orders, trades that do not reach us – and stops at the next row that does or at
 * the index before which some lane has to wake. That index is found by a galloping search, so that times are hardly read.
 * Lanes of idle traders have no timer for long; floors below the best prices say when they have to be woken early.
 */

import { Book, type BookKind } from '../market/book.ts';
import type { CompiledTape, TapeMark } from '../market/compiledFormat.ts';
import { PAGE_BITS } from '../market/levelPages.ts';
import { ASK, BID, type BookSide } from '../market/tape.ts';
import type { TapeChunk } from '../market/tapeChunk.ts';
import type { RecordedFeedKind } from './engine.ts';
import { FundingClock } from './fundingClock.ts';
import { LaneMasks } from './laneMasks.ts';
import { NO_ORDER } from './ownOrders.ts';
import type { ReplayLane, ReplayView } from './replayView.ts';
import { firstAfter, scan } from './scan.ts';
import { TradeLog, type TradeLogReader } from './tradeLog.ts';

export const MAX_LANES = 32;

/** The chunk before the first is read. */
const NO_ROWS: TapeChunk = {
  length: 0,
  timeUs: new Float64Array(0),
  code: new Int32Array(0),
  lots: new Int32Array(0),
};

export class Replay implements ReplayView {
  readonly tape: CompiledTape;
  readonly recordedFeed: RecordedFeedKind;
  readonly book: Book;
  readonly baseTicks: number;
  readonly quoteLevel: boolean;
  readonly lanesAt: LaneMasks;
  readonly wakesUs: Float64Array = new Float64Array(MAX_LANES).fill(Number.POSITIVE_INFINITY);
  readonly ownBests: Int32Array = new Int32Array(2 * MAX_LANES).fill(NO_ORDER);
  readonly idleFloors: Int32Array = new Int32Array(2 * MAX_LANES).fill(NO_ORDER);
  wakeUntilUs = 0;
  nowUs = 0;
  /** Mid in ticks; the last known one while a side is empty, NaN before the first. */
  midTicks: number = Number.NaN;
  /** Exchange time of the newest market row, for the age of the data. */
  lastRowUs = 0;
  /** Another number each time that lanes are woken: in between rows may have changed the book. */
  bookMoment = 0;

  readonly funding: FundingClock;

  readonly #trades = new TradeLog(() => this.#noteTrades());
  /** Next row of the chunk that the log of trades has not seen. */
  #tradesFrom = 0;
  readonly #lanes: ReplayLane[] = [];
  /** Mirrored best own price over all lanes, by side. */
  readonly #ownBest = new Int32Array([NO_ORDER, NO_ORDER]);
  /** The highest floor over all lanes, by side. */
  readonly #idleFloor = new Int32Array([NO_ORDER, NO_ORDER]);
  /** The next moment at which a lane has to do something; a cell, so that it is handed on without being boxed. */
  readonly #untilUs = new Float64Array(1);
  readonly #nextWakeUs = new Float64Array([Number.POSITIVE_INFINITY]);
  /** Rows of all chunks before the present one, and the next row within it. */
  #before = 0;
  #row = 0;
  #chunkAt = -1;
  #chunk = NO_ROWS;
  #mark = 0;
  // The mid before the first change of the touch at the newest instant that had one.
  #instantUs = Number.NaN;
  #midBeforeInstant = Number.NaN;

  constructor(tape: CompiledTape, bookKind: BookKind = 'newest', recordedFeed: RecordedFeedKind = 'heard') {
    this.recordedFeed = recordedFeed;
    this.tape = tape;
    this.book = new Book(tape.width, bookKind);
    this.baseTicks = tape.baseTicks;
    this.lanesAt = new LaneMasks(2 * tape.width);
    this.quoteLevel = tape.quoteLevel;
    this.funding = new FundingClock(tape.startUs, this);
  }

  get laneCount(): number {
    return this.#lanes.length;
  }

  addLane(lane: ReplayLane): void {
    if (this.#lanes.length === MAX_LANES) throw new RangeError(`a replay has at most ${MAX_LANES} lanes`);
    this.#lanes.push(lane);
    this.#sync();
  }

  /** A lane has something to do at another moment than when it was last called. */
  lanesChanged(): void {
    this.#sync();
  }

  /** A reader of the trades from here on, up to the moment of each lane. */
  readTrades(): TradeLogReader {
    this.#noteTrades();
    return this.#trades.open();
  }

  get midBeforeTicks(): number {
    return this.#instantUs === this.nowUs ? this.#midBeforeInstant : this.midTicks;
  }

  /** Rows processed so far. */
  get position(): number {
    return this.#before + this.#row;
  }

  /**
   * Processes every row stamped up to `untilUs` and everything that lanes have to do up to then, in order of time. Of a tape
   * that still grows, everything up to then has to be known.
   */
  runUntil(untilUs: number): void {
    const { marks } = this.tape;
    while (this.#mark < marks.length && (marks[this.#mark] as TapeMark).timeUs <= untilUs) {
      const mark = marks[this.#mark++] as TapeMark;
      this.#runToRow(mark.index);
      this.#wakeUntil(mark.timeUs);
      this.#apply(mark);
    }
    this.#runToTime(untilUs);
    // Tape times are whole µs, so half a µs later means "after everything due at untilUs".
    this.#wakeUntil(untilUs + 0.5);
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
    this.#untilUs[0] = untilUs;
    do {
      const { timeUs, length } = this.#chunk;
      this.#run(firstAfter(timeUs, this.#untilUs, this.#row, length));
    } while (this.#row === this.#chunk.length && this.#nextChunk());
  }

  #nextChunk(): boolean {
    if (this.#chunkAt + 1 >= this.tape.chunks) return false;
    this.#noteTrades();
    this.#tradesFrom = 0;
    this.#before += this.#chunk.length;
    this.#row = 0;
    this.#chunk = this.tape.chunk(++this.#chunkAt);
    return true;
  }

  #apply(mark: TapeMark): void {
    this.nowUs = mark.timeUs;
    if (mark.kind === 'reset') {
      this.book.clear();
      for (const lane of this.#lanes) lane.reset();
      this.#fell(BID);
      this.#fell(ASK);
    } else {
      this.funding.paid(mark.timeUs, mark.rate);
      for (const lane of this.#lanes) lane.fund(mark.markTicks, mark.rate);
      this.#sync();
    }
  }

  /** Logs the trades among the rows up to the present one, where somebody reads them. */
  #noteTrades(): void {
    if (this.#trades.isRead) this.#trades.add(this.#chunk, this.#tradesFrom, this.#row, this.baseTicks);
    this.#tradesFrom = this.#row;
  }

  #run(to: number): void {
    const { timeUs, code, lots } = this.#chunk;
    const { levels, best, largestLots: largest } = this.book;
    const ownBest = this.#ownBest;
    const nextWakeUs = this.#nextWakeUs;
    let i = this.#row;
    while (i < to) {
      const time = timeUs[i] as number;
      if (time > (nextWakeUs[0] as number)) {
        if (i > 0) this.lastRowUs = timeUs[i - 1] as number;
        this.wakeUntilUs = time;
        this.#row = i;
        this.#wake();
      }
      let stop = firstAfter(timeUs, nextWakeUs, i, to);
      for (;;) {
        // Quotes are few and each may be the largest yet: none is scanned over.
        if (!this.quoteLevel) i = scan(code, lots, levels.cells, best, ownBest, i, stop);
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
          woken = this.#trade(side, x, size);
        } else {
          const { cells } = levels;
          const cell = level + (cells[level >> PAGE_BITS] as number);
          if (size > (largest[side] as number)) largest[side] = size;
          if ((cells[cell] as number) < 0) this.#depthAtMark(level, size);
          else cells[cell] = size;
          if (x + ((c >> 1) & 1) > (best[side] as number)) woken = this.#touch(side, index, x, size);
          const other = (1 - side) as BookSide;
          if (size > 0 && x + (ownBest[other] as number) >= 0 && this.#cross(other, x, size)) woken = true;
        }
        i++;
        // Fills have sent responses, which may be due before the index found above.
        if (woken) stop = firstAfter(timeUs, nextWakeUs, i, stop);
      }
    }
    this.#row = i;
    if (i > 0) this.lastRowUs = timeUs[i - 1] as number;
  }

  /** Returns whether a lane was filled. */
  #trade(side: BookSide, x: number, lots: number): boolean {
    const { ownBests } = this;
    const lanes = this.#lanes;
    let filled = false;
    for (let lane = 0; lane < lanes.length; lane++) {
      if (x > (ownBests[2 * lane + side] as number)) continue;
      if ((lanes[lane] as ReplayLane).trade(side, x, lots)) filled = true;
    }
    if (filled) this.#sync();
    return filled;
  }

  /** A depth row where lanes have orders, or where no page of the book is yet. */
  #depthAtMark(level: number, lots: number): void {
    const { levels } = this.book;
    const old = levels.lotsAt(level);
    levels.set(level, lots);
    for (let mask = this.lanesAt.at(level); mask !== 0; ) {
      const lane = 31 - Math.clz32(mask);
      mask &= ~(1 << lane);
      (this.#lanes[lane] as ReplayLane).depth(level, old, lots);
    }
  }

  /** A depth row at or beyond the best of its side. Returns whether a lane was woken or filled. */
  #touch(side: BookSide, index: number, x: number, lots: number): boolean {
    const { book } = this;
    const best = book.best[side] as number;
    if (lots === 0) {
      if (x !== best) return false;
      book.drop(side, index);
      this.#touchChanged();
      const fell = this.#fell(side);
      return this.#locked() || fell;
    }
    if (x <= best) return false;
    const ranOver = book.raise(side, index);
    this.#touchChanged();
    const fell = ranOver && this.#fell((1 - side) as BookSide);
    return this.#locked() || fell;
  }

  /** The best of a side has become worse: wakes idle lanes whose floor it is below. Returns whether there were any. */
  #fell(side: BookSide): boolean {
    const best = this.book.best[side] as number;
    if (best >= (this.#idleFloor[side] as number)) return false;
    const { idleFloors } = this;
    const lanes = this.#lanes;
    for (let lane = 0; lane < lanes.length; lane++) {
      if (best < (idleFloors[2 * lane + side] as number)) (lanes[lane] as ReplayLane).wakeEarly();
    }
    this.#sync();
    return true;
  }

  /**
   * While bid and ask are at one price no lane is idle: what strategies promise assumes that they are apart. Returns whether any
   * was woken.
   */
  #locked(): boolean {
    if (!this.book.isLocked || this.#idleFloor[BID] === NO_ORDER) return false;
    const { idleFloors } = this;
    const lanes = this.#lanes;
    for (let lane = 0; lane < lanes.length; lane++) {
      if (idleFloors[2 * lane] !== NO_ORDER) (lanes[lane] as ReplayLane).wakeEarly();
    }
    this.#sync();
    return true;
  }

  /** A row of the other side shows `lots` at a price that may cross orders of lanes. Returns whether it filled any. */
  #cross(side: BookSide, x: number, lots: number): boolean {
    // Best quotes of many venues cross each other all the time: on such a feed only trades fill.
    if (this.quoteLevel) return false;
    const { ownBests } = this;
    const lanes = this.#lanes;
    let filled = false;
    for (let lane = 0; lane < lanes.length; lane++) {
      if (x + (ownBests[2 * lane + side] as number) < 0) continue;
      if ((lanes[lane] as ReplayLane).cross(side, x, lots)) filled = true;
    }
    if (filled) this.#sync();
    return filled;
  }

  #wakeUntil(untilUs: number): void {
    this.wakeUntilUs = untilUs;
    if ((this.#nextWakeUs[0] as number) < untilUs) this.#wake();
  }

  /** Lets lanes do what is due before `wakeUntilUs`. */
  #wake(): void {
    this.bookMoment++;
    const { wakesUs, wakeUntilUs } = this;
    const lanes = this.#lanes;
    for (let lane = 0; lane < lanes.length; lane++) {
      if ((wakesUs[lane] as number) < wakeUntilUs) (lanes[lane] as ReplayLane).wake();
    }
    this.#sync();
  }

  /** Keeps the mid as it was before the instant, and moves it on while both sides are known. */
  #touchChanged(): void {
    const { book } = this;
    if (this.#instantUs !== this.nowUs) {
      this.#instantUs = this.nowUs;
      this.#midBeforeInstant = this.midTicks;
    }
    if (book.hasBid && book.hasAsk) this.midTicks = (book.bidIndex + book.askIndex) / 2 + this.baseTicks;
  }

  #sync(): void {
    const { wakesUs, ownBests, idleFloors } = this;
    let nextUs = Number.POSITIVE_INFINITY;
    let bid = NO_ORDER;
    let ask = NO_ORDER;
    let bidFloor = NO_ORDER;
    let askFloor = NO_ORDER;
    for (let lane = 0; lane < this.#lanes.length; lane++) {
      nextUs = Math.min(nextUs, wakesUs[lane] as number);
      bid = Math.max(bid, ownBests[2 * lane] as number);
      ask = Math.max(ask, ownBests[2 * lane + 1] as number);
      bidFloor = Math.max(bidFloor, idleFloors[2 * lane] as number);
      askFloor = Math.max(askFloor, idleFloors[2 * lane + 1] as number);
    }
    this.#nextWakeUs[0] = nextUs;
    this.#ownBest[0] = bid;
    this.#ownBest[1] = ask;
    this.#idleFloor[0] = bidFloor;
    this.#idleFloor[1] = askFloor;
  }
}
