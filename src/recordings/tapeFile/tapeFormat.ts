/**
 * The tape file, version 2. A Parquet file of one row per event, columns required and plain, zstd, row groups of
 * 131,072 rows with one page per column and no statistics:
 *
 * | column | type                      | meaning                                    |
 * | ------ | ------------------------- | ------------------------------------------ |
 * | time   | INT64 TIMESTAMP(µs, UTC)  | microseconds since 1970                    |
 * | kind   | INT32                     | see `Tape`: depth 0, trade 1, reset 2, …   |
 * | side   | INT32                     | 0 bid, 1 ask                               |
 * | price  | INT64                     | ticks                                      |
 * | size   | INT64                     | lots; on funding rows the rate in 1e-9     |
 *
 * Prices and sizes fit in 32 bits, and version 1 stored them in 32 bits. But price times size does not fit, and most programs let it
 * overflow without an error. Both versions are read, and the same rows have the same label.
 *
 * The key-value metadata is the label. A tape that was replayed while it grew names the window of prices in which it was (`window`,
 * lowest and highest tick) and whether its feed showed best quotes alone (`quoteLevel`); it is compiled with both again. Parquet as it is written here has no checksums. So the label contains a CRC-32 of the values of
 * every row group (prices and sizes as 32-bit numbers), and the four bytes before the footer are the CRC-32 of the footer: a damaged
 * file is refused instead of being read as another market. Other programs find the footer from the end and ignore these bytes.
 */

import { crc32 } from 'node:zlib';
import type { KeyValue, SchemaElement } from 'hyparquet';
import { MOST_PRICES } from '../../market/priceRange.ts';
import type { PriceWindow, TapeHead } from '../../market/tape.ts';
import { corruptTape, TapeFileError } from './tapeFileError.ts';

export const TAPE_FORMAT = 'mmtune-tape';
const TAPE_FORMAT_VERSION = 2;
export const ROW_GROUP_ROWS = 131_072;

export const COLUMN_NAMES = ['time', 'kind', 'side', 'price', 'size'] as const;

/** The columns of a format version. */
export function tapeSchema(version: number = TAPE_FORMAT_VERSION): SchemaElement[] {
  const wide = version === 1 ? 'INT32' : 'INT64';
  return [
    { name: 'root', num_children: COLUMN_NAMES.length },
    {
      name: 'time',
      type: 'INT64',
      repetition_type: 'REQUIRED',
      converted_type: 'TIMESTAMP_MICROS',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
    },
    { name: 'kind', type: 'INT32', repetition_type: 'REQUIRED' },
    { name: 'side', type: 'INT32', repetition_type: 'REQUIRED' },
    { name: 'price', type: wide, repetition_type: 'REQUIRED' },
    { name: 'size', type: wide, repetition_type: 'REQUIRED' },
  ];
}

/** The values of one row group. */
export interface StoredColumns {
  readonly time: BigInt64Array;
  readonly kind: Int32Array;
  readonly side: Int32Array;
  readonly price: Int32Array;
  readonly size: Int32Array;
}

export interface RowGroupLabel {
  /** Time of the group's first row, µs since 1970. */
  readonly firstUs: number;
  /** {@link checksum} of the group. */
  readonly crc: number;
}

/** The content of the metadata. */
export interface TapeLabel extends TapeHead {
  readonly rows: number;
  /** Time of the last row, µs since 1970; `startUs` if there is none. */
  readonly endUs: number;
  readonly rowGroups: readonly RowGroupLabel[];
}

/** CRC-32 over the little-endian bytes of the columns, one after the other in the order of the schema. */
export function checksum(columns: StoredColumns): number {
  let crc = 0;
  for (const name of COLUMN_NAMES) {
    const column = columns[name];
    crc = crc32(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), crc);
  }
  return crc;
}

/** The same numbers in 64 bits. Written as two halves: a BigInt for each row would take longer than writing the file. */
export function widened(narrow: Int32Array): BigInt64Array {
  const wide = new BigInt64Array(narrow.length);
  const halves = new Int32Array(wide.buffer);
  for (let i = 0; i < narrow.length; i++) {
    const value = narrow[i] as number;
    halves[2 * i] = value;
    halves[2 * i + 1] = value >> 31;
  }
  return wide;
}

