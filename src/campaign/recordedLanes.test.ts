import { describe, expect, it } from 'vitest';
import { GENERATOR_VERSION } from '../market/synthetic/generate.ts';
import type { FillModel } from '../session/result.ts';
import { grid } from '../strategy/grid/grid.ts';
import { defaultParameters, type Parameters } from '../strategy/parameters.ts';
import type { MarketSource } from '../study/records.ts';
import { SmallStudy, smallPlan } from '../testing/smallStudy.ts';
import { lanesOver, type RecordedLanes, type ReplayPorts } from './recordedLanes.ts';

const plain = defaultParameters(grid.parameters);
const smaller: Parameters = { ...plain, orderSizeUsd: 50 };
const tighter: Parameters = { ...plain, spreadBps: 2 };
const market: MarketSource = {
  type: 'synthetic',
  family: 'trending',
  seed: 'lanes',
  generator: GENERATOR_VERSION,
  minutes: 10,
  startPrice: 92_000,
};
const both: readonly FillModel[] = ['pessimistic', 'optimistic'];

async function over(
  ports: ReplayPorts,
  sets: readonly Parameters[],
  fillModels: readonly FillModel[],
): Promise<RecordedLanes[]> {
  const [lanes] = (await lanesOver([market], sets, fillModels, smallPlan, ports)) ?? [];
  return lanes ?? expect.unreachable();
}

describe('lanes over a recorded market', () => {
  it('are those of a race in one go, where some of them ran before', async () => {
    const { ports } = new SmallStudy();
    await over(ports, [plain, smaller], ['pessimistic']);
    await over(ports, [tighter], ['optimistic']);
    const inTurn = await over(ports, [plain, tighter, smaller], both);
    const atOnce = await over(new SmallStudy().ports, [plain, tighter, smaller], both);
    expect(inTurn).toEqual(atOnce);
    expect(inTurn.map((lanes) => [...lanes.keys()])).toEqual([both, both, both]);
  });

  it('run once for as long as the program runs', async () => {
    const { ports } = new SmallStudy();
    const [first] = await over(ports, [smaller], both);
    const [, again] = await over(ports, [plain, smaller], ['pessimistic']);
    expect(again?.get('pessimistic')).toBe(first?.get('pessimistic'));
    expect(again?.has('optimistic')).toBe(false);
  });

  it('come to nothing when the user wants to stop', async () => {
    const { ports } = new SmallStudy();
    expect(await lanesOver([market], [plain], both, smallPlan, { ...ports, stop: { requested: true } })).toBeNull();
  });
});
