/** The move of a second market, hand-computed; times in seconds, mids in ticks. */

import { describe, expect, it } from 'vitest';
import { ReferenceMove } from './referenceMove.ts';

type Row = readonly [second: number, mid: number];

/** The move in bps at each of the moments, with rows pushed in the parts given. */
function movesAt(moments: readonly number[], parts: readonly (readonly Row[])[], halfLife = 2, stale = 10): number[] {
  const move = new ReferenceMove(halfLife, stale);
  for (const rows of parts) {
    const timeUs = Float64Array.from(rows, ([second]) => second * 1e6);
    const mids = Float64Array.from(rows, ([, mid]) => mid);
    move.push(timeUs, mids, rows.length);
  }
  return moments.map((second) => {
    move.lookAt(second * 1e6);
    return Number(move.bps.toFixed(6));
  });
}

const TEN_BPS = 10_000 * Math.exp(0.001);

describe('the move of a reference', () => {
  it('is what the mid has just moved, and half of it one half-life later', () => {
    const rows: readonly Row[] = [
      [0, 10_000],
      [4, TEN_BPS],
    ];
    expect(movesAt([4, 6, 8], [rows])).toEqual([10, 5, 2.5]);
  });

  it('adds up: half of the first move and the whole second one', () => {
    const rows: readonly Row[] = [
      [0, 10_000],
      [4, TEN_BPS],
      [6, 10_000],
    ];
    expect(movesAt([6], [rows])).toEqual([-5]);
  });

  it('is the same however its rows are cut, and whenever it was asked for before', () => {
    const rows: readonly Row[] = Array.from({ length: 50 }, (_, i) => [i * 0.3, 10_000 + ((i * 7919) % 13)]);
    const move = (parts: readonly (readonly Row[])[]): number[] => movesAt([15], parts);
    expect(move(rows.map((row) => [row]))).toEqual(move([rows]));
    expect(movesAt([14.8, 14.9, 15], [rows])[2]).toBe(move([rows])[0]);
  });

  it('is not known before the first row, without a mid, and beyond the limit of age', () => {
    expect(movesAt([1], [])).toEqual([Number.NaN]);
    expect(
      movesAt(
        [1],
        [
          [
            [0, 10_000],
            [1, Number.NaN],
          ],
        ],
      ),
    ).toEqual([Number.NaN]);
    expect(movesAt([10, 10.1], [[[0, 10_000]]])).toEqual([0, Number.NaN]);
  });

  it('begins anew after a gap or a reset: what nobody saw happen is no recent move', () => {
    expect(
      movesAt(
        [20],
        [
          [
            [0, 10_000],
            [11, TEN_BPS],
            [20, TEN_BPS],
          ],
        ],
      ),
    ).toEqual([0]);
    expect(
      movesAt(
        [3],
        [
          [
            [0, 10_000],
            [1, Number.NaN],
            [3, TEN_BPS],
          ],
        ],
      ),
    ).toEqual([0]);
  });
});
