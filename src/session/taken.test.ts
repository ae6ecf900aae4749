/** A session that forgets what was taken of it trades as one that keeps everything. */

import { describe, expect, it } from 'vitest';
import { compileTape } from '../market/compiledTape.ts';
import { btcUsdPerp } from '../market/instrument.ts';
import { generateMarket } from '../market/synthetic/generate.ts';
import { defaultLimits } from '../risk/limits.ts';
import { grid } from '../strategy/grid/grid.ts';
import { defaultParameters } from '../strategy/parameters.ts';
import { type LaneRequest, Session, type SessionSettings } from './session.ts';

const MINUTES = 30;
const tape = compileTape(
  generateMarket({ family: 'toxic', seed: 'taken', minutes: MINUTES, instrument: btcUsdPerp, startPrice: 92_000 }),
);
const settings: SessionSettings = {
  instrument: btcUsdPerp,
  strategy: grid,
  capital: 10_000,
  limits: { ...defaultLimits, repeatedFills: 3 },
  // Responses take seconds: whenever something is taken, fills are under way that the trader does not know of.
  latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 3_000_000 },
  decisionUs: 100_000,
  durationUs: MINUTES * 60e6,
};
const parameters = { ...defaultParameters(grid.parameters), gridResetBps: 2, levels: 10 };
const lanes: LaneRequest[] = (['pessimistic', 'optimistic'] as const).map((fillModel) => ({
  version: 1,
  parameters,
  role: 'acting',
  fillModel,
}));

describe('a session that keeps what was not taken', () => {
  it('hands out, part by part, the samples and fills of a session that keeps everything', () => {
    const whole = new Session(tape, lanes, settings);
    whole.advance(Number.POSITIVE_INFINITY);
    const { lanes: wanted } = whole.result();
    expect(wanted.map(({ fills }) => fills.length > 20)).toEqual([true, true]);

    const session = new Session(tape, lanes, { ...settings, keeps: 'until-taken' });
    const taken = lanes.map(() => ({ profit: [] as number[], holding: [] as number[], fills: [] as number[][] }));
    for (let part = 0; !session.done; part++) {
      session.advance(1 + ((part * 37) % 200));
      session.take((lane, { samples, fills, fillsFrom, fillsTo }) => {
        const to = taken[lane] ?? expect.unreachable();
        to.profit.push(...samples.profit);
        to.holding.push(...samples.holding);
        for (let i = fillsFrom; i < fillsTo; i++) {
          to.fills.push([fills.timeUs[i], fills.order[i], fills.priceTicks[i], fills.lots[i]] as number[]);
        }
      });
    }

    for (const [i, { samples, fills }] of wanted.entries()) {
      expect(taken[i]?.profit).toEqual([...samples.profit]);
      expect(taken[i]?.holding).toEqual([...samples.holding]);
      const rows = [...fills.timeUs].map((timeUs, row) => [
        timeUs,
        fills.order[row],
        fills.priceTicks[row],
        fills.lots[row],
      ]);
      expect(taken[i]?.fills).toEqual(rows);
    }
    expect(session.risks()).toEqual(wanted.map(({ riskState, riskEvents }) => ({ riskState, riskEvents })));
    expect(session.figures()).toEqual(whole.figures());
  });

  it('has no result, and one that keeps everything has nothing to take', () => {
    const session = new Session(tape, lanes, { ...settings, keeps: 'until-taken' });
    session.advance(60);
    expect(() => session.result()).toThrow('does not keep what a result is made of');
    expect(() => new Session(tape, lanes, settings).take(() => undefined)).toThrow('nothing to take');
  });
});
