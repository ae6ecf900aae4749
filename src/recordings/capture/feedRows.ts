/**
 * The rows of a live market by the clock of its receiver. The recorder and the importer of captures both make them here, so that a
 * capture gives the recorder's tape again.
 */

import { windowAround } from '../../market/priceRange.ts';
import { ASK, BEST, BID, type BookSide, DEPTH, type PriceWindow, RESET, TRADE } from '../../market/tape.ts';
import type { BookReset, ResetReason, SequenceGap } from '../import/importResult.ts';
import type { MappingLog, MappingOutput, MessageMapping, MessageTimes, RowSink } from '../messages/messageMapping.ts';
import { StoredBook } from '../rows/storedBook.ts';
import { type OwnSize, OwnSizes } from './ownSizes.ts';

/** How long a crossed book may last: the same as in recordings (assembleTape.ts). */
const TOLERATED_CROSSING_US = 1e6;

/** After so many trades in a row outside the window the market is there, and no wrong print. */
const MOST_BAD_PRINTS = 20;

/** Takes rows with times in µs since 1970, which never decrease, and told time between them. */
export interface FeedRowTaker {
  append(atUs: number, kind: number, side: number, priceTicks: number, size: number): void;
  /** Nothing else happened up to then. */
  pass(nowUs: number): void;
}

/** Levels of both sides, best first: price in ticks, lots. */
export type BookLevels = readonly [bids: readonly [number, number][], asks: readonly [number, number][]];

/**
 * Stamps the rows of one market at the receipt of the message that brought them. It chooses the window of prices at the first
 * book with both sides; rows before that are not handed on, since the book of that moment holds them.
 *
 * Sizes of own orders at the venue are taken out of the book. Trades stay as they are: whoever traded with us would have traded with
 * somebody else.
 *
 * All calls must have times that never decrease; those of messages must rise.
 */
export class FeedRows {
  readonly #log: MappingLog;
  readonly #mapping: MessageMapping;
  readonly #taker: FeedRowTaker;
  /** Without own orders. */
  readonly #book = new StoredBook();
  /** Of a market without own orders there is none. */
  #own: OwnSizes | undefined;
  #window: PriceWindow | undefined;
  #atUs = 0;
  #crossedSinceUs: number | undefined;
  #badPrints = 0;
  #badPrintsInARow = 0;

  /**
   * @param make the mapping of the venue (feedMapping.ts)
   * @param onTimes takes the times of every message that is used: by the venue's clock, and of receipt
   */
  constructor(
    make: (output: MappingOutput) => MessageMapping,
    log: MappingLog,
    taker: FeedRowTaker,
    onTimes: (times: MessageTimes) => void = () => undefined,
  ) {
    this.#log = log;
    this.#taker = taker;
    const sink: RowSink = {
      receivedUs: Number.NaN,
      newestUs: Number.NEGATIVE_INFINITY,
      append: (_, kind, side, priceTicks, size) => this.#take(kind, side === ASK ? ASK : BID, priceTicks, size),
    };
    this.#mapping = make({ book: sink, trades: sink, fundings: sink, log: this.#mappingLog(), onTimes });
  }

  /** Undefined until there was a book with both sides. */
  get window(): PriceWindow | undefined {
    return this.#window;
  }

  /** Whether the book is known. Where it is not, a venue that sends no snapshots has to be asked for one. */
  get hasBook(): boolean {
    return this.#mapping.hasBook;
  }

  /** Whether a tape can begin now: the window is chosen, and the book has both sides, neither locked nor crossed. */
  get canBegin(): boolean {
    return this.#window !== undefined && this.hasBook && this.#book.state === 'two sides';
  }

