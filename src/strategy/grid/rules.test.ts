import { describe, expect, it } from 'vitest';
import { btcUsdPerp } from '../../market/instrument.ts';
import { defaultParameters, type Parameters } from '../parameters.ts';
import { grid } from './grid.ts';
import { gridParameters, readGridParameters } from './parameters.ts';

const context = { instrument: btcUsdPerp, capital: 2_000 };

function broken(changes: Parameters, makerFeeBps = -0.5): readonly string[] {
  const parameters = { ...defaultParameters(gridParameters), ...changes };
  return grid.check?.(parameters, { ...context, instrument: { ...btcUsdPerp, makerFeeBps } }) ?? [];
}

describe('rules between the parameters of the grid', () => {
  it('are kept by the defaults', () => {
    expect(broken({})).toEqual([]);
  });

  it('ask for at least the normal threshold while paused', () => {
    const both = { forceCloseOnTrend: true, pauseOnTrend: true, forceCloseBps: 6 };
    expect(broken({ ...both, forceClosePausedBps: 6 })).toEqual([]);
    expect(broken({ ...both, forceClosePausedBps: 5.5 })).toEqual([expect.stringMatching(/5\.5.*6/)]);
    expect(broken({ ...both, forceClosePausedBps: 5.5, pauseOnTrend: false })).toEqual([]);
    expect(broken({ ...both, forceClosePausedBps: 5.5, forceCloseOnTrend: false })).toEqual([]);
  });

  it('ask for a spread that pays the maker fee', () => {
    expect(broken({ spreadBps: 2 }, 2)).toEqual([]);
    expect(broken({ spreadBps: 1.9 }, 2)).toEqual([expect.stringMatching(/1\.9.*2/)]);
    expect(broken({ spreadBps: 0.1 }, -0.5)).toEqual([]);
  });
});

describe('what a version of the grid can have at stake', () => {
  it('is one order, all levels of a side, and the inventory limit', () => {
    const parameters = { ...defaultParameters(gridParameters), orderSizeUsd: 150, levels: 4, inventoryLimitPct: 60 };
    expect(grid.exposure(parameters, context)).toEqual({ order: 150, side: 600, position: 1_200 });
  });
});

describe('reading parameters', () => {
  it('refuses what is missing or of the wrong type', () => {
    const { levels: _, ...rest } = defaultParameters(gridParameters);
    expect(() => readGridParameters(rest)).toThrow(/levels/);
    expect(() => readGridParameters({ ...rest, levels: true })).toThrow(/levels has to be a number/);
  });
});
