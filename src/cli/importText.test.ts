import { describe, expect, it } from 'vitest';
import type { BookReset, ImportSummary } from '../recordings/import/importResult.ts';
import { importJson, importText } from './importText.ts';

const NEW_YEAR_US = 1_704_067_200_000_000;
const resets: BookReset[] = Array.from({ length: 22_371 }, (_, i) => ({
  timeUs: NEW_YEAR_US + i * 1e6,
  reason: i === 5 ? 'halt' : 'crossed book',
}));
const summary: ImportSummary = {
  source: 'day.csv',
  lines: 9,
  rows: 9,
  trades: 1,
  malformed: 0,
  firstMalformed: [],
  gaps: Array.from({ length: 500 }, (_, i) => ({ timeUs: NEW_YEAR_US + i, line: i + 1, expected: i, found: i + 2 })),
  resets,
  reordered: 0,
  dropped: {},
  notes: ['the day begins without a book.'],
  sizes: { read: 200, rounded: 3, largestChange: 0.0004 },
  fromUs: NEW_YEAR_US,
  toUs: NEW_YEAR_US + 1,
};

describe('the summary of an import', () => {
  it('tells thousands of resets and gaps by reason, with their number, the first, some examples and the last', () => {
    const lines = importText(summary, 'day.parquet').split('\n');
    expect(lines.filter((line) => line.includes('crossed book'))).toEqual([
      '22370 resets: crossed book: 2024-01-01T00:00:00.000000Z, 2024-01-01T00:00:01.000000Z, 2024-01-01T00:00:02.000000Z … 2024-01-01T06:12:50.000000Z',
    ]);
    expect(lines).toContain('reset at 2024-01-01T00:00:05.000000Z: halt');
    expect(lines).toContain('… 500 gaps in all, the last at line 500, 2024-01-01T00:00:00.000499Z');
    expect(lines).toContain('note: the day begins without a book.');
    expect(lines).toContain('sizes: 3 of 200 were not a whole number of lots and were rounded, by up to 0.040 %');
    expect(lines.length).toBeLessThan(20);
  });

  it('is bounded as JSON too, and says how many there are', () => {
    expect(importJson(summary)).toMatchObject({
      resetCount: 22_371,
      gapCount: 500,
      resetsByReason: { halt: { count: 1 }, 'crossed book': { count: 22_370, firstUs: NEW_YEAR_US } },
    });
    expect(JSON.stringify(importJson(summary)).length).toBeLessThan(30_000);
  });
});
