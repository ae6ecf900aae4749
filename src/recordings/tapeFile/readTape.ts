import { zstdDecompressSync } from 'node:zlib';
import { type AsyncBuffer, type DecodedArray, type FileMetaData, parquetRead } from 'hyparquet';
import type { Tape, TapeHead } from '../../market/tape.ts';
import { impossibleRow } from './impossibleRow.ts';
import { withTapeFile } from './openTapeFile.ts';
import { corruptTape, TapeFileError } from './tapeFileError.ts';
import {
  COLUMN_NAMES,
  checksum,
  narrowInto,
  ROW_GROUP_ROWS,
  type StoredColumns,
  type TapeLabel,
} from './tapeFormat.ts';

/** What the label of a tape file contains, without the checksums. */
export interface TapeFileHead extends TapeHead {
  readonly file: string;
  readonly bytes: number;
  readonly rows: number;
  /** Time of the last row, µs since 1970; `startUs` if there is none. */
  readonly endUs: number;
}

/** A part of a tape, in µs since its start like `Tape.timeUs`: `fromUs` ≤ time < `toUs`. */
export interface TapeRange {
  readonly fromUs?: number;
  readonly toUs?: number;
}

/**
 * Reads a tape. Every row group that is read is verified against its checksum and row by row.
 * With a range only the row groups that it touches are read; the part keeps the tape's time zero, and the book before
 * its first row is unknown.
 * Throws a {@link TapeFileError}.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { btcUsdPerp } from 'mmtune/market/instrument.ts';
 * import { generateMarket } from 'mmtune/market/synthetic/generate.ts';
 * import { readTape } from 'mmtune/recordings/tapeFile/readTape.ts';
 * import { writeTape } from 'mmtune/recordings/tapeFile/writeTape.ts';
 *
 * const tape = generateMarket({ family: 'thin', seed: 'example', minutes: 2, instrument: btcUsdPerp });
 * writeTape('thin.parquet', tape);
 * assert.equal((await readTape('thin.parquet')).length, tape.length);
 * assert.ok((await readTape('thin.parquet', { toUs: 60e6 })).length <= tape.length);
 * ```
 */
export async function readTape(file: string, range: TapeRange = {}): Promise<Tape> {
  return withTapeFile(file, async (source, metadata, label) => {
    const { fromUs = Number.NEGATIVE_INFINITY, toUs = Number.POSITIVE_INFINITY } = range;
    const groups = rowGroupsBetween(label, fromUs + label.startUs, toUs + label.startUs);
    const rowsOf = (group: number): number => Number(metadata.row_groups[group]?.num_rows);
    const length = groups.reduce((rows, group) => rows + rowsOf(group), 0);
    const tape = emptyTape(label, length);
    let at = 0;
    for (const group of groups) {
      const columns = await readRowGroup(file, source, metadata, group * ROW_GROUP_ROWS, rowsOf(group));
      if (checksum(columns) !== label.rowGroups[group]?.crc) {
        throw corruptTape(file, `rows from ${group * ROW_GROUP_ROWS} on fail their checksum`);
      }
      copyRows(file, columns, tape, at, group * ROW_GROUP_ROWS, at === 0 ? 0 : (tape.timeUs[at - 1] as number));
      at += columns.time.length;
    }
    return between(tape, fromUs, toUs);
  });
}

/**
 * Reads a tape row group by row group, each passed on as a tape of its own with the time zero of the whole one. Memory
 * stays small however long the tape is. With a range only the row groups that it touches are read.
 * Checks everything that {@link readTape} checks. Throws a {@link TapeFileError}, and whatever `use` throws.
 */
export async function streamTape(file: string, use: (piece: Tape) => void, range: TapeRange = {}): Promise<void> {
  // An error of `use` is not an error of the file, and must not become a TapeFileError.
  const thrown: unknown[] = [];
  await withTapeFile(file, async (source, metadata, label) => {
    const { fromUs = Number.NEGATIVE_INFINITY, toUs = Number.POSITIVE_INFINITY } = range;
    let lastUs = 0;
    for (const group of rowGroupsBetween(label, fromUs + label.startUs, toUs + label.startUs)) {
      const length = Number(metadata.row_groups[group]?.num_rows);
      const columns = await readRowGroup(file, source, metadata, group * ROW_GROUP_ROWS, length);
      if (checksum(columns) !== label.rowGroups[group]?.crc) {
        throw corruptTape(file, `rows from ${group * ROW_GROUP_ROWS} on fail their checksum`);
      }
      const piece = emptyTape(label, length);
      copyRows(file, columns, piece, 0, group * ROW_GROUP_ROWS, lastUs);
      lastUs = length === 0 ? lastUs : (piece.timeUs[length - 1] as number);
      try {
        use(between(piece, fromUs, toUs));
      } catch (error) {
        thrown.push(error);
        return;
      }
    }
  });
  if (thrown.length > 0) throw thrown[0];
}

function emptyTape({ symbol, tickSize, lotSize, startUs, window, quoteLevel }: TapeHead, length: number): Tape {
  return {
    symbol,
    tickSize,
    lotSize,
    startUs,
    ...(window === undefined ? {} : { window }),
    ...(quoteLevel === undefined ? {} : { quoteLevel }),
    length,
    timeUs: new Float64Array(length),
    kind: new Uint8Array(length),
    side: new Uint8Array(length),
    priceTicks: new Int32Array(length),
    size: new Int32Array(length),
  };
}

