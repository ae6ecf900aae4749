import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Tape } from '../../market/tape.ts';
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
  refuseImpossible(file, tape);
  const folder = dirname(file);
  // Not named *.parquet, so that a listing of the folder does not show it as a tape.
  const partial = join(folder, `.${randomUUID()}.partial`);
  try {
    const descriptor = openSync(partial, 'wx');
    try {
      writeColumns(descriptor, tape);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(partial, file);
    syncFolder(folder);
  } catch (error) {
    rmSync(partial, { force: true });
    throw fileSystemError(file, 'write', error) ?? error;
  }
}

function refuseImpossible(file: string, tape: Tape): void {
  if (!Number.isSafeInteger(tape.startUs)) {
    throw new TapeFileError(file, 'impossible row', `the tape starts at ${tape.startUs} µs, not a whole number`);
  }
  if (tape.window !== undefined && !isWindow(tape.window)) {
    const { low, high } = tape.window;
    throw new TapeFileError(
      file,
      'impossible row',
      `not written: its window of prices runs from ${low} to ${high} ticks`,
    );
  }
  const found = impossibleRow(tape, tape.length, 0);
  if (found === undefined) return;
  throw new TapeFileError(file, 'impossible row', `not written: row ${found.row}: ${found.reason}`);
}

function writeColumns(descriptor: number, tape: Tape): void {
  const writer = new DescriptorWriter(descriptor);
  const parquet = new ParquetWriter({
    writer,
    schema: tapeSchema(),
    codec: 'ZSTD',
    compressors: { ZSTD: (bytes) => zstdCompressSync(bytes, ZSTD_LEVEL_3) },
    statistics: false,
    createdBy: 'mmtune',
  });
  const rowGroups: RowGroupLabel[] = [];
  for (let from = 0; from < tape.length; from += ROW_GROUP_ROWS) {
    const columns = storedColumns(tape, from, Math.min(from + ROW_GROUP_ROWS, tape.length));
    rowGroups.push({ firstUs: Number(columns.time[0]), crc: checksum(columns) });
    parquet.write({
      columnData: COLUMN_NAMES.map((name) => ({ name, data: fileColumn(columns, name), encoding: 'PLAIN' })),
      rowGroupSize: ROW_GROUP_ROWS,
      pageSize: PAGE_BYTES,
    });
  }
  const { symbol, tickSize, lotSize, startUs, window, quoteLevel, length: rows } = tape;
  const endUs = startUs + (rows === 0 ? 0 : (tape.timeUs[rows - 1] as number));
  parquet.kvMetadata = encodeLabel({
    symbol,
    tickSize,
    lotSize,
    startUs,
    endUs,
    rows,
    rowGroups,
    ...(window === undefined ? {} : { window }),
    ...(quoteLevel === undefined ? {} : { quoteLevel }),
  });
  writer.flush();
  parquet.finish();
}

function fileColumn(columns: StoredColumns, name: (typeof COLUMN_NAMES)[number]): BigInt64Array | Int32Array {
  return name === 'price' || name === 'size' ? widened(columns[name]) : columns[name];
}

function storedColumns(tape: Tape, from: number, to: number): StoredColumns {
  const time = new BigInt64Array(to - from);
  for (let i = from; i < to; i++) time[i - from] = BigInt(tape.startUs + (tape.timeUs[i] as number));
  return {
    time,
    kind: Int32Array.from(tape.kind.subarray(from, to)),
    side: Int32Array.from(tape.side.subarray(from, to)),
    price: tape.priceTicks.slice(from, to),
    size: tape.size.slice(from, to),
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
