import { describe, expect, it } from 'vitest';
import { createRng } from '../market/rng.ts';
import { gridParameters } from '../strategy/grid/parameters.ts';
import { defaultParameters, type Parameters } from '../strategy/parameters.ts';
import type { ParameterChange } from '../study/records.ts';
import { randomChanges } from './neighbours.ts';

const start = defaultParameters(gridParameters);

function draws(from: Parameters, reach: number): ParameterChange[][] {
  const rng = createRng(`draws ${reach}`);
  return Array.from({ length: 3_000 }, () => randomChanges(gridParameters, from, reach, rng));
}

function valuesOf(parameter: string, drawn: readonly ParameterChange[][]): unknown[] {
  const values = drawn.flat().flatMap((change) => (change.parameter === parameter ? [change.to] : []));
  return [...new Set(values)].sort((a, b) => Number(a) - Number(b));
}

describe.each([1, 0.25])('random steps with a reach of %d', (reach) => {
  it('try a skew from none, and none from the smallest skew', () => {
    expect(valuesOf('inventorySkewSteps', draws(start, reach))).toEqual([2]);
    expect(valuesOf('inventorySkewSteps', draws({ ...start, inventorySkewSteps: 2 }, reach))).toEqual([0, 3]);
    expect(valuesOf('inventorySkewSteps', draws({ ...start, inventorySkewSteps: 1 }, reach))).toEqual([2]);
  });

  it('move what a switch turns on only together with the switch', () => {
    const withPause = draws(start, reach).filter((changes) =>
      changes.some(({ parameter }) => parameter === 'pauseSeconds' || parameter === 'rocPauseBps'),
    );
    expect(withPause.length).toBeGreaterThan(0);
    for (const changes of withPause)
      expect(changes).toContainEqual({ parameter: 'pauseOnTrend', from: false, to: true, why: '' });
    const paused = draws({ ...start, pauseOnTrend: true }, reach);
    const switchedOff = paused.filter((changes) => changes.some(({ parameter }) => parameter === 'pauseOnTrend'));
    expect(valuesOf('rocPauseBps', switchedOff)).toEqual([]);
    expect(valuesOf('rocPauseBps', paused).length).toBeGreaterThan(2);
    expect(valuesOf('pauseSeconds', paused)).not.toContain(1);
  });
});
