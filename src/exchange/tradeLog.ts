/**
 * The trades of a replay, kept as long as a reader has not read them. Rows are looked at when somebody reads, so a replay
 * without readers pays nothing. Columns grow only when more is unread than ever before.
 */

import { ASK, BID } from '../market/tape.ts';
import type { TapeChunk } from '../market/tapeChunk.ts';

const FIRST_ROWS = 256;

export class TradeLog {
  timeUs: Float64Array = new Float64Array(FIRST_ROWS);
  priceTicks: Int32Array = new Int32Array(FIRST_ROWS);
  lots: Int32Array = new Int32Array(FIRST_ROWS);
  /** BID where the aggressor bought, ASK where the aggressor sold. */
  aggressor: Uint8Array = new Uint8Array(FIRST_ROWS);
  /** Rows kept. */
  length = 0;

  readonly #readers: TradeLogReader[] = [];
  readonly #update: () => void;

  /** @param update adds the trades up to the present moment */
  constructor(update: () => void) {
    this.#update = update;
  }

  get isRead(): boolean {
    return this.#readers.length > 0;
  }

  open(): TradeLogReader {
    const reader = new TradeLogReader(this);
    this.#readers.push(reader);
    return reader;
  }

  update(): void {
    this.#update();
  }

  /** Adds the trades among the rows `from` … `to` (exclusive) of a chunk. */
  add({ timeUs, code, lots }: TapeChunk, from: number, to: number, baseTicks: number): void {
    for (let i = from; i < to; i++) {
      const c = code[i] as number;
      if ((c & 1) === 0) continue;
      if (this.length === this.timeUs.length) this.#makeRoom();
      const row = this.length++;
      this.timeUs[row] = timeUs[i] as number;
      this.priceTicks[row] = (c >> 3) + baseTicks;
      this.lots[row] = lots[i] as number;
      // A row names the side that was hit: a buy hits the asks.
      this.aggressor[row] = ((c >> 2) & 1) === ASK ? BID : ASK;
    }
  }

  #makeRoom(): void {
    let read = this.length;
    for (const reader of this.#readers) read = Math.min(read, reader.from);
    if (2 * read >= this.length) this.#drop(read);
    else this.#grow();
  }

  #drop(rows: number): void {
    for (const column of [this.timeUs, this.priceTicks, this.lots, this.aggressor]) column.copyWithin(0, rows);
    this.length -= rows;
    for (const reader of this.#readers) {
      reader.from -= rows;
      reader.to -= rows;
    }
  }

  #grow(): void {
    const length = 2 * this.length;
    this.timeUs = grown(new Float64Array(length), this.timeUs);
    this.priceTicks = grown(new Int32Array(length), this.priceTicks);
    this.lots = grown(new Int32Array(length), this.lots);
    this.aggressor = grown(new Uint8Array(length), this.aggressor);
  }
}

/** One reader's place in the log: rows `from` … `to` (exclusive) are those of its last step. */
export class TradeLogReader {
  from: number;
  to: number;
  readonly columns: TradeLog;

  constructor(log: TradeLog) {
    this.columns = log;
    this.from = log.length;
    this.to = log.length;
  }

  /** Moves on to the trades since the last step. */
  next(): void {
    this.from = this.to;
    this.columns.update();
    this.to = this.columns.length;
  }
}

function grown<T extends Float64Array | Int32Array | Uint8Array>(wide: T, old: T): T {
  wide.set(old);
  return wide;
}
