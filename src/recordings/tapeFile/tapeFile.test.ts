import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { CLOCK, FUNDING, MAX_LOTS, type Tape, TapeBuilder } from '../../market/tape.ts';
import { tapeDigest } from '../../market/tapeDigest.ts';
import { aLongTape, BTC_GRID, NEW_YEAR_US, rowsOf, temporaryFolder } from '../../testing/recordings/fixtures.ts';
import { hashFile } from './hashFile.ts';
import { labelOf, readTape, readTapeHead } from './readTape.ts';
import { TapeFileError, type TapeFileProblem } from './tapeFileError.ts';
import { checksum, encodeLabel, footerSeal, ROW_GROUP_ROWS, type StoredColumns } from './tapeFormat.ts';
import { writeTape } from './writeTape.ts';

const folder = temporaryFolder();
const file = join(folder, 'tape.parquet');

async function refusal(reading: Promise<unknown>): Promise<TapeFileError> {
  const error = await reading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TapeFileError);
  return error as TapeFileError;
}

const anyTape: fc.Arbitrary<Tape> = fc
  .record({
    symbol: fc.string({ minLength: 1, unit: 'grapheme' }),
    tickSize: fc.constantFrom(0.1, 0.01, 1e-8, 2.5, 1 / 3),
    lotSize: fc.constantFrom(0.001, 1, 1e-5),
    startUs: fc.integer({ min: 0, max: 4e15 }),
    rows: fc.array(
      fc.record({
        wait: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1e12 })),
        kind: fc.integer({ min: 0, max: CLOCK }),
        side: fc.integer({ min: 0, max: 1 }),
        price: fc.integer({ min: -MAX_LOTS, max: MAX_LOTS }),
        size: fc.integer({ min: -MAX_LOTS, max: MAX_LOTS }),
      }),
      { maxLength: 60 },
    ),
  })
  .map(({ rows, ...head }) => {
    const builder = new TapeBuilder(head);
    for (const { wait, kind, side, price, size } of rows) {
      builder.append(builder.endUs + wait, kind, side, price, kind === FUNDING ? size : Math.abs(size));
    }
    return builder.build();
  });

