import { ASK, BID, type BookSide, DEPTH, RESET, TRADE } from '../market/tape.ts';
import { assembleTape } from './assembleTape.ts';
import { CollectedRows } from './collectedRows.ts';
import { Delays } from './delays.ts';
import { lotsOf, ticksOf } from './grid.ts';
import { ImportLog, MalformedLineError } from './importLog.ts';
import { ImportError, type ImportResult, type TapeGrid } from './importResult.ts';
import { readError } from './lines.ts';
import { EVENT_BYTES, readEvents } from './npyEvents.ts';
import { StoredBook } from './storedBook.ts';

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

/** A stamp further than this from the time of receipt is garbage: it would drag the whole tape with it. */
const CLOCK_TOLERANCE_US = 3_600_000_000;
/** Events may be this much out of order; further back they are malformed. */
const TOLERATED_DISORDER_US = 1e6;

/**
 * Imports events of hftbacktest 2, an array in an .npz file, packed or not.
 *
 * - Events that are valid at the exchange enter, by their exchange time in whole µs; those valid at the local only are the
 *   same events in another order and are dropped (counted).
 * - A clearing of depth and the snapshot after it replace (a part of) a book whose changes were lost: the tape gets a reset and
 *   the whole new book. The first one just opens the book.
 * - Best bid and offer events repeat the depth and are dropped (counted), trades without a side too.
 *
 * "Lines" of the summary are events. Throws an {@link ImportError}.
 */
export async function importHftbacktest(file: string, grid: TapeGrid): Promise<ImportResult> {
  const log = new ImportLog(file);
  const events = new ExchangeEvents(file, grid, log);
  try {
    for await (const chunk of readEvents(file)) {
      for (let at = 0; at < chunk.byteLength; at += EVENT_BYTES) {
        log.eachLine(
          () => eventText(chunk, at),
          () => events.take(chunk, at),
        );
      }
    }
  } catch (error) {
    throw readError(file, error);
  }
  events.endSnapshot();
  log.refuseIfTooMalformed();
  if (events.rows.length === 0) throw new ImportError(file, 'there are no events for the exchange in it.');
  return log.finish(assembleTape(events.rows, grid, log.resets), events.delays.summary(), events.rows.receipts);
}

class ExchangeEvents {
  readonly rows: CollectedRows = new CollectedRows();
  readonly delays: Delays = new Delays();
  readonly #file: string;
  readonly #grid: TapeGrid;
  readonly #log: ImportLog;
  readonly #book = new StoredBook();
  /** Set while a clearing and its snapshot are read; the book is written when they end. */
  #snapshotUs: number | undefined;
  /** When the newest event of that snapshot was received. */
  #snapshotReceivedUs = Number.NaN;
  #lastLocalUs: number | undefined;

  constructor(file: string, grid: TapeGrid, log: ImportLog) {
    this.#file = file;
    this.#grid = grid;
    this.#log = log;
  }

  take(event: DataView, at: number): void {
    const flags = event.getUint32(at, true);
    const kind = flags & KIND_MASK;
    if (kind >= ORDER_EVENTS) {
      throw new ImportError(this.#file, 'it holds single orders (level 3). Convert it to depth and trades first.');
    }
    const timeUs = microsecondsAt(event, at + 8);
    const localUs = microsecondsAt(event, at + 16);
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
    if (timeUs <= 0) throw new MalformedLineError('exch_ts is not a time');
    const behindUs = this.rows.newestUs - timeUs;
    if (behindUs > TOLERATED_DISORDER_US) {
      throw new MalformedLineError(`${behindUs} µs before an earlier event (tolerated: ${TOLERATED_DISORDER_US})`);
    }
    // An event that no listener is to see may hold no time of receipt.
    const isReceived = localUs > 0 && Math.abs(localUs - timeUs) <= CLOCK_TOLERANCE_US;
    this.rows.receivedUs = isReceived ? localUs : Number.NaN;
    this.#enter(kind, timeUs, sideOf(flags), event.getFloat64(at + 24, true), event.getFloat64(at + 32, true));
    if (behindUs > 0) this.#log.reordered++;
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
      this.#log.resets.push({ timeUs, reason: 'snapshot' });
    }
    for (const side of [BID, ASK] as const) {
      for (const [ticks, lots] of this.#book.levels(side)) this.rows.append(timeUs, DEPTH, side, ticks, lots);
    }
    this.rows.receivedUs = nextUs;
  }

  #enter(kind: number, timeUs: number, side: BookSide | undefined, price: number, size: number): void {
    if (kind === CLEAR_EVENT) {
      const ticks = Number.isFinite(price) && side !== undefined ? ticksOf(price, this.#grid) : undefined;
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

/** Whole µs of a time in ns; the number of ns does not fit in a double. 2³² ns are 4,294,967 µs and 296 ns. */
function microsecondsAt(event: DataView, at: number): number {
  const high = event.getInt32(at + 4, true);
  return high * 4_294_967 + Math.floor((high * 296 + event.getUint32(at, true)) / 1000);
}

function eventText(event: DataView, at: number): string {
  const flags = event.getBigUint64(at, true).toString(16);
  const times = `exch_ts ${event.getBigInt64(at + 8, true)} local_ts ${event.getBigInt64(at + 16, true)}`;
  return `ev 0x${flags} ${times} px ${event.getFloat64(at + 24, true)} qty ${event.getFloat64(at + 32, true)}`;
}
