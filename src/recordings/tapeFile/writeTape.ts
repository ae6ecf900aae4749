import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Tape, TapeColumns, TapeHead } from '../../market/tape.ts';
import { impossibleRow } from './impossibleRow.ts';
import { fileSystemError, TapeFileError } from './tapeFileError.ts';
import {
  COLUMN_NAMES,
  checksum,
  encodeLabel,
  footerSeal,
  isWindow,
  ROW_GROUP_ROWS,
  type RowGroupLabel,
  type StoredColumns,
  tapeSchema,
  widened,
} from './tapeFormat.ts';
import { unfinishedFile } from './unfinishedFile.ts';

/** Larger than any column of a row group: one page each. */
const PAGE_BYTES = 16 * ROW_GROUP_ROWS;
const ZSTD_LEVEL_3 = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };

/**
 * Writes `tape` to `file`, replacing what is there. When it returns, the whole file is on the disk. After an error, a
 * crash or a power cut `file` is what it was before.
 * Throws a {@link TapeFileError} (impossible row, missing folder, no access, disk full).
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { TapeBuilder } from 'mmtune/market/tape.ts';
 * import { TapeFileError } from 'mmtune/recordings/tapeFile/tapeFileError.ts';
 * import { writeTape } from 'mmtune/recordings/tapeFile/writeTape.ts';
 *
 * const tape = new TapeBuilder({ symbol: 'BTC', tickSize: 0.1, lotSize: 0.001, startUs: 0 }).build();
 * assert.throws(() => writeTape('no/such/folder/tape.parquet', tape), TapeFileError);
 * ```
 */
export function writeTape(file: string, tape: Tape): void {
  const writer = new TapeWriter(file, tape);
  try {
    writer.add(tape);
    writer.finish();
  } catch (error) {
    writer.abandon();
    throw error;
  }
}

/** Writes a tape that comes in parts, as {@link writeTape} does. Memory holds one row group. Every method throws a {@link TapeFileError}. */
export class TapeWriter {
  readonly #file: string;
  readonly #head: TapeHead;
  readonly #partial: string;
  readonly #descriptor: number;
  readonly #bytes: DescriptorWriter;
  readonly #parquet: ParquetWriter;
  readonly #rowGroups: RowGroupLabel[] = [];
  readonly #group: TapeColumns = emptyColumns(ROW_GROUP_ROWS);
  #inGroup = 0;
  #rows = 0;
  #newestUs = 0;
  #isOpen = true;