  /** Middle of the book, ticks; NaN while it has not both sides. */
  get midTicks(): number {
    return ((this.#book.best(BID) ?? Number.NaN) + (this.#book.best(ASK) ?? Number.NaN)) / 2;
  }

  /** The book as it stands, within the window of prices. */
  get levels(): BookLevels {
    const { low, high } = this.#window ?? { low: 0, high: -1 };
    const inside = (side: BookSide): [number, number][] =>
      this.#book.levels(side).filter(([ticks]) => ticks >= low && ticks <= high);
    return [inside(BID), inside(ASK)];
  }

  /** Trades and best prices outside the window, which were refused. */
  get badPrints(): number {
    return this.#badPrints;
  }

  /** Whether the market itself has left the window, so that no row makes sense any more. */
  get hasLeftWindow(): boolean {
    return this.#badPrintsInARow >= MOST_BAD_PRINTS;
  }

  /** Maps a message that was received at `atUs`, µs since 1970. */
  message(message: unknown, atUs: number): void {
    this.pass(atUs);
    this.#atUs = atUs;
    this.#mapping.map(message, atUs);
    const { state } = this.#book;
    if (this.#window === undefined && state === 'two sides') {
      const [bid, ask] = [this.#book.best(BID) ?? 0, this.#book.best(ASK) ?? 0];
      this.#window = windowAround((bid + ask) / 2);
    }
    this.#crossedSinceUs = state === 'crossed' ? (this.#crossedSinceUs ?? atUs) : undefined;
  }

  /** From `atUs` on so much of a level is ours. */
  own(size: OwnSize, atUs: number): void {
    this.pass(atUs);
    this.#atUs = atUs;
    const own = this.#ownSizes();
    own.set(size);
    const { side, priceTicks } = size;
    const shown = own.shown.lots(side, priceTicks);
    if (shown > 0) this.#put(DEPTH, side, priceTicks, own.withoutOwn(side, priceTicks, shown));
  }

  /** Own orders at the venue, by level. */
  get ownSizes(): readonly OwnSize[] {
    return this.#own?.all ?? [];
  }

  /** Messages were lost: the book is unknown from `atUs` on. */
  lose(reason: ResetReason, atUs: number): void {
    this.pass(atUs);
    this.#atUs = atUs;
    this.#mapping.lose();
    this.#reset(reason);
  }

  /** Time went on to `nowUs`. */
  pass(nowUs: number): void {
    const brokenUs = (this.#crossedSinceUs ?? Number.POSITIVE_INFINITY) + TOLERATED_CROSSING_US;
    if (nowUs > brokenUs) {
      this.#crossedSinceUs = undefined;
      this.lose('crossed book', brokenUs);
    }
    if (this.#window !== undefined) this.#taker.pass(nowUs);
  }

  #reset(reason: ResetReason): void {
    if (this.#book.state === 'no sides') return;
    this.#take(RESET, BID, 0, 0);
    this.#log.reset({ timeUs: this.#atUs, reason });
  }

  #take(kind: number, side: BookSide, priceTicks: number, size: number): void {
    if (this.#isBadPrint(kind, side, priceTicks, size)) {
      this.#badPrints++;
      this.#log.drop('prices outside the window');
      return;
    }
    const own = this.#own;
    if (own === undefined) {
      this.#put(kind, side, priceTicks, size);
      return;
    }
    own.shown.apply(kind, side, priceTicks, size);
    const isLevel = kind === DEPTH || kind === BEST;
    const left = isLevel ? own.withoutOwn(side, priceTicks, size) : size;
    if (kind === BEST && left === 0 && size > 0) this.#dropFrom(side, priceTicks);
    else this.#put(kind, side, priceTicks, left);
  }

  /** We alone are the best of this side: better levels have gone, and for everybody else this one is empty. */
  #dropFrom(side: BookSide, priceTicks: number): void {
    const sign = side === BID ? 1 : -1;
    for (const [ticks] of this.#book.levels(side)) {
      if (sign * ticks < sign * priceTicks) break;
      this.#put(DEPTH, side, ticks, 0);
    }
  }

  #put(kind: number, side: BookSide, priceTicks: number, size: number): void {
    this.#book.apply(kind, side, priceTicks, size);
    if (kind === RESET) this.#crossedSinceUs = undefined;
    if (this.#window !== undefined) this.#taker.append(this.#atUs, kind, side, priceTicks, size);
    else if (kind === TRADE) this.#log.drop('trades before the book');
  }

  #ownSizes(): OwnSizes {
    if (this.#own !== undefined) return this.#own;
    const own = new OwnSizes();
    for (const side of [BID, ASK] as const)
      for (const [ticks, lots] of this.#book.levels(side)) own.shown.apply(DEPTH, side, ticks, lots);
    this.#own = own;
    return own;
  }

  /** A trade anywhere outside, or a touch: a bid above the window or an ask below it. A bid below it is deep in the book. */
  #isBadPrint(kind: number, side: BookSide, priceTicks: number, size: number): boolean {
    if (this.#window === undefined) return false;
    const { low, high } = this.#window;
    if (kind === TRADE) {
      const isOutside = priceTicks < low || priceTicks > high;
      this.#badPrintsInARow = isOutside ? this.#badPrintsInARow + 1 : 0;
      return isOutside;
    }
    if ((kind !== DEPTH && kind !== BEST) || size === 0) return false;
    return side === BID ? priceTicks > high : priceTicks < low;
  }

  /** A reset of the mapping's own is stamped by the clock of receipt as well. */
  #mappingLog(): MappingLog {
    const log = this.#log;
    return {
      get line() {
        return log.line;
      },
      drop: (reason, count) => log.drop(reason, count),
      malformed: (reason) => log.malformed(reason),
      gap: (gap: SequenceGap) => log.gap({ ...gap, timeUs: this.#atUs }),
      reset: (reset: BookReset) => log.reset({ ...reset, timeUs: this.#atUs }),
      countReordered: () => log.countReordered(),
    };
  }
}
