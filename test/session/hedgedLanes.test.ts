/**
 * What a hedge reference does for adverse selection. On a market that follows its reference by a known beta and lag, a version with that
 * beta is filled less often just before the price moves against it; on an independent market the same version is not.
 */

import { describe, expect, it } from 'vitest';
import { measure } from '../../src/evaluation/measure.ts';
import { besideReference } from '../../src/exchange/referenceMids.ts';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { generatePair } from '../../src/market/synthetic/generatePair.ts';
import { defaultLimits } from '../../src/risk/limits.ts';
import { type LaneRequest, Session } from '../../src/session/session.ts';
import { defaultParameters, type Parameters } from '../../src/strategy/parameters.ts';
import { tiered } from '../../src/strategy/tiered/tiered.ts';

const MINUTES = 60;
const LAG_SECONDS = 2;

/** Tiers that are near enough to be filled, and moved five times a second. */
const near: Parameters = {
  ...defaultParameters(tiered.parameters),
  liquidityFloorUsd: 1000,
  refreshSeconds: 0.2,
  repriceToleranceBps: 0.1,
  floorBps: 0.2,
  tightMinBps: 0.3,
  normalMinBps: 0.5,
  cautiousMinBps: 1,
  defensiveMinBps: 2,
};
const hedged: Parameters = { ...near, hedgeReference: true, hedgeBeta: 1, hedgeHalfLifeSeconds: LAG_SECONDS };

/** By how much the mid 5 s after fills is better for the hedged lane than for the other, bps a fill. */
function markoutGain(seed: string, trueBeta: number): number {
  const request = { family: 'calm', seed, minutes: MINUTES, instrument: btcUsdPerp } as const;
  const { market, reference } = generatePair(request, { beta: trueBeta, lagSeconds: LAG_SECONDS });
  const lanes = [near, hedged].map(
    (parameters, i): LaneRequest => ({ version: i + 1, parameters, role: 'shadow', fillModel: 'pessimistic' }),
  );
  const session = new Session(besideReference(market, reference), lanes, {
    instrument: btcUsdPerp,
    strategy: tiered,
    capital: 1000,
    limits: { ...defaultLimits, lossWarnPct: 50, lossReducePct: 60, lossHaltPct: 70 },
    latency: { feedUs: 20_000, orderUs: 30_000, responseUs: 30_000 },
    decisionUs: 200_000,
    durationUs: MINUTES * 60e6,
  });
  session.advance(Number.POSITIVE_INFINITY);
  const { lanes: results, midTicks } = session.result();
  const [without = Number.NaN, withReference = Number.NaN] = results.map((lane) => {
    const { markouts, fills } = measure(lane, midTicks, btcUsdPerp);
    expect(fills).toBeGreaterThan(100);
    return markouts.find(({ horizonSeconds }) => horizonSeconds === 5)?.meanBps ?? Number.NaN;
  });
  return withReference - without;
}

const seeds = ['a', 'b', 'c', 'd'];

describe('a tiered lane with the beta of its market', () => {
  it('is selected against less, in every hour', () => {
    const gains = seeds.map((seed) => markoutGain(seed, 1));
    expect(Math.min(...gains)).toBeGreaterThan(0.1);
  });

  it('is not on a market that moves by itself', () => {
    const gains = seeds.map((seed) => markoutGain(seed, 0));
    expect(gains.reduce((sum, gain) => sum + gain, 0) / gains.length).toBeLessThan(0.03);
    expect(Math.max(...gains)).toBeLessThan(0.1);
  });
});
