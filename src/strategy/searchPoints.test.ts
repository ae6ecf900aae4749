import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../market/rng.ts';
import { type NumberDeclaration, quantise } from './parameters.ts';
import { combinations, quasiRandom, type SearchRange, valuesOf } from './searchPoints.ts';

const spread: NumberDeclaration = {
  kind: 'number',
  unit: 'bps',
  min: 0.1,
  max: 20,
  step: 0.1,
  scale: 'log',
  default: 1,
  tunable: true,
  meaning: 'Distance.',
};
const levels: NumberDeclaration = { ...spread, unit: 'levels', min: 1, max: 15, step: 1, scale: 'linear' };
const range = (
  parameter: string,
  declaration: NumberDeclaration,
  from: number,
  to: number,
  step: number,
): SearchRange => {
  return { parameter, declaration, from, to, step };
};

describe('a grid', () => {
  it('runs from one end to the other, both included', () => {
    expect(valuesOf(range('spreadBps', spread, 1, 4, 0.5))).toEqual([1, 1.5, 2, 2.5, 3, 3.5, 4]);
    expect(valuesOf(range('spreadBps', spread, 0.1, 0.3, 0.1))).toEqual([0.1, 0.2, 0.3]);
  });

  it('does not repeat values that fall on the same step', () => {
    expect(valuesOf(range('levels', levels, 1, 3, 0.5))).toEqual([1, 2, 3]);
  });

  it('combines every value with every other and leaves the rest of the base alone', () => {
    const points = combinations({ spreadBps: 9, levels: 9, pause: true }, [
      { parameter: 'spreadBps', values: [1, 2] },
      { parameter: 'levels', values: [3, 4, 5] },
    ]);
    expect(points.map((p) => [p.spreadBps, p.levels, p.pause])).toEqual([
      [1, 3, true],
      [1, 4, true],
      [1, 5, true],
      [2, 3, true],
      [2, 4, true],
      [2, 5, true],
    ]);
  });
});

describe('a sample', () => {
  const ranges = [range('spreadBps', spread, 1, 8, 0.1), range('levels', levels, 1, 10, 1)];

  it('stays within its ranges and on the parameters’ steps', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 200 }), (seed, count) => {
        for (const point of quasiRandom({}, ranges, count, createRng(seed))) {
          expect(point.spreadBps).toBeGreaterThanOrEqual(1);
          expect(point.spreadBps).toBeLessThanOrEqual(8);
          expect(quantise(spread, Number(point.spreadBps))).toBe(point.spreadBps);
          expect(Number.isInteger(point.levels)).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('fills the ranges evenly, on a log scale where the parameter has one', () => {
    const points = quasiRandom({}, [ranges[0] as SearchRange], 64, createRng('even'));
    // Half of a log range from 1 to 8 lies below √8 = 2.83. Points on one step count once, which thins the low end.
    const low = points.filter((point) => Number(point.spreadBps) < Math.sqrt(8)).length;
    expect(low / points.length).toBeGreaterThan(0.3);
    expect(low / points.length).toBeLessThan(0.6);
  });

  it('is the same for the same seed', () => {
    const draw = (seed: string) => quasiRandom({}, ranges, 20, createRng(seed));
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });
});
