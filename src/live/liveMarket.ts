/** A live market: its feed, its capture, and the tapes that are cut from it, one after the other or side by side. */

import { dirname } from 'node:path';
import { ExplainedError } from '../market/explainedError.ts';
import type { FeedVenue } from '../market/feedVenue.ts';
import { BID, RESET } from '../market/tape.ts';
import { type CaptureNote, ownSizeIn } from '../recordings/capture/captureFormat.ts';
import { CaptureWriter } from '../recordings/capture/captureWriter.ts';
import { type FeedCounts, FeedLog } from '../recordings/capture/feedLog.ts';
import { feedMapping } from '../recordings/capture/feedMapping.ts';
import { FeedRows } from '../recordings/capture/feedRows.ts';
import { RESERVE_BYTES } from '../recordings/capture/sizeForecast.ts';
import type { TapeGrid } from '../recordings/import/importResult.ts';
import { type RoundedSizes, SizeRounding } from '../recordings/import/sizeRounding.ts';
import type { VenueAddresses } from '../venues/addresses.ts';
import { Feed, type FeedLimits, type FeedState, usualLimits } from '../venues/feed/feed.ts';
import type { FeedPorts } from '../venues/feed/ports.ts';
import { Stamps } from '../venues/feed/stamps.ts';
import { feedOf } from '../venues/feedOf.ts';
import { LiveTape, type TapeFollower } from './liveTape.ts';

/** How often time is told to the tapes, and how often the capture is flushed, µs. */
const TELL_US = 100_000;
const FLUSH_US = 1e6;
const LOOK_AT_DISK_US = 10e6;
/** So many messages without sense before any book: the settings are not of this market. */
const MOST_WITHOUT_SENSE = 20;

/** A live market of which nothing more can be known. */
export class LiveMarketError extends ExplainedError {
  override name = 'LiveMarketError';
  readonly errorKind = 'tape';
}

export interface LivePorts extends FeedPorts {
  /** Bytes that may still be written on the disk of a folder. */
  readonly freeBytes: (folder: string) => number;
}

export interface LiveMarketRequest {
  readonly venue: FeedVenue;
  /** Symbol as the venue writes it, tick and lot. */
  readonly grid: TapeGrid;
  readonly addresses: VenueAddresses;
  /** Folder for the capture; made if it is missing. */
  readonly captureFolder: string;
  /** Longest time in one file of the capture, µs; an hour where it is left out. */
  readonly captureFileUs?: number;
}

export interface LiveHealth extends FeedState, FeedCounts {
  /** Trades and best prices outside the window of prices, which were refused. */
  readonly badPrints: number;
  readonly hasBook: boolean;
  /** How rounding to whole lots changed sizes. */
  readonly sizes: RoundedSizes;
  readonly captureBytes: number;
}

/** Hears of every message that left the book known, and of every loss of the book. */
export interface MarketListener {
  /** @param midTicks middle of the book */
  heard(midTicks: number): void;
  lost(reason: string): void;
}

interface Beginner {
  readonly file: string;
  readonly follower: TapeFollower | null;
  readonly resolve: (tape: LiveTape | null) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs until it is closed or fails. A feed that is down is no failure: the market falls silent, and goes on with a reset when the
 * feed is back.
 */
export class LiveMarket {
  readonly #grid: TapeGrid;
  readonly #ports: LivePorts;
  readonly #stamps: Stamps;
  readonly #capture: CaptureWriter;
  readonly #log = new FeedLog();
  readonly #sizes = new SizeRounding();
  readonly #rows: FeedRows;
  readonly #feed: Feed;
  readonly #tapes = new Set<LiveTape>();
  #beginners: Beginner[] = [];
  #listener: MarketListener | undefined;
  #cancelTell: () => void = () => undefined;
  #flushedUs: number;
  /** When time was last told, and after how long without it the process was asleep. */
  #toldUs: number;
  readonly #asleepUs: number;
  #lookedAtDiskUs: number;
  #failure: unknown;
  /** The book was lost since the tapes were last told. */
  #hasReset = false;

  /**
   * Connects at once.
   * @throws CaptureError
   */
  static open(request: LiveMarketRequest, ports: LivePorts, limits: FeedLimits = usualLimits): LiveMarket {
    const market = new LiveMarket(request, ports, limits);
    market.#feed.start();
    market.#tellLater();
    return market;
  }

