import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASK, BEST, BID, DEPTH, RESET, TRADE } from '../../market/tape.ts';
import { caseFile, hasCases } from '../../testing/recordings/cases.ts';
import { BTC_GRID, NEW_YEAR_US, recording, rowsOf, temporaryFolder } from '../../testing/recordings/fixtures.ts';
import { ImportError } from '../import/importResult.ts';
import { CSV_HEADER, importCsv } from './importCsv.ts';

const folder = temporaryFolder();
const T0 = NEW_YEAR_US;

async function importing(lines: readonly string[], name = 'events.csv'): ReturnType<typeof importCsv> {
  return importCsv(recording(folder, name, lines), BTC_GRID);
}

describe('importing CSV', () => {
  it('reads every kind of row, in ticks and lots', async () => {
    const { tape, summary } = await importing([
      CSV_HEADER,
      `${T0},R,,,`,
      `${T0},D,bid,42000.1,1.5`,
      `${T0 + 10},D,ask,42000.2,0`,
      `${T0 + 20},Q,ask,42000.3,0.0004`,
      `${T0 + 30},T,buy,42000.3,0.002`,
      `${T0 + 40},T,sell,42000.1,0.0026`,
    ]);
    expect(rowsOf(tape)).toEqual([
      { timeUs: T0, kind: RESET, side: BID, priceTicks: 0, size: 0 },
      { timeUs: T0, kind: DEPTH, side: BID, priceTicks: 420_001, size: 1500 },
      { timeUs: T0 + 10, kind: DEPTH, side: ASK, priceTicks: 420_002, size: 0 },
      { timeUs: T0 + 20, kind: BEST, side: ASK, priceTicks: 420_003, size: 0 },
      { timeUs: T0 + 30, kind: TRADE, side: ASK, priceTicks: 420_003, size: 2 },
      { timeUs: T0 + 40, kind: TRADE, side: BID, priceTicks: 420_001, size: 3 },
    ]);
    expect(summary).toEqual({
      source: expect.stringContaining('events.csv'),
      lines: 7,
      rows: 6,
      trades: 2,
      malformed: 0,
      firstMalformed: [],
      gaps: [],
      resets: [{ timeUs: T0, reason: 'in the recording' }],
      reordered: 0,
      dropped: {},
      fromUs: T0,
      toUs: T0 + 40,
    });
  });

  it('reads gzip whatever the name, and lines ended as on Windows', async () => {
    const { tape } = await importing([`${CSV_HEADER}\r`, `${T0},T,buy,42000.3,0.002\r`], 'events.csv.gz');
    expect(tape.length).toBe(1);
  });

  it('puts rows less than a second late in order; rows of one time stay as they are', async () => {
    const { tape, summary } = await importing([
      CSV_HEADER,
      `${T0 + 100},D,bid,42000.1,1`,
      `${T0 + 100},D,bid,42000.1,2`,
      `${T0 + 50},D,bid,42000.1,3`,
      `${T0 + 100},D,bid,42000.1,4`,
      `${T0 + 50},D,bid,42000.1,5`,
    ]);
    expect(rowsOf(tape).map(({ timeUs, size }) => [timeUs - T0, size])).toEqual([
      [50, 3000],
      [50, 5000],
      [100, 1000],
      [100, 2000],
      [100, 4000],
    ]);
    expect(summary.reordered).toBe(2);
    expect(tape.startUs).toBe(T0 + 50);
  });

  it('orders by time, and by line within a time, whatever the disorder', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(40), { minLength: 1, maxLength: 60 }), async (offsets) => {
        const { tape } = await importing([
          CSV_HEADER,
          ...offsets.map((offset, i) => `${T0 + offset},T,buy,42000.0,${((i + 1) / 1000).toFixed(3)}`),
        ]);
        const expected = offsets
          .map((offset, i) => ({ offset, line: i + 1 }))
          .toSorted((a, b) => a.offset - b.offset || a.line - b.line);
        expect(rowsOf(tape).map(({ timeUs, size }) => ({ offset: timeUs - T0, line: size }))).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('drops trades of less than half a lot and says so', async () => {
    const { summary } = await importing([CSV_HEADER, `${T0},T,buy,42000,0.0004`, `${T0},T,buy,42000,0.0005`]);
    expect(summary).toMatchObject({ rows: 1, dropped: { 'trades below half a lot': 1 } });
  });
});

describe('malformed lines', () => {
  it.each([
    ['four fields', `${T0},D,bid,1`, '5 fields expected, 4 found'],
    ['a time with a fraction', `${T0}.5,D,bid,1,1`, 'ts_us is not a whole number'],
    ['a negative time', '-5,D,bid,1,1', 'ts_us is not a whole number'],
    ['an unknown kind', `${T0},X,bid,1,1`, "kind 'X' is not one of R, D, Q, T"],
    ['the side of a level on a trade', `${T0},T,bid,1,1`, "side 'bid' is neither sell nor buy"],
    ['a price between two ticks', `${T0},D,bid,42000.15,1`, 'not a multiple of the tick 0.1'],
    ['no price', `${T0},D,bid,,1`, 'price is missing'],
    ['a price of zero', `${T0},D,bid,0,1`, 'price 0 is not positive'],
    ['a size that is no number', `${T0},D,bid,1,NaN`, "size 'NaN' is not a number"],
    ['an endless size', `${T0},D,bid,1,1e308`, 'is more than'],
    ['a negative size', `${T0},D,bid,1,-1`, 'size -1 is negative'],
    ['a price beyond the columns', `${T0},D,bid,200000000,1`, 'is more than'],
    ['a reset with a price', `${T0},R,,1,`, 'a reset has only a time'],
    ['a time more than a second back', `${T0 - 1_000_001},D,bid,1,1`, '1000001 µs before an earlier line'],
  ])('%s is counted and shown', async (_name, line, reason) => {
    const { tape, summary } = await importing([CSV_HEADER, `${T0},D,bid,42000,1`, line]);
    expect(tape.length).toBe(1);
    expect(summary.malformed).toBe(1);
    expect(summary.firstMalformed).toEqual([{ line: 3, text: line, reason: expect.stringContaining(reason) }]);
  });

  it('keeps the first five, 120 characters of each', async () => {
    const bad = Array.from({ length: 7 }, (_, i) => `${i}\u001b[31m${'x'.repeat(500)}`);
    const good = Array.from({ length: 7 }, () => `${T0},D,bid,42000,1`);
    const { summary } = await importing([CSV_HEADER, ...good, ...bad]);
    expect(summary.malformed).toBe(7);
    expect(summary.firstMalformed.map(({ line }) => line)).toEqual([9, 10, 11, 12, 13]);
    expect(summary.firstMalformed[0]?.text).toBe(`0·[31m${'x'.repeat(114)}`);
  });

  it('tolerates ten, or one in a thousand lines, but never most of them; then there is no tape', async () => {
    const good = (count: number): string[] => Array.from({ length: count }, () => `${T0},D,bid,42000,1`);
    const bad = (count: number): string[] => Array.from({ length: count }, () => 'nonsense');
    expect((await importing([CSV_HEADER, ...good(20), ...bad(10)])).summary.malformed).toBe(10);
    await expect(importing([CSV_HEADER, ...good(20), ...bad(11)])).rejects.toThrow('11 of 32 lines are malformed');
    await expect(importing([CSV_HEADER, ...good(20), ...bad(11)])).rejects.toThrow(ImportError);
    // A short file of which most is malformed is no recording, however few lines that are.
    await expect(importing([CSV_HEADER, ...good(2), ...bad(5)])).rejects.toThrow('5 of 8 lines are malformed');
    expect((await importing([CSV_HEADER, ...good(20_000), ...bad(20)])).summary.malformed).toBe(20);
    await expect(importing([CSV_HEADER, ...good(20_000), ...bad(21)])).rejects.toThrow('at most 20');
  });

  it('never throws anything but an ImportError, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ maxLength: 60, unit: 'binary' }), { maxLength: 15 }), async (lines) => {
        const outcome = await importing([CSV_HEADER, ...lines]).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(ImportError);
      }),
      { numRuns: 100 },
    );
  });

  it('needs the header and at least one event', async () => {
    await expect(importing([`${T0},D,bid,42000,1`])).rejects.toThrow(`the first line must be '${CSV_HEADER}'`);
    await expect(importing([CSV_HEADER])).rejects.toThrow('no events');
  });
});

