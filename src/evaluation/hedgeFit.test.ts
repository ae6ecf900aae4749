/** A fit of beta on markets whose answer is known; moves in bps. */

import { describe, expect, it } from 'vitest';
import { digestColumns } from '../market/columnDigest.ts';
import type { ReferenceMids } from '../market/referenceMids.ts';
import { createRng } from '../market/rng.ts';
import { fitHedge, type HedgeGrid } from './hedgeFit.ts';
import { HEDGE_HALF_LIVES, type HedgeHour, hedgeHours } from './hedgeSamples.ts';

const grid: HedgeGrid = { round: (beta) => Math.round(beta * 100) / 100, mostBps: 50 };

/** Rows of mids, `[second, mid]`. */
function mids(rows: readonly (readonly [number, number])[]): ReferenceMids {
  const timeUs = Float64Array.from(rows, ([second]) => Math.round(second * 1e6));
  const midTicks = Float64Array.from(rows, ([, mid]) => mid);
  const digest = digestColumns([timeUs, midTicks]);
  return { symbol: 'X', tickSize: 1, length: rows.length, timeUs, midTicks, frames: undefined, digest };
}

/** Hours in which the own market moves by beta × the move of the half-life of 2 s, and by noise. */
function hours(count: number, beta: number, noise: number): HedgeHour[] {
  const rng = createRng('hedge fit');
  return Array.from({ length: count }, () =>
    Array.from({ length: 3600 }, () => {
      const moves = HEDGE_HALF_LIVES.map(() => rng.normal());
      return { moves, next: beta * (moves[HEDGE_HALF_LIVES.indexOf(2)] ?? 0) + noise * rng.normal() };
    }),
  );
}

describe('a fit of beta', () => {
  it('finds beta and half-life, with the gain that follows from the noise', () => {
    const fit = fitHedge(hours(5, 0.5, 1), grid);
    expect(fit).toMatchObject({ halfLifeSeconds: 2, hours: 5, testedHours: 4, testedSeconds: 14_400, isBetter: true });
    expect(fit.beta).toBeCloseTo(0.5, 1);
    // Of a variance of 0.25 + 1 the 0.25 are known.
    expect(fit.gain?.mean).toBeCloseTo(0.2, 1);
    expect(fit.errorWithoutBps).toBeCloseTo(Math.sqrt(1.25), 1);
    expect(fit.errorBps).toBeCloseTo(1, 1);
    expect(fit.walked).toHaveLength(4);
  });

  it('without noise is exact, also where beta is negative', () => {
    expect(fitHedge(hours(4, -0.75, 0), grid)).toMatchObject({ beta: -0.75, errorBps: 0, isBetter: true });
    expect(fitHedge(hours(4, -0.75, 0), grid).gain?.mean).toBe(1);
  });

  it('of independent markets is not better than a beta of 0', () => {
    const fit = fitHedge(hours(6, 0, 1), grid);
    expect(Math.abs(fit.beta)).toBeLessThan(0.05);
    expect(fit.isBetter).toBe(false);
    expect(fit.gain?.low).toBeLessThan(0);
  });

  it('forecasts each hour by the hours before it: what comes later changes nothing', () => {
    const same = hours(5, 0.5, 1);
    const other = [...same.slice(0, 4), ...hours(1, -2, 0)];
    expect(fitHedge(other, grid).walked.slice(0, 3)).toEqual(fitHedge(same, grid).walked.slice(0, 3));
    expect(fitHedge(other, grid).beta).not.toBe(fitHedge(same, grid).beta);
  });

  it('counts a shift no farther than a version may have it', () => {
    const fit = fitHedge(hours(4, 1, 0), { ...grid, mostBps: 0.5 });
    expect(fit.errorBps).toBeGreaterThan(0.2);
  });

  it('needs four hours', () => {
    expect(() => fitHedge(hours(3, 0.5, 1), grid)).toThrow('3 hours are fewer than 4');
  });
});

describe('the seconds that it is fitted on', () => {
  const view = { feedUs: 100_000, referenceUs: 300_000, horizonSeconds: 2, staleSeconds: 3 };
  const steady = (from: number, to: number, mid: (second: number) => number): (readonly [number, number])[] =>
    Array.from({ length: (to - from) * 4 }, (_, i) => [from + i / 4, mid(from + i / 4)] as const);
  const up = Math.exp(0.001);

  it('have the own move from the mid that was seen, and the move of the reference that had come', () => {
    // The reference moves by 10 bps at 1000.6 s, which is seen at 1000.9 s; the own market at 1001.5 s.
    const reference = mids(steady(0, 1810, (second) => (second > 1000.6 ? 50_000 * up : 50_000)));
    const own = mids(steady(0, 1810, (second) => (second > 1001.4 ? 300 * up : 300)));
    const [hour = []] = hedgeHours(own, reference, 1810e6, view);
    // From 1 s on: the first counts from second 1.
    const at = (second: number): readonly number[] => {
      const { next, moves } = hour[second - 1] ?? { next: Number.NaN, moves: [] };
      return [next, moves[HEDGE_HALF_LIVES.indexOf(2)] ?? Number.NaN].map((bps) => Number(bps.toFixed(3)));
    };
    expect(at(999)).toEqual([0, 0]);
    expect(at(1000)).toEqual([10, 0]);
    // At 1001 s the reference of 1000.7 s is seen: its row of 1000.75 s, the first with the move, is not.
    expect(at(1001)).toEqual([10, 0]);
    expect(at(1002)).toEqual([0, Number((10 * 2 ** (-0.95 / 2)).toFixed(3))]);
    expect(hour).toHaveLength(1808);
  });

  it('do not count without a mid, beside a reference that is too old, and in less than half an hour', () => {
    const own = mids(steady(0, 3700, () => 300));
    const broken = mids([...steady(0, 1000, () => 500), ...steady(1500, 3700, () => 500)]);
    // 500 s without rows, of which those within 3 s of the last row at 999.75 s count.
    expect(hedgeHours(own, broken, 3700e6, view).map(({ length }) => length)).toEqual([3600 - 497]);
    const unknown = mids([...steady(0, 1000, () => 300), [1000, Number.NaN], ...steady(1500, 3700, () => 300)]);
    expect(hedgeHours(unknown, mids(steady(0, 3700, () => 500)), 3700e6, view)[0]?.length).toBeLessThan(3600 - 497);
    expect(hedgeHours(own, mids(steady(0, 3700, () => 500)), 1700e6, view)).toEqual([]);
  });
});
