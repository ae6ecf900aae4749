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

const MINUTES = 30;
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

interface Gain {
  /** Of the mid 5 s after fills, signed in our favour, bps a fill. */
  readonly markoutBps: number;
  /** Quote currency. */
  readonly profit: number;
}

/** By how much the hedged lane does better than the other. */
function gainOf(seed: string, trueBeta: number): Gain {
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
  const [without, withReference] = results.map((lane): Gain => {
    const { markouts, fills, profit } = measure(lane, midTicks, btcUsdPerp);
    expect(fills).toBeGreaterThan(30);
    return { markoutBps: markouts.find(({ horizonSeconds }) => horizonSeconds === 5)?.meanBps ?? Number.NaN, profit };
  }) as [Gain, Gain];
  return { markoutBps: withReference.markoutBps - without.markoutBps, profit: withReference.profit - without.profit };
}

const seeds = ['a', 'b', 'c', 'd', 'e', 'f'];

/** Mean over hours, and how many of its standard errors it is. */
function summary(gains: readonly number[]): { mean: number; errors: number } {
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const squares = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0);
  return { mean, errors: mean / Math.sqrt(squares / (gains.length - 1) / gains.length) };
}

describe('a tiered lane with the beta of its market', () => {
  it('is selected against less, by a tenth of a bp a fill, and earns more, both beyond chance', {
    timeout: 180_000,
  }, () => {
    const gains = seeds.map((seed) => gainOf(seed, 1));
    const markout = summary(gains.map(({ markoutBps }) => markoutBps));
    expect(markout.mean).toBeGreaterThan(0.1);
    expect(markout.errors).toBeGreaterThan(3);
    expect(summary(gains.map(({ profit }) => profit)).errors).toBeGreaterThan(2);
  });

  it('is not, and does not, on a market that moves by itself', { timeout: 180_000 }, () => {
    const gains = seeds.map((seed) => gainOf(seed, 0));
    expect(summary(gains.map(({ markoutBps }) => markoutBps)).errors).toBeLessThan(2);
    expect(summary(gains.map(({ profit }) => profit)).errors).toBeLessThan(2);
  });
});