describe('a tape file', () => {
  it('gives back exactly the tape that was written', async () => {
    await fc.assert(
      fc.asyncProperty(anyTape, async (tape) => {
        writeTape(file, tape);
        const read = await readTape(file);
        expect(rowsOf(read)).toEqual(rowsOf(tape));
        expect({ ...read, timeUs: 0, kind: 0, side: 0, priceTicks: 0, size: 0 }).toEqual({
          ...tape,
          timeUs: 0,
          kind: 0,
          side: 0,
          priceTicks: 0,
          size: 0,
        });
      }),
      { numRuns: 60 },
    );
  });

  it('keeps tapes of several row groups, and of exactly full ones', async () => {
    for (const rows of [ROW_GROUP_ROWS - 1, ROW_GROUP_ROWS, 2 * ROW_GROUP_ROWS + 1]) {
      const tape = aLongTape(rows);
      writeTape(file, tape);
      const read = await readTape(file);
      expect(read.length).toBe(rows);
      for (const column of ['timeUs', 'kind', 'side', 'priceTicks', 'size'] as const) {
        expect(Buffer.compare(Buffer.from(read[column].slice().buffer), Buffer.from(tape[column].slice().buffer))).toBe(
          0,
        );
      }
    }
  });

  it('stores only the rows of a tape whose columns are longer', async () => {
    writeTape(file, { ...aLongTape(100), length: 7 });
    expect(rowsOf(await readTape(file))).toEqual(rowsOf(aLongTape(7)));
  });

  it('gives its head without reading its rows', async () => {
    writeTape(file, aLongTape(1001));
    expect(await readTapeHead(file)).toEqual({
      file,
      bytes: readFileSync(file).length,
      symbol: 'BTCUSDT',
      tickSize: 0.1,
      lotSize: 0.001,
      startUs: NEW_YEAR_US,
      endUs: NEW_YEAR_US + 250_000,
      rows: 1001,
    });
  });

  it('keeps the window of prices of a tape that grew, and whether its feed showed best quotes alone', async () => {
    const window = { low: -5, high: 840_000 };
    for (const quoteLevel of [true, false]) {
      writeTape(file, { ...aLongTape(10), window, quoteLevel });
      expect(await labelOf(file)).toMatchObject({ window, quoteLevel });
      expect(await readTape(file)).toMatchObject({ window, quoteLevel });
    }
    writeTape(file, aLongTape(10));
    for (const head of [await labelOf(file), await readTape(file)]) {
      expect(Object.keys(head)).not.toContain('window');
      expect(Object.keys(head)).not.toContain('quoteLevel');
    }
  });

  it.each([
    { low: 5, high: 4 },
    { low: 0, high: 8_000_001 },
    { low: 0.5, high: 9 },
  ])('is not written with a window that no replay can have: %o', async ({ low, high }) => {
    expect(() => writeTape(file, { ...aLongTape(1), window: { low, high } })).toThrow(
      `its window of prices runs from ${low} to ${high} ticks`,
    );
    writeStored(columnsOf([[1n, 0, 0, 5, 5]]), { window: `${low}:${high}` });
    expect((await refusal(readTape(file))).message).toContain(`names the window of prices "${low}:${high}"`);
  });

  it('is plain Parquet for other programs: required columns, timestamps in µs UTC, zstd', async () => {
    writeTape(file, aLongTape(10));
    const bytes = readFileSync(file);
    const { schema, row_groups } = await parquetMetadataAsync(new Uint8Array(bytes).buffer);
    expect(schema.slice(1).map(({ name, type, repetition_type }) => `${name} ${type} ${repetition_type}`)).toEqual([
      'time INT64 REQUIRED',
      'kind INT32 REQUIRED',
      'side INT32 REQUIRED',
      'price INT64 REQUIRED',
      'size INT64 REQUIRED',
    ]);
    expect(schema[1]?.logical_type).toEqual({ type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' });
    for (const { meta_data } of row_groups[0]?.columns ?? []) {
      expect(meta_data).toMatchObject({ codec: 'ZSTD', encodings: ['PLAIN'] });
      expect(meta_data?.statistics).toBeUndefined();
    }
    const rows = await parquetReadObjects({
      file: new Uint8Array(bytes).buffer,
      compressors: { ZSTD: (page) => zstdDecompressSync(page) },
    });
    // Row 9 of the long tape, 2.25 ms into the year: a trade of 10 lots at 42,000.5.
    expect(rows[9]).toEqual({
      time: new Date('2024-01-01T00:00:00.002Z'),
      kind: 1,
      side: 1,
      price: 420_005n,
      size: 10n,
    });
  });

  it('is the same file for the same tape, and its hash is its SHA-256', () => {
    writeTape(file, aLongTape(500));
    const first = hashFile(file);
    writeTape(file, aLongTape(500));
    expect(hashFile(file)).toBe(first);
    writeFileSync(join(folder, 'abc'), 'abc');
    // The test vector of FIPS 180-2, B.1.
    expect(hashFile(join(folder, 'abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('a tape file of version 1', () => {
  const columns = columnsOf([
    [20n, 0, 0, 420_000, MAX_LOTS],
    [30n, 4, 0, 420_001, -44_052],
    [30n, 1, 1, -MAX_LOTS, 7],
  ]);

  it('gives the rows, the digest and the label of one of version 2', async () => {
    writeStored(columns, { version: '1' });
    const [old, oldLabel] = [await readTape(file), await labelOf(file)];
    expect(
      rowsOf(old).map(({ timeUs, kind, side, priceTicks, size }) => [timeUs, kind, side, priceTicks, size]),
    ).toEqual([
      [20, 0, 0, 420_000, MAX_LOTS],
      [30, 4, 0, 420_001, -44_052],
      [30, 1, 1, -MAX_LOTS, 7],
    ]);
    writeTape(file, old);
    expect(tapeDigest(await readTape(file))).toBe(tapeDigest(old));
    expect(await labelOf(file)).toEqual(oldLabel);
  });
});

describe('reading a part of a tape', () => {
  it('gives the rows from the first time up to, not including, the last', async () => {
    const rows = 2 * ROW_GROUP_ROWS + 1000;
    const tape = aLongTape(rows);
    writeTape(file, tape);
    const boundaryUs = ROW_GROUP_ROWS * 250;
    const part = await readTape(file, { fromUs: boundaryUs - 500, toUs: boundaryUs + 500 });
    expect(Array.from(part.timeUs)).toEqual([boundaryUs - 500, boundaryUs - 250, boundaryUs, boundaryUs + 250]);
    expect(part.startUs).toBe(tape.startUs);
    expect((await readTape(file, { fromUs: 10, toUs: 10 })).length).toBe(0);
    expect((await readTape(file, { fromUs: rows * 250 })).length).toBe(0);
    expect((await readTape(file, { toUs: 1 })).length).toBe(1);
  });

  it('finds every row of a time that spans two row groups', async () => {
    const builder = new TapeBuilder({ ...BTC_GRID, startUs: 0 });
    for (let i = 0; i < ROW_GROUP_ROWS + 10; i++) builder.depth(i < ROW_GROUP_ROWS - 5 ? 0 : 77, 0, 1, i);
    writeTape(file, builder.build());
    expect((await readTape(file, { fromUs: 77, toUs: 78 })).length).toBe(15);
  });
});

describe('what cannot be read as a tape is refused by name', () => {
  it.each<[TapeFileProblem, string, (path: string) => void]>([
    ['missing', 'no such file', () => undefined],
    ['missing', 'folder', (path) => mkdirSync(path)],
    ['empty', 'empty', (path) => writeFileSync(path, '')],
    ['not parquet', 'not a Parquet file', (path) => writeFileSync(path, 'ts_us,kind,side,price,size\n')],
    ['corrupt', 'first bytes', (path) => writeFileSync(path, 'PAR1')],
  ])('%s: %s', async (problem, words, make) => {
    const path = join(folder, `${problem}-${words}.parquet`);
    make(path);
    const error = await refusal(readTape(path));
    expect(error.problem).toBe(problem);
    expect(error.message).toContain(path);
    expect(error.message).toContain(words);
    expect((await refusal(readTapeHead(path))).problem).toBe(problem);
  });

  it('Parquet of another program', async () => {
    const bytes = parquetWriteBuffer({ columnData: [{ name: 'price', data: [1, 2], type: 'DOUBLE' }] });
    writeFileSync(file, new Uint8Array(bytes));
    expect((await refusal(readTape(file))).problem).toBe('not a tape');
  });

  it('prices or sizes beyond 32 bits, which no tape holds', async () => {
    // In 32 bits, 2³² + 5 is 5: the checksum alone would not tell.
    writeStored(columnsOf([[20n, 0, 0, 5, 5]]), {}, BigInt64Array.of(2n ** 32n + 5n));
    const error = await refusal(readTape(file));
    expect(error.problem).toBe('corrupt');
    expect(error.message).toContain('column size holds a number beyond 32 bits');
  });

  it('a newer format', async () => {
    writeStored(columnsOf([[1n, 0, 0, 5, 5]]), { version: '3' });
    const error = await refusal(readTape(file));
    expect(error.problem).toBe('newer version');
    expect(error.message).toContain('Update mmtune');
  });

  it('sizes that are not whole numbers', async () => {
    writeStored(columnsOf([[1n, 0, 0, 5, 5]]), {}, Float64Array.of(5));
    const error = await refusal(readTape(file));
    expect(error.problem).toBe('not a tape');
    expect(error.message).toContain('size (INT64) and is size (DOUBLE)');
  });

  it.each<[string, [bigint, number, number, number, number][], string]>([
    [
      'decreasing time',
      [
        [20n, 0, 0, 5, 5],
        [30n, 0, 0, 5, 5],
        [29n, 0, 0, 5, 5],
      ],
      'row 2: time 9 µs comes before 10 µs',
    ],
    [
      'an unknown kind',
      [
        [20n, 0, 0, 5, 5],
        [20n, 7, 0, 5, 5],
      ],
      'row 1: kind 7 is unknown',
    ],
    ['a kind that would fold into a byte', [[20n, 256, 0, 5, 5]], 'row 0: kind 256 is unknown'],
    ['an unknown side', [[20n, 0, 2, 5, 5]], 'row 0: side 2'],
    ['a negative size', [[20n, 1, 0, 5, -5]], 'row 0: size of -5'],
    ['a negative delay', [[20n, 6, 0, 0, -5]], 'row 0: delay of -5 µs'],
    ['a size beyond the exchange', [[20n, 1, 0, 5, 2 ** 30]], 'row 0: size of 1073741824'],
  ])('%s', async (_name, rows, words) => {
    writeStored(columnsOf(rows));
    const error = await refusal(readTape(file));
    expect(error.problem).toBe('impossible row');
    expect(error.message).toContain(words);
  });
});

describe('a damaged tape file is never read as another market', () => {
  const tape = aLongTape(3000);
  const whole = ((): Uint8Array => {
    writeTape(file, tape);
    return readFileSync(file);
  })();

  it('cut off anywhere', async () => {
    for (let twentieth = 0; twentieth < 20; twentieth++) {
      writeFileSync(file, whole.subarray(0, Math.floor((whole.length * twentieth) / 20)));
      await refusal(readTape(file));
    }
  });

  it('with a byte changed at every twentieth, and at any other place', async () => {
    const twentieths = Array.from({ length: 21 }, (_, i) =>
      Math.min(whole.length - 1, Math.floor((whole.length * i) / 20)),
    );
    let refused = 0;
    for (const at of twentieths) if (await readsAsWritten(at, 0xff)) refused++;
    expect(refused).toBe(0);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, bits) => {
        // Bytes that carry nothing, such as the writer's name, may change; then the tape is still the same.
        await readsAsWritten(at, bits);
      }),
      { numRuns: 400 },
    );
  });

  it('with bytes missing in the middle', async () => {
    writeFileSync(file, Buffer.concat([whole.subarray(0, 1000), whole.subarray(1010)]));
    await refusal(readTape(file));
  });

  /** True if the damaged file still reads, which it may only as the very tape that was written. */
  async function readsAsWritten(at: number, bits: number): Promise<boolean> {
    const damaged = Uint8Array.from(whole);
    damaged[at] = (damaged[at] as number) ^ bits;
    writeFileSync(file, damaged);
    try {
      const read = await readTape(file);
      expect(rowsOf(read)).toEqual(rowsOf(tape));
      expect(read).toMatchObject({ symbol: 'BTCUSDT', tickSize: 0.1, lotSize: 0.001 });
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(TapeFileError);
      return false;
    }
  }
});

describe('writing', () => {
  it('refuses a tape that could not be read back, and leaves the old file', async () => {
    writeTape(file, aLongTape(5));
    const tape = aLongTape(5);
    const halfMicrosecond = { ...tape, timeUs: Float64Array.of(0, 1, 1.5, 2, 3) };
    expect(() => writeTape(file, halfMicrosecond)).toThrow('row 2: time 1.5 µs is not a whole number');
    expect(() => writeTape(file, { ...tape, timeUs: Float64Array.of(0, 2, 1, 3, 4) })).toThrow('row 2: time 1 µs');
    expect(() => writeTape(file, { ...tape, kind: Uint8Array.of(0, 0, 0, 9, 0) })).toThrow('row 3: kind 9');
    expect(rowsOf(await readTape(file))).toEqual(rowsOf(tape));
  });

  it('names a folder that does not exist', () => {
    const nowhere = join(folder, 'no', 'such', 'tape.parquet');
    expect(() => writeTape(nowhere, aLongTape(5))).toThrow(`${nowhere}: its folder does not exist`);
  });

  it('leaves nothing beside the tape, also when the name is taken by a folder', () => {
    const own = join(folder, 'own');
    mkdirSync(join(own, 'taken.parquet'), { recursive: true });
    writeTape(join(own, 'tape.parquet'), aLongTape(5));
    expect(() => writeTape(join(own, 'taken.parquet'), aLongTape(5))).toThrow(TapeFileError);
    expect(readdirSync(own).sort()).toEqual(['taken.parquet', 'tape.parquet']);
  });
});

function columnsOf(rows: readonly [bigint, number, number, number, number][]): StoredColumns {
  return {
    time: BigInt64Array.from(rows, (row) => row[0]),
    kind: Int32Array.from(rows, (row) => row[1]),
    side: Int32Array.from(rows, (row) => row[2]),
    price: Int32Array.from(rows, (row) => row[3]),
    size: Int32Array.from(rows, (row) => row[4]),
  };
}

/**
 * A file as another program might write it: sound checksums, whatever the rows; it starts at 20 µs. Of version 1, which held
 * prices and sizes in 32 bits, where the label says so; `size` replaces the column of sizes.
 */
function writeStored(
  columns: StoredColumns,
  label: Record<string, string> = {},
  size?: BigInt64Array | Float64Array,
): void {
  const rows = columns.time.length;
  const written = encodeLabel({
    ...BTC_GRID,
    startUs: 20,
    endUs: Number(columns.time[rows - 1]),
    rows,
    rowGroups: [{ firstUs: Number(columns.time[0]), crc: checksum(columns) }],
  });
  const values = { ...Object.fromEntries(written.map(({ key, value }) => [key, value ?? ''])), ...label };
  const metadata = Object.entries(values).map(([key, value]) => ({ key, value }));
  const isOld = label.version === '1';
  const sizeType = size instanceof Float64Array ? 'DOUBLE' : isOld ? 'INT32' : 'INT64';
  const stored = (column: Int32Array): BigInt64Array | Int32Array =>
    isOld ? column : BigInt64Array.from(column, BigInt);
  const parquet = parquetWriteBuffer({
    columnData: [
      { name: 'time', data: columns.time, type: 'INT64', nullable: false, encoding: 'PLAIN' },
      { name: 'kind', data: columns.kind, type: 'INT32', nullable: false, encoding: 'PLAIN' },
      { name: 'side', data: columns.side, type: 'INT32', nullable: false, encoding: 'PLAIN' },
      {
        name: 'price',
        data: stored(columns.price),
        type: isOld ? 'INT32' : 'INT64',
        nullable: false,
        encoding: 'PLAIN',
      },
      { name: 'size', data: size ?? stored(columns.size), type: sizeType, nullable: false, encoding: 'PLAIN' },
    ],
    kvMetadata: metadata,
  });
  const bytes = Buffer.from(parquet);
  const footerAt = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
  const seal = Buffer.alloc(4);
  seal.writeUInt32LE(footerSeal(bytes.subarray(footerAt)));
  writeFileSync(file, Buffer.concat([bytes.subarray(0, footerAt), seal, bytes.subarray(footerAt)]));
}
