/** Writes a table as Parquet, CSV or JSON, whole or not at all. Memory holds one part of the rows. */

import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { SchemaElement } from 'hyparquet';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { isoMicroseconds } from '../report/isoTime.ts';
import type { Cell, ColumnKind, ExportColumn, ExportTable } from './table.ts';

export const exportFormats = ['json', 'csv', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const PART_ROWS = 20_000;

/** Writes the rows of a table into an open format. */
type RowWriter = (rows: readonly (readonly Cell[])[]) => void;

/** Replaces the file in one step. Returns the number of rows. @throws what the file system throws */
export function writeTable(file: string, table: ExportTable, format: ExportFormat): number {
  const partial = `${file}.${process.pid}.partial`;
  try {
    const rows = WRITERS[format](partial, table);
    renameSync(partial, file);
    return rows;
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

const WRITERS: Readonly<Record<ExportFormat, (file: string, table: ExportTable) => number>> = {
  json: writeJson,
  csv: writeCsv,
  parquet: writeParquet,
};

function inParts(table: ExportTable, write: RowWriter): number {
  let part: (readonly Cell[])[] = [];
  let count = 0;
  for (const row of table.rows) {
    part.push(row);
    count++;
    if (part.length < PART_ROWS) continue;
    write(part);
    part = [];
  }
  if (part.length > 0) write(part);
  return count;
}

function writeText(file: string, work: (write: (text: string) => void) => number): number {
  const descriptor = openSync(file, 'w');
  try {
    return work((text) => {
      const bytes = Buffer.from(text);
      for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
    });
  } finally {
    closeSync(descriptor);
  }
}

/** An array with one object a row. */
function writeJson(file: string, table: ExportTable): number {
  return writeText(file, (write) => {
    let separator = '[\n';
    const count = inParts(table, (rows) => {
      const objects = rows.map((row) =>
        JSON.stringify(Object.fromEntries(table.columns.map(({ name, kind }, i) => [name, shown(row[i], kind)]))),
      );
      write(`${separator}${objects.join(',\n')}`);
      separator = ',\n';
    });
    write(count === 0 ? '[]\n' : '\n]\n');
    return count;
  });
}

/** RFC 4180, with \n at the end of lines; an empty cell is a missing value, and an empty text is `""`. */
function writeCsv(file: string, table: ExportTable): number {
  return writeText(file, (write) => {
    write(`${table.columns.map(({ name }) => name).join(',')}\n`);
    return inParts(table, (rows) => {
      write(
        rows.map((row) => `${table.columns.map(({ kind }, i) => csvCell(shown(row[i], kind))).join(',')}\n`).join(''),
      );
    });
  });
}

function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  return value === '' || /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** A moment as text. */
function shown(cell: Cell | undefined, kind: ColumnKind): Cell {
  if (cell === undefined || cell === null) return null;
  return kind === 'moment' ? isoMicroseconds(Number(cell)) : cell;
}

function writeParquet(file: string, table: ExportTable): number {
  const parquet = new ParquetWriter({
    writer: fileWriter(file),
    schema: [{ name: 'root', num_children: table.columns.length }, ...table.columns.map(schemaOf)],
    createdBy: 'mmtune',
  });
  const count = inParts(table, (rows) => {
    parquet.write({
      columnData: table.columns.map(({ name, kind }, i) => ({ name, data: rows.map((row) => stored(row[i], kind)) })),
      rowGroupSize: rows.length,
    });
  });
  parquet.finish();
  return count;
}

const TYPES: Readonly<Record<ColumnKind, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  number: { type: 'DOUBLE' },
  whole: { type: 'INT64' },
  switch: { type: 'BOOLEAN' },
  moment: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MICROS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
  },
};

function schemaOf({ name, kind }: ExportColumn): SchemaElement {
  return { name, repetition_type: 'OPTIONAL', ...TYPES[kind] };
}

function stored(cell: Cell | undefined, kind: ColumnKind): Cell | bigint {
  if (cell === undefined || cell === null) return null;
  return kind === 'whole' || kind === 'moment' ? BigInt(cell) : cell;
}
