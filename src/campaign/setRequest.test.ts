/** A trial is many sessions in one: each set gets what it would have got alone. */

import { describe, expect, it } from 'vitest';
import { blocksOf } from '../evaluation/blocks.ts';
import { measure } from '../evaluation/measure.ts';
import { summarise } from '../evaluation/setSummary.ts';
import { compileTape } from '../market/compiledTape.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import { generateMarket } from '../market/synthetic/generate.ts';
import { defaultLimits } from '../risk/limits.ts';
import { Session } from '../session/session.ts';
import { grid } from '../strategy/grid/grid.ts';
import { defaultParameters, type Parameters } from '../strategy/parameters.ts';
import { setsOn } from '../testing/setOutcomes.ts';
import { laneRuns } from './laneRuns.ts';
import { setRequest, setTotals } from './setRequest.ts';

const tape = compileTape(generateMarket({ family: 'switching', seed: 'trial', minutes: 20, instrument: btcUsdPerp }));
const settings = {
  instrument: btcUsdPerp,
  strategy: 'grid',
  capital: 1000,
  limits: defaultLimits,
  latency: { feedUs: 5_000, orderUs: 10_000, responseUs: 10_000 },
  decisionUs: 1_000_000,
};
const base = defaultParameters(grid.parameters);

describe('a trial', () => {
  // Eighteen sets need two passes of sixteen.
  const sets = Array.from({ length: 18 }, (_, i) => ({ ...base, spreadBps: 0.5 + i / 10 }));
  const outcomes = setsOn(tape, sets, settings);

  it('gives every set, in order, what a session of its own gives it', () => {
    expect(outcomes).toHaveLength(18);
    for (const i of [0, 15, 17]) {
      const lane = { version: 1, parameters: sets[i] as Parameters, role: 'acting', fillModel: 'pessimistic' } as const;
      const alone = new Session(tape, [lane], { ...settings, strategy: grid, durationUs: tape.endUs });
      alone.advance(20 * 60);
      const result = alone.result();
      const only = result.lanes[0];
      if (only === undefined) throw new Error('the session has one lane');
      expect(outcomes[i]?.pessimistic).toEqual({
        metrics: measure(only, result.midTicks, btcUsdPerp),
        blocks: blocksOf(only.samples),
      });
    }
  });

  it('tells how far it is, up to the end', () => {
    // Twenty minutes in slices of ten.
    expect([...laneRuns(tape, setRequest({ type: 'whole-tape', file: 'none' }, [base], settings, setTotals))]).toEqual([
      0.5, 1,
    ]);
  });
});

describe('a summary', () => {
  const result = (profit: number, volume: number) => {
    const model = setsOn(tape, [base], settings)[0]?.pessimistic;
    if (model === undefined) throw new Error('a trial of one set has one outcome');
    return {
      metrics: { ...model.metrics, profit, volume, fills: 7 },
      blocks: { blockSeconds: 1800, profit: [profit], volume: [volume], swings: [0], holding: [0] },
    };
  };

  it('adds up tapes and divides sums, not ratios', () => {
    const outcomes = [
      { pessimistic: result(1, 1000), optimistic: result(2, 1000) },
      { pessimistic: result(-4, 9000), optimistic: result(1, 9000) },
    ];
    const summary = summarise('v1', outcomes);
    // −3 over 10,000: −3 per 10k, while the mean of the ratios 10 and −4.44 would be +2.78.
    expect(summary.pessimistic).toMatchObject({ profit: -3, volume: 10_000, fills: 14 });
    expect(summary.pessimistic.profitPer10k).toBeCloseTo(-3, 12);
    expect(summary).toMatchObject({ hours: 1, signAgrees: false });
  });
});
