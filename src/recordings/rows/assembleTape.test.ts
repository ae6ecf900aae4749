import { describe, expect, it } from 'vitest';
import { ASK, BID, DEPTH, RESET, type Tape } from '../../market/tape.ts';
import { BTC_GRID, depthRow, type Row, rowsOf } from '../../testing/recordings/fixtures.ts';
import type { BookReset } from '../import/importResult.ts';
import { assembleTape } from './assembleTape.ts';
import { CollectedRows } from './collectedRows.ts';

const SECOND = 1e6;

function assembled(rows: readonly Row[]): { tape: Tape; resets: BookReset[] } {
  const collected = new CollectedRows();
  for (const { timeUs, kind, side, priceTicks, size } of rows) collected.append(timeUs, kind, side, priceTicks, size);
  const resets: BookReset[] = [];
  return { tape: assembleTape(collected, BTC_GRID, resets), resets };
}

const book = [depthRow(0, BID, 99, 5), depthRow(0, BID, 100, 7), depthRow(0, ASK, 101, 3), depthRow(0, ASK, 103, 4)];
const reset = (timeUs: number): Row => ({ timeUs, kind: RESET, side: BID, priceTicks: 0, size: 0 });

describe('a crossed book', () => {
  it('within one stamp is no concern', () => {
    const rows = [
      ...book,
      depthRow(SECOND, BID, 102, 1),
      depthRow(SECOND, ASK, 101, 0),
      depthRow(9 * SECOND, BID, 98, 1),
    ];
    expect(rowsOf(assembled(rows).tape)).toEqual(rows);
  });

  it('for exactly one second is left alone', () => {
    const rows = [...book, depthRow(SECOND, BID, 102, 1), depthRow(2 * SECOND, ASK, 101, 0), depthRow(5e6, BID, 98, 1)];
    const { tape, resets } = assembled(rows);
    expect(rowsOf(tape)).toEqual(rows);
    expect(resets).toEqual([]);
  });

  it('for longer is reset, and the levels that were not run over come back', () => {
    const late = depthRow(7 * SECOND, BID, 98, 1);
    const { tape, resets } = assembled([...book, depthRow(SECOND, BID, 102, 1), late]);
    expect(rowsOf(tape)).toEqual([
      ...book,
      depthRow(SECOND, BID, 102, 1),
      reset(2 * SECOND),
      depthRow(2 * SECOND, BID, 102, 1),
      depthRow(2 * SECOND, BID, 100, 7),
      depthRow(2 * SECOND, BID, 99, 5),
      depthRow(2 * SECOND, ASK, 103, 4),
      late,
    ]);
    expect(resets).toEqual([{ timeUs: 2 * SECOND, reason: 'crossed book' }]);
  });

  it('mirrored: asks that ran over bids stay', () => {
    const deeper = depthRow(0, BID, 98, 6);
    const { tape } = assembled([deeper, ...book, depthRow(SECOND, ASK, 99, 2), depthRow(7 * SECOND, BID, 97, 1)]);
    expect(rowsOf(tape).slice(6, -1)).toEqual([
      reset(2 * SECOND),
      depthRow(2 * SECOND, ASK, 99, 2),
      depthRow(2 * SECOND, ASK, 101, 3),
      depthRow(2 * SECOND, ASK, 103, 4),
      depthRow(2 * SECOND, BID, 98, 6),
    ]);
  });

  it('the second starts again when the crossing ends in between', () => {
    const rows = [
      ...book,
      depthRow(1.0e6, BID, 102, 1),
      depthRow(1.6e6, BID, 102, 0),
      depthRow(1.7e6, BID, 102, 1),
      depthRow(2.6e6, BID, 102, 0),
      depthRow(9.0e6, BID, 98, 1),
    ];
    expect(assembled(rows).resets).toEqual([]);
  });

  it('is forgotten with a reset in the recording', () => {
    const rows = [...book, depthRow(SECOND, BID, 102, 1), reset(1.5e6), depthRow(9e6, BID, 98, 1)];
    expect(rowsOf(assembled(rows).tape)).toEqual(rows);
  });

  it('of best quotes counts as well', () => {
    const quote = (timeUs: number, side: number, priceTicks: number): Row => ({
      ...depthRow(timeUs, side, priceTicks, 1),
      kind: 3,
    });
    const { tape } = assembled([quote(0, BID, 100), quote(0, ASK, 101), quote(1, BID, 102), quote(3e6, ASK, 105)]);
    expect(rowsOf(tape).slice(3, -1)).toEqual([
      reset(1_000_001),
      depthRow(1_000_001, BID, 102, 1),
      depthRow(1_000_001, BID, 100, 1),
    ]);
  });

  it('is none that is locked, however long', () => {
    const rows = [...book, depthRow(SECOND, BID, 101, 1), depthRow(60 * SECOND, BID, 98, 1)];
    const { tape, resets } = assembled(rows);
    expect(rowsOf(tape)).toEqual(rows);
    expect(resets).toEqual([]);
  });

  it('keeps its rows in number and kind when nothing is crossed', () => {
    const { tape } = assembled(book);
    expect(Array.from(tape.kind)).toEqual([DEPTH, DEPTH, DEPTH, DEPTH]);
  });
});
