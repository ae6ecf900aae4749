import { basename } from 'node:path';
import { ASK, BID, type BookSide, DEPTH, RESET, TRADE } from '../../market/tape.ts';
import { MalformedLineError, printable } from '../fields/malformedLine.ts';
import { CLOCK_TOLERANCE_US } from '../fields/stamp.ts';
import type { StampUnit } from '../fields/stampUnit.ts';
import { lotsOf, ticksOf } from '../fields/ticksAndLots.ts';
import { DelayStatistics } from '../import/feedDelays.ts';
import { ImportLog } from '../import/importLog.ts';
import { ImportError, type TapeGrid } from '../import/importResult.ts';
import { CollectedRows } from '../rows/collectedRows.ts';
import { StoredBook } from '../rows/storedBook.ts';

// https://docs.rs/hftbacktest/latest/hftbacktest/types/index.html#constants
const EXCHANGE_FLAG = 1 << 31;
const LOCAL_FLAG = 1 << 30;
const BUY_FLAG = 1 << 29;
const SELL_FLAG = 1 << 28;
const KIND_MASK = 0xff;
const DEPTH_EVENT = 1;
const TRADE_EVENT = 2;
const CLEAR_EVENT = 3;
const SNAPSHOT_EVENT = 4;
const BEST_EVENT = 5;
/** Events of single orders (level 3) begin here. */
const ORDER_EVENTS = 10;

/** Events may be out of order by this much; events that are later are malformed. */
const TOLERATED_DISORDER_US = 1e6;

/** After a longer break between two files the book of the first one is no longer known. */
const LONGEST_BREAK_US = 60e6;

/** Turns the events that are valid at the exchange into rows, file after file. */
export class ExchangeEvents {
  readonly rows: CollectedRows = new CollectedRows();
  readonly delays: DelayStatistics = new DelayStatistics();
  readonly #grid: TapeGrid;
  readonly #book = new StoredBook();
  #file = '';
  #log = new ImportLog('');
  #unit: StampUnit = 'ns';
  /** Levels of a snapshot without a time, until the first event that has one. */
  #opening: { readonly book: StoredBook; levels: number; readonly file: string; readonly log: ImportLog } | undefined;
  #isFileBegun = false;
  /** Set while a clearing and its snapshot are read; the book is written when they end. */
  #snapshotUs: number | undefined;
  /** When the newest event of that snapshot was received. */
  #snapshotReceivedUs = Number.NaN;
  #lastLocalUs: number | undefined;

  constructor(grid: TapeGrid) {
    this.#grid = grid;
  }

  beginFile(file: string, log: ImportLog, unit: StampUnit): void {
    this.#file = file;
    this.#log = log;
    this.#unit = unit;
    this.#isFileBegun = false;
  }

  /** Call after the last file. */
  end(): void {
    this.#forgetOpening();
  }

