import { describe, expect, it } from 'vitest';
import { BTC_GRID, NEW_YEAR_US, recording, rowsOf, temporaryFolder } from '../../testing/recordings/fixtures.ts';
import { importRecordings } from '../importRecordings.ts';

const folder = temporaryFolder();
const HEADER = 'ts_us,kind,side,price,size';
let files = 0;
const imported = (lines: readonly string[]) =>
  importRecordings([recording(folder, `twice-${files++}.csv`, [HEADER, ...lines])], BTC_GRID);

/** A market second by second: a change of a bid and a trade, no two alike. */
const second = (i: number): string[] => [
  `${NEW_YEAR_US + i * 1e6},D,bid,100.0,${(i + 1) / 1000}`,
  `${NEW_YEAR_US + i * 1e6},T,sell,100.0,${(i + 2) / 1000}`,
];
const seconds = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => second(from + i)).flat();

describe('a recording that holds the same rows twice', () => {
  it('after each other, as of overlapping recorders, gives them once', async () => {
    const right = await imported(seconds(0, 40));
    for (const lines of [
      [...seconds(0, 30), ...seconds(20, 40)],
      [...seconds(0, 40), ...seconds(0, 40)],
      [...seconds(0, 40), ...seconds(5, 12)],
    ]) {
      const { tape, summary } = await imported(lines);
      expect(rowsOf(tape)).toEqual(rowsOf(right.tape));
      expect(summary).toMatchObject({
        malformed: 0,
        dropped: { 'rows of a repeated run': lines.length - 80 },
      });
    }
  });

  it('does so where some trades are too small to be read', async () => {
    const small = (i: number): string => `${NEW_YEAR_US + i * 1000},T,buy,100.1,0.0001`;
    const level = (i: number): string => `${NEW_YEAR_US + i * 1000},D,bid,100.0,${(i + 1) / 1000}`;
    const first = Array.from({ length: 40 }, (_, i) => (i % 5 === 4 ? small(i) : level(i)));
    const { summary } = await imported([...first, ...first.slice(20)]);
    expect(summary).toMatchObject({
      rows: 32,
      reordered: 0,
      dropped: { 'rows of a repeated run': 16, 'trades below half a lot': 12 },
    });
  });

  it('with a row between that only one of them has keeps that row if it is not too late', async () => {
    const near = (i: number, size = i + 1): string => `${NEW_YEAR_US + i * 1000},D,bid,100.0,${size / 1000}`;
    const first = Array.from({ length: 40 }, (_, i) => near(i));
    const again = first.slice(10);
    again.splice(15, 0, near(24, 999));
    const { tape, summary } = await imported([...first, ...again]);
    expect(summary).toMatchObject({ dropped: { 'rows of a repeated run': 30 }, reordered: 1, rows: 41 });
    expect(rowsOf(tape).filter(({ size }) => size === 999)).toHaveLength(1);
  });

  it('merged by time gives them once, whichever of them comes first', async () => {
    const right = await imported(seconds(0, 40));
    const pairs = seconds(0, 40).flatMap((line) => [line, line]);
    const blocks = Array.from({ length: 40 }, (_, i) => [...second(i), ...second(i)]).flat();
    const partly = [...seconds(0, 10), ...pairs.slice(40, 120), ...seconds(30, 40)];
    for (const lines of [pairs, blocks, partly]) {
      const { tape, summary } = await imported(lines);
      expect(rowsOf(tape)).toEqual(rowsOf(right.tape));
      expect(summary.dropped).toEqual({ 'rows that occur twice': lines.length - 80 });
    }
  });

  it('is left as it is where only some trades are equal, and that is said', async () => {
    const trade = `${NEW_YEAR_US},T,buy,100.1,0.005`;
    const { tape, summary } = await imported([trade, trade, trade, ...seconds(1, 30)]);
    expect(tape.length).toBe(3 + 58);
    expect(summary.dropped).toEqual({});
    expect(summary.notes).toEqual([expect.stringMatching(/^2 trades are equal to another/)]);
  });

  it('keeps a late row that happens to be equal to one before', async () => {
    const [a, b, c] = [0, 1000, 2000].map((us) => `${NEW_YEAR_US + us},T,buy,100.1,0.005`);
    const { tape, summary } = await imported([a, b, c, b, second(5)[0]] as string[]);
    expect(tape.length).toBe(5);
    expect(summary).toMatchObject({ reordered: 1, notes: [expect.stringMatching(/^1 trades are equal/)] });
  });

  it('in no order at all is refused as before, by the numbers of its lines', async () => {
    const lines = seconds(0, 60).reverse();
    await expect(imported(lines)).rejects.toThrow(/line 6: 2000000 µs before an earlier line/);
  });
});