/** Reads the label of a tape file, from its last bytes only. Throws a {@link TapeFileError}. */
export async function readTapeHead(file: string): Promise<TapeFileHead> {
  return withTapeFile(file, async (source, _metadata, label) => {
    const { symbol, tickSize, lotSize, startUs, endUs, rows } = label;
    return { file, bytes: source.byteLength, symbol, tickSize, lotSize, startUs, endUs, rows };
  });
}

/** The whole label with the checksums of the rows: it changes when any row changes. */
export async function labelOf(file: string): Promise<TapeLabel> {
  return withTapeFile(file, async (_source, _metadata, label) => label);
}

/** Indices of the row groups that may hold rows of `fromUs` ≤ time < `toUs`, µs since 1970. */
function rowGroupsBetween(label: TapeLabel, fromUs: number, toUs: number): number[] {
  const groups: number[] = [];
  for (const [i, { firstUs }] of label.rowGroups.entries()) {
    const lastUs = label.rowGroups[i + 1]?.firstUs ?? label.endUs;
    if (firstUs < toUs && lastUs >= fromUs) groups.push(i);
  }
  return groups;
}

async function readRowGroup(
  file: string,
  source: AsyncBuffer,
  metadata: FileMetaData,
  rowStart: number,
  rows: number,
): Promise<StoredColumns> {
  const columns: StoredColumns = {
    time: new BigInt64Array(rows),
    kind: new Int32Array(rows),
    side: new Int32Array(rows),
    price: new Int32Array(rows),
    size: new Int32Array(rows),
  };
  // Rows of each column that arrived in the right type. Nothing is thrown in the callback: the Parquet reader does not
  // wait for it, and an unhandled rejection ends the process.
  const filled = new Map<string, number>();
  let tooWide: string | undefined;
  const put = (name: string, chunk: DecodedArray, at: number): void => {
    if (at < 0 || at + chunk.length > rows) return;
    const narrow = columnNamed(columns, name);
    if (chunk instanceof BigInt64Array && name === 'time') columns.time.set(chunk, at);
    else if (chunk instanceof BigInt64Array && narrow !== undefined) {
      if (!narrowInto(narrow, at, chunk)) tooWide = name;
    } else if (chunk instanceof Int32Array && narrow !== undefined) narrow.set(chunk, at);
    else return;
    filled.set(name, (filled.get(name) ?? 0) + chunk.length);
  };
  await parquetRead({
    file: source,
    metadata,
    rowStart,
    rowEnd: rowStart + rows,
    compressors: { ZSTD: (bytes, length) => unpack(file, bytes, length) },
    onChunk: ({ columnName, columnData, rowStart: chunkStart }) => put(columnName, columnData, chunkStart - rowStart),
  });
  if (tooWide !== undefined) throw corruptTape(file, `column ${tooWide} holds a number beyond 32 bits`);
  for (const name of COLUMN_NAMES) {
    if (filled.get(name) !== rows)
      throw corruptTape(file, `column ${name} has ${filled.get(name) ?? 0} of ${rows} rows`);
  }
  return columns;
}

/** A damaged page header may announce any length; no page of a tape is longer than the times of a row group. */
function unpack(file: string, bytes: Uint8Array, length: number): Uint8Array {
  if (!(length > 0 && length <= BigInt64Array.BYTES_PER_ELEMENT * ROW_GROUP_ROWS)) {
    throw corruptTape(file, `a page of ${length} bytes`);
  }
  return zstdDecompressSync(bytes, { maxOutputLength: length });
}

function columnNamed(columns: StoredColumns, name: string): Int32Array | undefined {
  return name === 'kind' || name === 'side' || name === 'price' || name === 'size' ? columns[name] : undefined;
}

function copyRows(
  file: string,
  columns: StoredColumns,
  tape: Tape,
  at: number,
  fileRow: number,
  afterUs: number,
): void {
  const length = columns.time.length;
  const timeUs = tape.timeUs.subarray(at, at + length);
  // Read as two halves of 32 bits: a BigInt for each row would take longer than reading the file. Both Parquet and this machine are
  // little-endian.
  const halves = new Int32Array(columns.time.buffer, columns.time.byteOffset, 2 * length);
  for (let i = 0; i < length; i++) {
    timeUs[i] = (halves[2 * i + 1] as number) * 2 ** 32 + ((halves[2 * i] as number) >>> 0) - tape.startUs;
  }
  const rows = { timeUs, kind: columns.kind, side: columns.side, priceTicks: columns.price, size: columns.size };
  const found = impossibleRow(rows, length, afterUs);
  if (found !== undefined) {
    throw new TapeFileError(
      file,
      'impossible row',
      `row ${fileRow + found.row}: ${found.reason}. The program that wrote the file has to be mended.`,
    );
  }
  tape.kind.set(columns.kind, at);
  tape.side.set(columns.side, at);
  tape.priceTicks.set(columns.price, at);
  tape.size.set(columns.size, at);
}

function between(tape: Tape, fromUs: number, toUs: number): Tape {
  const from = firstAtOrAfter(tape, fromUs);
  const to = firstAtOrAfter(tape, toUs);
  if (from === 0 && to === tape.length) return tape;
  const end = Math.max(from, to);
  return {
    ...tape,
    length: end - from,
    timeUs: tape.timeUs.subarray(from, end),
    kind: tape.kind.subarray(from, end),
    side: tape.side.subarray(from, end),
    priceTicks: tape.priceTicks.subarray(from, end),
    size: tape.size.subarray(from, end),
  };
}

function firstAtOrAfter(tape: Tape, timeUs: number): number {
  let low = 0;
  let high = tape.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((tape.timeUs[middle] as number) < timeUs) low = middle + 1;
    else high = middle;
  }
  return low;
}
