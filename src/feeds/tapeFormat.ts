/**
 * The tape file, version 1. A Parquet file of one row per event, columns required and plain, zstd, row groups of
 * 131,072 rows with one page per column and no statistics:
 *
 * | column | type                      | meaning                                    |
 * | ------ | ------------------------- | ------------------------------------------ |
 * | time   | INT64 TIMESTAMP(µs, UTC)  | microseconds since 1970                    |
 * | kind   | INT32                     | see `Tape`: depth 0, trade 1, reset 2, …   |
 * | side   | INT32                     | 0 bid, 1 ask                               |
 * | price  | INT32                     | ticks                                      |
 * | size   | INT32                     | lots; on funding rows the rate in 1e-9     |
 *
 * Its key-value metadata is the label. Parquet as it is written here has no checksums, so the label holds a CRC-32 of every
 * row group's values, and the four bytes before the footer hold one of the footer: a damaged file is refused instead of
 * being read as a different market. Other programs find the footer from the end and never look at those bytes.
 */

import { crc32 } from 'node:zlib';
import type { KeyValue, SchemaElement } from 'hyparquet';
import type { TapeHead } from '../market/tape.ts';
import { TapeFileError } from './tapeFileError.ts';

export const TAPE_FORMAT = 'mmtune-tape';
const TAPE_FORMAT_VERSION = 1;
export const ROW_GROUP_ROWS = 131_072;

export const COLUMN_NAMES = ['time', 'kind', 'side', 'price', 'size'] as const;

export const TAPE_SCHEMA: SchemaElement[] = [
  { name: 'root', num_children: COLUMN_NAMES.length },
  {
    name: 'time',
    type: 'INT64',
    repetition_type: 'REQUIRED',
    converted_type: 'TIMESTAMP_MICROS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
  },
  ...COLUMN_NAMES.slice(1).map((name): SchemaElement => ({ name, type: 'INT32', repetition_type: 'REQUIRED' })),
];

/** The columns of one row group as they are stored. */
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

/** What the metadata says about the rows. */
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
  ];
}

/** Reads a label. Throws a {@link TapeFileError}: not a tape, newer version. */
export function decodeLabel(file: string, metadata: readonly KeyValue[]): TapeLabel {
  const values = new Map(metadata.map(({ key, value }) => [key, value ?? '']));
  if (values.get('format') !== TAPE_FORMAT) throw notATape(file);
  const version = Number(values.get('version'));
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
  };
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