  take(event: DataView, at: number): void {
    const flags = event.getUint32(at, true);
    const kind = flags & KIND_MASK;
    if (kind >= ORDER_EVENTS) {
      throw new ImportError(this.#file, 'it holds single orders (level 3). Convert it to depth and trades first.');
    }
    const timeUs = microsecondsAt(event, at + 8, this.#unit);
    const localUs = microsecondsAt(event, at + 16, this.#unit);
    if (timeUs === 0 && (kind === SNAPSHOT_EVENT || kind === CLEAR_EVENT)) {
      this.#takeOpening(kind, sideOf(flags), event.getFloat64(at + 24, true), event.getFloat64(at + 32, true));
      return;
    }
    if ((flags & LOCAL_FLAG) !== 0) {
      if (!(Math.abs(localUs - timeUs) <= CLOCK_TOLERANCE_US)) {
        throw new MalformedLineError('exch_ts is more than an hour from local_ts');
      }
      if (localUs !== this.#lastLocalUs) this.delays.add(localUs - timeUs);
      this.#lastLocalUs = localUs;
    }
    if ((flags & EXCHANGE_FLAG) === 0) {
      this.#drop('events not valid at the exchange');
      return;
    }
    if (timeUs <= 0 || !Number.isSafeInteger(timeUs)) throw new MalformedLineError('exch_ts is not a time');
    const behindUs = this.rows.newestUs - timeUs;
    if (behindUs > TOLERATED_DISORDER_US) {
      if (!this.#isFileBegun) {
        throw new ImportError(this.#file, 'it begins before the file named before it ends. Name the files by day.');
      }
      throw new MalformedLineError(`${behindUs} µs before an earlier event (tolerated: ${TOLERATED_DISORDER_US})`);
    }
    // An event that is not valid at the local side may have no time of receipt.
    const isReceived = localUs > 0 && Math.abs(localUs - timeUs) <= CLOCK_TOLERANCE_US;
    this.rows.receivedUs = isReceived ? localUs : Number.NaN;
    if (!this.#isFileBegun || this.#opening !== undefined) this.#begin(kind, timeUs);
    this.#enter(kind, timeUs, sideOf(flags), event.getFloat64(at + 24, true), event.getFloat64(at + 32, true));
    if (behindUs > 0) this.#log.countReordered();
  }

  /** Writes the book if a snapshot is being read. */
  endSnapshot(): void {
    if (this.#snapshotUs === undefined) return;
    const timeUs = Math.max(this.#snapshotUs, this.rows.newestUs);
    const nextUs = this.rows.receivedUs;
    this.#snapshotUs = undefined;
    this.rows.receivedUs = this.#snapshotReceivedUs;
    if (this.rows.length > 0) {
      this.rows.append(timeUs, RESET, BID, 0, 0);
      this.#log.reset({ timeUs, reason: 'snapshot' });
    }
    for (const side of [BID, ASK] as const) {
      for (const [ticks, lots] of this.#book.levels(side)) this.rows.append(timeUs, DEPTH, side, ticks, lots);
    }
    this.rows.receivedUs = nextUs;
  }

  /** Opens the book of a file at its first event: with the snapshot before it, with that of the day before, or without. */
  #begin(kind: number, timeUs: number): void {
    const opening = this.#opening;
    const isFirst = this.rows.length === 0;
    const isBroken = timeUs - this.rows.newestUs > LONGEST_BREAK_US;
    this.#isFileBegun = true;
    if (opening !== undefined) {
      this.#opening = undefined;
      this.#book.apply(RESET, BID, 0, 0);
      for (const side of [BID, ASK] as const) {
        for (const [ticks, lots] of opening.book.levels(side)) this.#book.apply(DEPTH, side, ticks, lots);
      }
      this.#snapshotUs = timeUs;
      this.#snapshotReceivedUs = this.rows.receivedUs;
      this.endSnapshot();
      return;
    }
    if (kind === CLEAR_EVENT || kind === SNAPSHOT_EVENT || !(isFirst || isBroken)) return;
    if (!isFirst) {
      this.#book.apply(RESET, BID, 0, 0);
      this.rows.append(timeUs, RESET, BID, 0, 0);
      this.#log.reset({ timeUs, reason: 'break between files' });
    }
    this.#log.notes.push(
      `${printable(basename(this.#file), 60)}: the day begins without a book: a level is unknown until it changes, and best prices may be wrong until then. Name the snapshot of the evening before (…_eod.npz) first.`,
    );
  }

  #takeOpening(kind: number, side: BookSide | undefined, price: number, size: number): void {
    if (kind === CLEAR_EVENT) return;
    if (side === undefined) throw new MalformedLineError('a level without a side');
    const ticks = ticksOf(price, this.#grid);
    const lots = lotsOf(size, this.#grid);
    if (this.#opening !== undefined && this.#opening.file !== this.#file) this.#forgetOpening();
    this.#opening ??= { book: new StoredBook(), levels: 0, file: this.#file, log: this.#log };
    this.#opening.book.apply(DEPTH, side, ticks, lots);
    this.#opening.levels++;
  }

  /** Counts a snapshot that no day follows. */
  #forgetOpening(): void {
    if (this.#opening === undefined) return;
    const { file, log, levels } = this.#opening;
    this.#opening = undefined;
    log.drop('levels of a snapshot that no day follows', levels);
    log.notes.push(
      `${printable(basename(file), 60)} is the snapshot of an evening, and no day follows it: name it before the file of the next day.`,
    );
  }

  #enter(kind: number, timeUs: number, side: BookSide | undefined, price: number, size: number): void {
    if (kind === CLEAR_EVENT) {
      // Without a price, or with a price of 0, the whole side is cleared.
      const isUpTo = Number.isFinite(price) && price !== 0 && side !== undefined;
      const ticks = isUpTo ? ticksOf(price, this.#grid) : undefined;
      this.#snapshotUs = timeUs;
      this.#snapshotReceivedUs = this.rows.receivedUs;
      this.#clear(side, ticks);
      return;
    }
    if (kind === BEST_EVENT) {
      this.#drop('best bid and offer events');
      return;
    }
    if (kind !== DEPTH_EVENT && kind !== SNAPSHOT_EVENT && kind !== TRADE_EVENT) {
      throw new MalformedLineError(`kind ${kind} of event is unknown`);
    }
    const ticks = ticksOf(price, this.#grid);
    const lots = lotsOf(size, this.#grid);
    if (kind === TRADE_EVENT) {
      this.endSnapshot();
      // BUY on a trade is the aggressor's side.
      if (side === undefined) {
        this.#drop('trades of unknown side');
        return;
      }
      if (lots === 0) {
        this.#drop('trades below half a lot');
        return;
      }
      this.rows.append(timeUs, TRADE, side === BID ? ASK : BID, ticks, lots);
      return;
    }
    if (side === undefined) throw new MalformedLineError('a level without a side');
    if (kind === DEPTH_EVENT) this.endSnapshot();
    this.#book.apply(DEPTH, side, ticks, lots);
    if (this.#snapshotUs === undefined) this.rows.append(timeUs, DEPTH, side, ticks, lots);
    else this.#snapshotReceivedUs = this.rows.receivedUs;
  }

  /** Clears a side from its best level to `ticks`; the whole side, or both sides, where these are not given. */
  #clear(side: BookSide | undefined, ticks: number | undefined): void {
    if (side === undefined) this.#book.apply(RESET, BID, 0, 0);
    else {
      const last = ticks ?? this.#book.levels(side).at(-1)?.[0];
      if (last !== undefined) this.#book.dropThrough(side, last);
    }
  }

  #drop(reason: string): void {
    this.#log.drop(reason);
  }
}

function sideOf(flags: number): BookSide | undefined {
  const buy = (flags & BUY_FLAG) !== 0;
  const sell = (flags & SELL_FLAG) !== 0;
  if (buy && sell) throw new MalformedLineError('an event of both sides');
  if (buy) return BID;
  return sell ? ASK : undefined;
}

const US_PER: Readonly<Record<Exclude<StampUnit, 'ns'>, number>> = { s: 1e6, ms: 1e3, µs: 1 };

/** Whole µs of a time; the number of ns does not fit in a double. 2³² ns are 4,294,967 µs and 296 ns. */
function microsecondsAt(event: DataView, at: number, unit: StampUnit): number {
  const high = event.getInt32(at + 4, true);
  const low = event.getUint32(at, true);
  if (unit !== 'ns') return (high * 2 ** 32 + low) * US_PER[unit];
  return high * 4_294_967 + Math.floor((high * 296 + low) / 1000);
}