  private constructor(
    { venue, grid, addresses, captureFolder, captureFileUs }: LiveMarketRequest,
    ports: LivePorts,
    limits: FeedLimits,
  ) {
    const { symbol, tickSize, lotSize } = grid;
    this.#grid = { symbol, tickSize, lotSize };
    this.#ports = ports;
    this.#stamps = new Stamps(() => ports.clock.nowUs());
    const startUs = this.#stamps.next();
    this.#flushedUs = startUs;
    this.#toldUs = startUs;
    this.#asleepUs = limits.asleepUs;
    this.#lookedAtDiskUs = startUs;
    this.#capture = new CaptureWriter(captureFolder, { venue, symbol, tickSize, lotSize, startUs }, captureFileUs);
    const counted = { ...this.#grid, sizes: this.#sizes };
    this.#rows = new FeedRows((output) => feedMapping(venue, symbol, counted, output), this.#log, {
      append: (...row) => {
        const [, kind] = row;
        if (kind === RESET) this.#hasReset = true;
        for (const tape of this.#tapes) tape.append(...row);
      },
      pass: (nowUs) => {
        for (const tape of this.#tapes) tape.pass(nowUs);
      },
    });
    const rows = this.#rows;
    this.#feed = new Feed(
      feedOf(venue, symbol, addresses),
      ports,
      this.#stamps,
      {
        message: (text, message, atUs) => this.#take(text, message, atUs),
        lost: (reason, atUs) =>
          this.#guarded(() => {
            this.#capture.note(atUs, { mmtune: 'lost', reason });
            rows.lose('lost feed', atUs);
            this.#listener?.lost(reason);
            this.#break(reason);
          }),
        dropped: (reason, bytes, beginning, atUs) =>
          this.#guarded(() => {
            this.#capture.note(atUs, { mmtune: 'dropped', reason, bytes, beginning });
            this.#log.drop(reason);
          }),
        get hasBook() {
          return rows.hasBook;
        },
      },
      limits,
    );
  }

  /** Why nothing more can be known; undefined while all is well. */
  get failure(): unknown {
    return this.#failure;
  }

  /**
   * Begins a tape with the book as it stands, as soon as the book is known and neither locked nor crossed.
   * @param file where the tape is written
   * @param follower runs over it while it is written; null for a tape that is only recorded
   * @returns null where {@link forget} came before the book
   * @throws LiveMarketError, CaptureError, TapeFileError: what ended the market
   */
  begin(file: string, follower: null): Promise<LiveTape>;
  begin(file: string, follower: TapeFollower): Promise<LiveTape | null>;
  begin(file: string, follower: TapeFollower | null): Promise<LiveTape | null> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#beginners.push({ file, follower, resolve, reject });
      this.#guarded(() => {
        if (this.#rows.canBegin) this.#beginAll(this.#tell());
      });
    });
  }

  /** Sets who hears of the market beside its tapes. */
  listen(listener: MarketListener): void {
    this.#listener = listener;
  }

  /** From now on so much of a level of the public book is of our own orders, and is left out of the tapes. @param price quote currency @param size base units */
  own(side: 'buy' | 'sell', price: number, size: number): void {
    this.#guarded(() => {
      const atUs = this.#stamps.next();
      this.#noteOwn({ mmtune: 'own', side, price, size }, atUs);
      this.#break(this.#log.lastReset);
      for (const tape of this.#tapes) tape.known(atUs);
    });
  }

  /** Whether the book is known, so that a tape begins at once. */
  get canBegin(): boolean {
    return this.#rows.canBegin;
  }

  /** Begins no tape any more for a follower that still waits for the book. */
  forget(follower: TapeFollower): void {
    const waiting = this.#beginners.filter((one) => one.follower === follower);
    this.#beginners = this.#beginners.filter((one) => one.follower !== follower);
    for (const { resolve } of waiting) resolve(null);
  }

  health(): LiveHealth {
    return {
      ...this.#feed.state(),
      ...this.#log.counts(),
      badPrints: this.#rows.badPrints,
      hasBook: this.#rows.hasBook,
      sizes: this.#sizes.summary(),
      captureBytes: this.#capture.bytes,
    };
  }

  /** Ends feed and capture. Tapes that were not sealed are given up. @throws CaptureError */
  close(): void {
    this.#stop(new LiveMarketError(`the feed of ${this.#grid.symbol} was closed`));
    this.#capture.close();
  }

  #take(text: string, message: object, atUs: number): void {
    this.#guarded(() => {
      this.#capture.message(atUs, text);
      this.#rows.message(message, atUs);
      this.#break(this.#log.lastReset);
      if (this.#listener !== undefined && this.#rows.canBegin) this.#listener.heard(this.#rows.midTicks);
      for (const tape of this.#tapes) tape.known(atUs);
      if (this.#beginners.length > 0 && this.#rows.canBegin) this.#beginAll(atUs);
    });
  }

  /** @param atUs a stamp after which only later ones follow */
  #beginAll(atUs: number): void {
    const { window, levels } = this.#rows;
    if (window === undefined) return;
    for (const { file, follower, resolve, reject } of this.#beginners.splice(0)) {
      try {
        const tape = new LiveTape(file, this.#grid, atUs, window, levels, follower, (own) => this.#seal(own));
        this.#tapes.add(tape);
        resolve(tape);
      } catch (error) {
        reject(error);
      }
    }
  }

  #seal(tape: LiveTape): void {
    const atUs = this.#tell();
    this.#tapes.delete(tape);
    tape.end(atUs);
    this.#capture.note(atUs, { mmtune: 'sealed' });
    this.#capture.flush();
  }

  #noteOwn(note: Extract<CaptureNote, { readonly mmtune: 'own' }>, atUs: number): void {
    this.#capture.note(atUs, note);
    const size = ownSizeIn({ ...note }, this.#grid);
    if (size !== undefined) this.#rows.own(size, atUs);
  }

  /** A new file of the capture can be understood by itself: it is told what is ours. */
  #beginFile(): void {
    this.#feed.refresh();
    const { tickSize, lotSize } = this.#grid;
    for (const { side, priceTicks, lots } of this.#rows.ownSizes) {
      const note = { mmtune: 'own', side: side === BID ? 'buy' : 'sell' } as const;
      this.#noteOwn({ ...note, price: priceTicks * tickSize, size: lots * lotSize }, this.#stamps.next());
    }
  }

  /** Tells rows and tapes how far time has gone; nothing with that time follows. */
  #tell(): number {
    const nowUs = this.#stamps.next();
    this.#rows.pass(nowUs);
    const missedUs = nowUs - this.#toldUs;
    this.#toldUs = nowUs;
    if (missedUs > this.#asleepUs) {
      for (const tape of this.#tapes) tape.broken(`the program did not run for ${(missedUs / 1e6).toFixed(1)} s`);
    }
    this.#break(this.#log.lastReset);
    for (const tape of this.#tapes) tape.known(nowUs);
    return nowUs;
  }

  /** Tells the tapes that the book was lost, where it was. */
  #break(reason: string): void {
    if (!this.#hasReset) return;
    this.#hasReset = false;
    this.#listener?.lost(reason);
    for (const tape of this.#tapes) tape.broken(reason);
  }

  #tellLater(): void {
    this.#cancelTell = this.#ports.clock.after(TELL_US, () => {
      this.#guarded(() => {
        const nowUs = this.#tell();
        if (nowUs - this.#flushedUs >= FLUSH_US) {
          this.#flushedUs = nowUs;
          if (this.#capture.rotate(this.#stamps.next())) this.#beginFile();
          this.#capture.flush();
        }
        this.#lookForTrouble(nowUs);
      });
      if (this.#failure === undefined) this.#tellLater();
    });
  }

  #lookForTrouble(nowUs: number): void {
    const { symbol, tickSize, lotSize } = this.#grid;
    const { malformed, lastMalformed } = this.#log.counts();
    if (this.#rows.window === undefined && malformed >= MOST_WITHOUT_SENSE) {
      throw new LiveMarketError(
        `${malformed} messages of ${symbol} made no sense, the last because ${lastMalformed}, and none had a book. Are tick ${tickSize} and lot ${lotSize} those of this market? tune instruments prints them`,
      );
    }
    if (this.#rows.hasLeftWindow) {
      throw new LiveMarketError(
        `the market of ${symbol} has moved beyond the prices that a live tape keeps, half of its first price on either side; begin anew. What was received is in ${this.#capture.folder}`,
      );
    }
    if (nowUs - this.#lookedAtDiskUs < LOOK_AT_DISK_US) return;
    this.#lookedAtDiskUs = nowUs;
    const folder = dirname(this.#capture.folder);
    if (this.#ports.freeBytes(folder) >= RESERVE_BYTES / 2) return;
    throw new LiveMarketError(
      `less than ${RESERVE_BYTES / 2e6} MB are left on the disk of ${folder}: the recording of ${symbol} ends here. What was received is in ${this.#capture.folder} and can be imported`,
    );
  }

  /** What goes wrong here ends the market and everything that waits for it. */
  #guarded(work: () => void): void {
    if (this.#failure !== undefined) return;
    try {
      work();
    } catch (error) {
      this.#stop(error);
      throwIfFault(error);
    }
  }

  #stop(error: unknown): void {
    this.#failure ??= error;
    this.#cancelTell();
    this.#feed.stop();
    for (const { reject } of this.#beginners.splice(0)) reject(error);
    for (const tape of this.#tapes) tape.fail(error);
    this.#tapes.clear();
  }
}

/** An error without an explanation is a fault of the program, and goes on. */
function throwIfFault(error: unknown): void {
  if (!(error instanceof ExplainedError)) throw error;
}
