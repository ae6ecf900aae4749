/** Lanes as they stand while a session runs, against its result. */

import { expect, it } from 'vitest';
import { compileTape } from '../market/compiledTape.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import { generateMarket } from '../market/synthetic/generate.ts';
import { defaultLimits, type RiskLimits } from '../risk/limits.ts';
import { grid } from '../strategy/grid/grid.ts';
import { defaultParameters } from '../strategy/parameters.ts';
import type { FillModel, LaneRole } from './result.ts';
import { type LaneRequest, Session } from './session.ts';

const market = compileTape(
  generateMarket({ family: 'trending', seed: 'lanes', minutes: 20, instrument: btcUsdPerp, startPrice: 92_000 }),
);
const plain = defaultParameters(grid.parameters);

function lane(version: number, role: LaneRole, fillModel: FillModel, spreadBps = 2): LaneRequest {
  return { version, role, fillModel, parameters: { ...plain, spreadBps } };
}

function aSession(lanes: readonly LaneRequest[], limits: RiskLimits = defaultLimits): Session {
  return new Session(market, lanes, {
    instrument: btcUsdPerp,
    strategy: grid,
    capital: 1_000,
    limits,
    latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 },
    decisionUs: 1_000_000,
    durationUs: 1_200e6,
  });
}

it('every lane of evidence is shown once, under pessimistic fills, with the figures of its newest sample', () => {
  const session = aSession([
    lane(3, 'acting', 'pessimistic'),
    lane(3, 'acting', 'optimistic'),
    lane(17, 'trial', 'pessimistic', 1),
    { ...lane(3, 'acting', 'pessimistic'), factor: 'queue' },
  ]);
  session.advance(1_200);
  const lanes = session.lanesNow();
  expect(lanes.map(({ version, role }) => [version, role])).toEqual([
    [3, 'acting'],
    [17, 'trial'],
  ]);
  const results = session.result().lanes.filter(({ fillModel }) => fillModel === 'pessimistic');
  expect(results.map(({ fills }) => fills.length)).toEqual(lanes.map(({ fills }) => fills));
  expect(Math.max(...lanes.map(({ fills }) => fills))).toBeGreaterThan(0);
  for (const [i, { samples, riskState }] of results.entries()) {
    const now = lanes[i] ?? expect.unreachable();
    const lots = samples.inventoryLots[samples.length - 1] as number;
    expect(now.profit).toBe(samples.profit[samples.length - 1]);
    expect(now.position).toBeCloseTo(lots * 0.00001, 12);
    expect(now.riskState).toBe(riskState);
  }
});

it('the worth of a position has its sign', () => {
  const session = aSession([lane(3, 'acting', 'pessimistic', 0.5)]);
  const positions: number[] = [];
  while (!session.done) {
    session.advance(30);
    const [now] = session.lanesNow();
    if (now === undefined || now.position === 0) continue;
    positions.push(now.position);
    // About 92,000 a coin.
    expect((now.positionValue ?? 0) / now.position / 92_000).toBeCloseTo(1, 1);
  }
  expect(Math.min(...positions)).toBeLessThan(0);
  expect(Math.max(...positions)).toBeGreaterThan(0);
});

it('a lane that risk has halted says so, with the report of risk', () => {
  const session = aSession([lane(1, 'acting', 'pessimistic', 0.5)], {
    ...defaultLimits,
    lossWarnPct: 0.000_1,
    lossReducePct: 0.000_2,
    lossHaltPct: 0.000_3,
  });
  session.advance(1_200);
  const [halted] = session.lanesNow();
  expect(halted).toMatchObject({ riskState: 'halted', noBids: 'halted', noAsks: 'halted', openOrders: 0 });
  expect(halted?.riskEvent?.message).toContain('reached the limit of 0.0003 %: halted');
});

it('before the first row there is no mid: what is not known is null and not a figure', () => {
  const session = aSession([lane(1, 'acting', 'pessimistic')]);
  expect(session.lanesNow()[0]).toMatchObject({ fills: 0, position: 0, positionValue: null, riskEvent: null });
  expect(session.progress()).toMatchObject({ elapsedUs: 0, plannedUs: 1_200e6, share: 0 });
});