/** Copies 64-bit numbers into 32 bits, from `at` on; false if a number does not fit. Assumes a little-endian machine, as Parquet is. */
export function narrowInto(narrow: Int32Array, at: number, wide: BigInt64Array): boolean {
  const halves = new Int32Array(wide.buffer, wide.byteOffset, 2 * wide.length);
  let beyond = 0;
  for (let i = 0; i < wide.length; i++) {
    const value = halves[2 * i] as number;
    narrow[at + i] = value;
    beyond |= (halves[2 * i + 1] as number) ^ (value >> 31);
  }
  return beyond === 0;
}

/** CRC-32 of a footer: the Parquet metadata, its length and the closing magic. */
export function footerSeal(footer: Uint8Array): number {
  return crc32(footer);
}

export function encodeLabel(label: TapeLabel): KeyValue[] {
  return [
    { key: 'format', value: TAPE_FORMAT },
    { key: 'version', value: String(TAPE_FORMAT_VERSION) },
    { key: 'symbol', value: label.symbol },
    { key: 'tickSize', value: String(label.tickSize) },
    { key: 'lotSize', value: String(label.lotSize) },
    { key: 'startUs', value: String(label.startUs) },
    { key: 'endUs', value: String(label.endUs) },
    { key: 'rows', value: String(label.rows) },
    { key: 'rowGroups', value: label.rowGroups.map(({ firstUs, crc }) => `${firstUs}:${crc.toString(16)}`).join(' ') },
    ...(label.window === undefined ? [] : [{ key: 'window', value: `${label.window.low}:${label.window.high}` }]),
    ...(label.quoteLevel === undefined ? [] : [{ key: 'quoteLevel', value: String(label.quoteLevel) }]),
  ];
}

/** The format version in the metadata; NaN if there is none. */
export function formatVersion(metadata: readonly KeyValue[]): number {
  return Number(metadata.find(({ key }) => key === 'version')?.value ?? Number.NaN);
}

/** Reads a label. Throws a {@link TapeFileError}: not a tape, newer version. */
export function decodeLabel(file: string, metadata: readonly KeyValue[]): TapeLabel {
  const values = new Map(metadata.map(({ key, value }) => [key, value ?? '']));
  if (values.get('format') !== TAPE_FORMAT) throw notATape(file);
  const version = formatVersion(metadata);
  if (version > TAPE_FORMAT_VERSION) {
    throw new TapeFileError(
      file,
      'newer version',
      `written in tape format ${version}; this program knows up to ${TAPE_FORMAT_VERSION}. Update mmtune.`,
    );
  }
  const groups = (values.get('rowGroups') ?? '').split(' ').filter((text) => text !== '');
  return {
    symbol: values.get('symbol') ?? '',
    tickSize: Number(values.get('tickSize')),
    lotSize: Number(values.get('lotSize')),
    startUs: Number(values.get('startUs')),
    endUs: Number(values.get('endUs')),
    rows: Number(values.get('rows')),
    rowGroups: groups.map((text) => {
      const [firstUs, crc] = text.split(':');
      return { firstUs: Number(firstUs), crc: Number.parseInt(crc ?? '', 16) };
    }),
    ...decodeWindow(file, values),
  };
}

function decodeWindow(file: string, values: ReadonlyMap<string, string>): Pick<TapeHead, 'window' | 'quoteLevel'> {
  const window = values.get('window');
  const quoteLevel = values.get('quoteLevel');
  const [low = Number.NaN, high = Number.NaN] = (window ?? '').split(':').map(Number);
  if (window !== undefined && !isWindow({ low, high })) {
    throw corruptTape(file, `its label names the window of prices "${window}"`);
  }
  if (quoteLevel !== undefined && quoteLevel !== 'true' && quoteLevel !== 'false') {
    throw corruptTape(file, `its label names the quote level "${quoteLevel}"`);
  }
  return {
    ...(window === undefined ? {} : { window: { low, high } }),
    ...(quoteLevel === undefined ? {} : { quoteLevel: quoteLevel === 'true' }),
  };
}

/** Whether a replay can keep these prices. */
export function isWindow({ low, high }: PriceWindow): boolean {
  return Number.isInteger(low) && Number.isInteger(high) && low <= high && high - low <= MOST_PRICES;
}

/** The error for Parquet that was not written as a tape. */
export function notATape(file: string): TapeFileError {
  return new TapeFileError(
    file,
    'not a tape',
    `a Parquet file, but not a tape of mmtune (its metadata has no format = ${TAPE_FORMAT}). ` +
      'Export it as CSV and import that.',
  );
}
