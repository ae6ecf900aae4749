import { describe, expect, it } from 'vitest';
import { GENERATOR_VERSION } from '../market/synthetic/generate.ts';
import { grid } from '../strategy/grid/grid.ts';
import { defaultParameters, type Parameters } from '../strategy/parameters.ts';
import type { MarketSource } from '../study/records.ts';
import { SmallStudy, smallPlan } from '../testing/smallStudy.ts';
import { lanesOver } from './recordedLanes.ts';

const plain = defaultParameters(grid.parameters);
const smaller: Parameters = { ...plain, orderSizeUsd: 50 };
const market: MarketSource = {
  type: 'synthetic',
  family: 'trending',
  seed: 'lanes',
  generator: GENERATOR_VERSION,
  minutes: 10,
  startPrice: 92_000,
};
const other: MarketSource = { ...market, seed: 'other' };

describe('lanes over recorded markets', () => {
  it('are given by market, set and fill model, each as it is alone', async () => {
    const { ports } = new SmallStudy();
    const all = await lanesOver([market, other], [plain, smaller], ['pessimistic', 'optimistic'], smallPlan, ports);
    expect(all?.map((ofMarket) => ofMarket.map((lanes) => [...lanes.keys()]))).toEqual([
      [
        ['pessimistic', 'optimistic'],
        ['pessimistic', 'optimistic'],
      ],
      [
        ['pessimistic', 'optimistic'],
        ['pessimistic', 'optimistic'],
      ],
    ]);
    for (const [m, source] of [market, other].entries())
      for (const [s, parameters] of [plain, smaller].entries())
        for (const fillModel of ['pessimistic', 'optimistic'] as const) {
          const [[alone] = []] = (await lanesOver([source], [parameters], [fillModel], smallPlan, ports)) ?? [];
          expect(all?.[m]?.[s]?.get(fillModel)).toEqual(alone?.get(fillModel));
        }
  });

  it('give null when the user wants to stop', async () => {
    const { ports } = new SmallStudy();
    const stopped = { ...ports, stop: { requested: true } };
    expect(await lanesOver([market], [plain], ['pessimistic'], smallPlan, stopped)).toBeNull();
  });
});
