/** Tables as files: every cell comes back as it went in, in each format. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Column, tableOf } from './table.ts';
import { writeTable } from './writeTable.ts';

interface Row {
  readonly text: string | null;
  readonly priceQuote: number | null;
}

const COLUMNS: readonly Column<Row>[] = [
  ['reason', 'text', ({ text }) => text],
  ['price_quote', 'number', ({ priceQuote }) => priceQuote],
  ['letters', 'whole', ({ text }) => text?.length ?? null],
  ['is_empty', 'switch', ({ text }) => text === ''],
  ['filled_at', 'moment', () => 1_767_571_200_000_250],
];
const ROWS: readonly Row[] = [
  { text: 'a "wide", spread\nat night', priceQuote: 0.1 },
  { text: '', priceQuote: -3 },
  { text: null, priceQuote: null },
];

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'mmtune-export-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

describe('a table as a file', () => {
  it('of CSV quotes what has to be quoted, and tells an empty text from a missing one', () => {
    const file = join(folder(), 'rows.csv');
    expect(writeTable(file, tableOf('rows', COLUMNS, ROWS), 'csv')).toBe(3);
    expect(readFileSync(file, 'utf8')).toBe(
      [
        'reason,price_quote,letters,is_empty,filled_at',
        '"a ""wide"", spread\nat night",0.1,25,false,2026-01-05T00:00:00.000250Z',
        '"",-3,0,true,2026-01-05T00:00:00.000250Z',
        ',,,false,2026-01-05T00:00:00.000250Z',
        '',
      ].join('\n'),
    );
  });

  it('of JSON is one array of objects, also without rows', () => {
    const file = join(folder(), 'rows.json');
    writeTable(file, tableOf('rows', COLUMNS, ROWS), 'json');
    const filled_at = '2026-01-05T00:00:00.000250Z';
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual([
      { reason: 'a "wide", spread\nat night', price_quote: 0.1, letters: 25, is_empty: false, filled_at },
      { reason: '', price_quote: -3, letters: 0, is_empty: true, filled_at },
      { reason: null, price_quote: null, letters: null, is_empty: false, filled_at },
    ]);
    writeTable(file, tableOf('rows', COLUMNS, []), 'json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual([]);
  });

  it('of Parquet has typed columns, which another reader reads', async () => {
    const file = join(folder(), 'rows.parquet');
    expect(writeTable(file, tableOf('rows', COLUMNS, ROWS), 'parquet')).toBe(3);
    const buffer = await asyncBufferFromFile(file);
    const moment = new Date('2026-01-05T00:00:00.000Z');
    expect(await parquetReadObjects({ file: buffer })).toEqual([
      { reason: 'a "wide", spread\nat night', price_quote: 0.1, letters: 25n, is_empty: false, filled_at: moment },
      { reason: '', price_quote: -3, letters: 0n, is_empty: true, filled_at: moment },
      { reason: null, price_quote: null, letters: null, is_empty: false, filled_at: moment },
    ]);
    const { schema } = await parquetMetadataAsync(buffer);
    expect(schema.slice(1).map(({ name, type, converted_type }) => [name, type, converted_type])).toEqual([
      ['reason', 'BYTE_ARRAY', 'UTF8'],
      ['price_quote', 'DOUBLE', undefined],
      ['letters', 'INT64', undefined],
      ['is_empty', 'BOOLEAN', undefined],
      ['filled_at', 'INT64', 'TIMESTAMP_MICROS'],
    ]);
  });

  it.each(['json', 'csv', 'parquet'] as const)(
    'of %s has all rows where they come in several parts',
    async (format) => {
      const file = join(folder(), `rows.${format}`);
      const many = Array.from({ length: 40_001 }, (_, i) => ({ text: `row ${i}`, priceQuote: i }));
      expect(writeTable(file, tableOf('rows', COLUMNS, many), format)).toBe(40_001);
      const prices: number[] =
        format === 'json'
          ? (JSON.parse(readFileSync(file, 'utf8')) as { price_quote: number }[]).map(({ price_quote }) => price_quote)
          : format === 'csv'
            ? readFileSync(file, 'utf8')
                .trimEnd()
                .split('\n')
                .slice(1)
                .map((line) => Number(line.split(',')[1]))
            : (await parquetReadObjects({ file: await asyncBufferFromFile(file) })).map((row) =>
                Number(row.price_quote),
              );
      expect(prices).toEqual(many.map(({ priceQuote }) => priceQuote));
    },
  );

  it('that cannot be made whole leaves the old file and nothing beside it', () => {
    const inFolder = folder();
    const file = join(inFolder, 'rows.parquet');
    writeFileSync(file, 'the old one');
    const broken = tableOf('rows', COLUMNS, {
      *[Symbol.iterator](): Generator<Row> {
        yield { text: 'first', priceQuote: 1 };
        throw new Error('the second cannot be read');
      },
    });
    expect(() => writeTable(file, broken, 'parquet')).toThrow('the second cannot be read');
    expect(readFileSync(file, 'utf8')).toBe('the old one');
    expect(readdirSync(inFolder)).toEqual(['rows.parquet']);
  });
});