  /** Opens a file beside `file`, which it replaces at {@link finish}. */
  constructor(file: string, head: TapeHead) {
    if (!Number.isSafeInteger(head.startUs)) {
      throw new TapeFileError(file, 'impossible row', `the tape starts at ${head.startUs} µs, not a whole number`);
    }
    if (head.window !== undefined && !isWindow(head.window)) {
      const { low, high } = head.window;
      throw new TapeFileError(
        file,
        'impossible row',
        `not written: its window of prices runs from ${low} to ${high} ticks`,
      );
    }
    this.#file = file;
    this.#head = head;
    // Not named *.parquet, so that a listing of the folder does not show it as a tape.
    this.#partial = unfinishedFile(file);
    this.#descriptor = this.#explained(() => openSync(this.#partial, 'wx'));
    this.#bytes = new DescriptorWriter(this.#descriptor);
    this.#parquet = new ParquetWriter({
      writer: this.#bytes,
      schema: tapeSchema(),
      codec: 'ZSTD',
      compressors: { ZSTD: (bytes) => zstdCompressSync(bytes, ZSTD_LEVEL_3) },
      statistics: false,
      createdBy: 'mmtune',
    });
  }

  /** Adds rows, times in µs since the tape's start. Nothing is added if one of them is impossible. */
  add(part: TapeColumns): void {
    const found = impossibleRow(part, part.length, this.#newestUs);
    if (found !== undefined) {
      const row = this.#rows + found.row;
      throw new TapeFileError(this.#file, 'impossible row', `not written: row ${row}: ${found.reason}`);
    }
    for (let from = 0; from < part.length; ) {
      const to = Math.min(part.length, from + ROW_GROUP_ROWS - this.#inGroup);
      copyColumns(part, from, to, this.#group, this.#inGroup);
      this.#inGroup += to - from;
      if (this.#inGroup === ROW_GROUP_ROWS) this.#explained(() => this.#writeGroup());
      from = to;
    }
    this.#rows += part.length;
    if (part.length > 0) this.#newestUs = part.timeUs[part.length - 1] as number;
  }

  /** Writes the label, and gives the file its name once all of it is on the disk. */
  finish(): void {
    this.#explained(() => {
      if (this.#inGroup > 0) this.#writeGroup();
      const { symbol, tickSize, lotSize, startUs, window, quoteLevel, clock } = this.#head;
      this.#parquet.kvMetadata = encodeLabel({
        symbol,
        tickSize,
        lotSize,
        startUs,
        endUs: startUs + this.#newestUs,
        rows: this.#rows,
        ...(window === undefined ? {} : { window }),
        ...(quoteLevel === undefined ? {} : { quoteLevel }),
        ...(clock === undefined ? {} : { clock }),
        rowGroups: this.#rowGroups,
      });
      this.#bytes.flush();
      this.#parquet.finish();
      fsyncSync(this.#descriptor);
      this.#close();
      renameSync(this.#partial, this.#file);
      syncFolder(dirname(this.#file));
    });
  }

  /** Leaves what is under the tape's name as it was. */
  abandon(): void {
    this.#close();
    rmSync(this.#partial, { force: true });
  }

  #writeGroup(): void {
    const columns = storedColumns(this.#group, this.#inGroup, this.#head.startUs);
    this.#rowGroups.push({ firstUs: Number(columns.time[0]), crc: checksum(columns) });
    this.#parquet.write({
      columnData: COLUMN_NAMES.map((name) => ({ name, data: fileColumn(columns, name), encoding: 'PLAIN' })),
      rowGroupSize: ROW_GROUP_ROWS,
      pageSize: PAGE_BYTES,
    });
    this.#inGroup = 0;
  }

  #close(): void {
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
  }

  #explained<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw fileSystemError(this.#file, 'write', error) ?? error;
    }
  }
}

function emptyColumns(rows: number): TapeColumns {
  return {
    length: rows,
    timeUs: new Float64Array(rows),
    kind: new Uint8Array(rows),
    side: new Uint8Array(rows),
    priceTicks: new Int32Array(rows),
    size: new Int32Array(rows),
  };
}

function copyColumns(from: TapeColumns, start: number, end: number, into: TapeColumns, at: number): void {
  into.timeUs.set(from.timeUs.subarray(start, end), at);
  into.kind.set(from.kind.subarray(start, end), at);
  into.side.set(from.side.subarray(start, end), at);
  into.priceTicks.set(from.priceTicks.subarray(start, end), at);
  into.size.set(from.size.subarray(start, end), at);
}

function fileColumn(columns: StoredColumns, name: (typeof COLUMN_NAMES)[number]): BigInt64Array | Int32Array {
  return name === 'price' || name === 'size' ? widened(columns[name]) : columns[name];
}

function storedColumns(rows: TapeColumns, length: number, startUs: number): StoredColumns {
  const time = new BigInt64Array(length);
  for (let i = 0; i < length; i++) time[i] = BigInt(startUs + (rows.timeUs[i] as number));
  return {
    time,
    kind: Int32Array.from(rows.kind.subarray(0, length)),
    side: Int32Array.from(rows.side.subarray(0, length)),
    price: rows.priceTicks.slice(0, length),
    size: rows.size.slice(0, length),
  };
}

/** Empties its buffer into an open file after every row group, so that memory does not grow with the tape. */
class DescriptorWriter extends ByteWriter {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    super();
    this.#descriptor = descriptor;
  }

  flush(): void {
    this.#write(this.getBytes());
    this.index = 0;
  }

  /** What is in the buffer at the end is the footer: everything before it has been flushed. */
  override finish(): void {
    const seal = new Uint8Array(4);
    new DataView(seal.buffer).setUint32(0, footerSeal(this.getBytes()), true);
    this.#write(seal);
    this.flush();
  }

  #write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#descriptor, bytes, done, bytes.length - done);
  }
}

/** A rename is durable only once its folder is; Windows cannot open folders and needs no such step. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