describe('stamps of a CSV that are not microseconds', () => {
  // 2024-08-08T00:00:00Z
  it.each([
    ['seconds', '1723075200'],
    ['seconds', '1723075200.25'],
    ['milliseconds', '1723075200000'],
    ['nanoseconds', '1723075200000000000'],
  ])('are refused as %s', async (unit, stamp) => {
    const file = recording(folder, 'unit.csv', [CSV_HEADER, `${stamp},D,bid,100.0,1`, `${stamp},D,ask,100.1,1`]);
    await expect(importCsv(file, BTC_GRID)).rejects.toThrow(`looks like ${unit} since 1970 (2024-08-08T00:00:00`);
  });

  it('but count from a beginning of their own are taken', async () => {
    const file = recording(folder, 'own.csv', [CSV_HEADER, '0,R,,,', '0,D,bid,100.0,1', '1800000000,D,ask,100.1,1']);
    expect((await importCsv(file, BTC_GRID)).summary).toMatchObject({ rows: 3, toUs: 1.8e9 });
  });

  it.skipIf(!hasCases)('are refused in a recording of 100 s', async () => {
    const file = caseFile('recordings-12-csv-millisecond-stamps', 'own-ms.csv');
    await expect(importCsv(file, BTC_GRID)).rejects.toThrow('looks like milliseconds since 1970 (2024-08-08');
  });
});
