import { describe, expect, it } from 'vitest';
import { gridParameters } from '../../strategy/grid/parameters.ts';
import { aHistory, factsInput } from '../../testing/modelHistory.ts';
import { encode } from '../encode.ts';
import { GainModel } from '../gainModel.ts';
import { promptFacts } from './facts.ts';

const history = aHistory(6);
const input = factsInput(history, { base: 1 });
const facts = promptFacts(input);

describe('the facts of the moment', () => {
  // Capital 1,000, default parameters: three levels of 100 at 1 bps, limit 100 %, placed anew beyond 60 %, stop at 10 %.
  it('say what the base amounts to, in the quote currency', () => {
    const money = (derived: string, value: number): object => ({ derived, values: [value], unit: 'USD' });
    expect(facts.base.slice(1)).toEqual([
      money('position limit', 1000),
      money('a fill places the grid anew beyond a position of', 600),
      money('all orders of one side hold', 300),
      money('stop at a loss of', 100),
      { derived: 'levels stand at least so far from mid', values: [1, 2, 3], unit: 'bps' },
    ]);
    const { derived: _, ...silent } = input.strategy;
    expect(promptFacts({ ...input, strategy: silent }).base).toHaveLength(1);
  });

  it('have the parameters of the base in full', () => {
    expect(facts.base.slice(0, 1)).toEqual([{ id: 'v1', parameters: history.versions[0]?.parameters }]);
    expect(() => promptFacts({ ...input, base: 99 })).toThrow('v99');
  });

  it('rank the versions ascending by posterior mean, the champion at zero', () => {
    const means = facts.leaderboard.map(({ mean }) => Number(mean));
    expect(means).toEqual(means.toSorted((a, b) => a - b));
    expect(facts.leaderboard).toHaveLength(6);
    expect(facts.leaderboard.find(({ champion }) => champion)).toMatchObject({ id: 'v1', mean: 0, se: 0 });
    for (const row of facts.leaderboard) {
      const comparison = history.evaluations[Number(String(row.id).slice(1)) - 1]?.comparisons[0];
      if (comparison?.gainPerHour === undefined || comparison.gainPerHour === null) continue;
      const { mean, low, high } = comparison.gainPerHour;
      // Effects of 0.5 (0.05 % of 1,000) are expected; the 90 % interval reaches 1.645 errors to the side of zero.
      const error = ((mean > 0 ? mean - low : high - mean) / 1.6449) ** 2;
      expect(row.mean).toBeCloseTo((mean * 0.25) / (0.25 + error), 3);
      expect(row.se).toBeCloseTo(Math.sqrt((0.25 * error) / (0.25 + error)), 3);
      expect(row).toMatchObject({ sessions: 1, hours: 1 });
    }
  });

  it('leave out the worst of many', () => {
    const many = promptFacts(factsInput(aHistory(40), { base: 1 })).leaderboard;
    expect(many).toHaveLength(31);
    expect(many[0]).toEqual({ leftOut: 10 });
  });

  it('give what the surrogate believes of the farthest allowed values', () => {
    const versions = input.leaderboard.versions.flatMap(({ version, effect }) =>
      effect === null ? [] : [{ version, effect }],
    );
    const process = new GainModel(
      versions.map(({ version, effect }) => ({ at: encode(gridParameters, version.parameters), gain: effect })),
      Object.keys(gridParameters).length,
      input.effectScale,
      0,
    );
    const from = history.versions[0]?.parameters ?? {};
    const belief = process.predictDifference(
      encode(gridParameters, { ...from, levels: 4 }),
      encode(gridParameters, from),
    );
    const row = facts.sensitivities.find(({ id }) => id === 'levels');
    expect(row).toMatchObject({ from: 3, lowest: { to: 2 }, highest: { to: 4 } });
    expect(row?.highest).toMatchObject({ mean: expect.closeTo(belief.mean, 4), sd: expect.closeTo(belief.sd, 4) });
    // One step of skew would do what none does.
    const skew = facts.sensitivities.find(({ id }) => id === 'inventorySkewSteps');
    expect(skew).toMatchObject({ from: 0, lowest: null, highest: { to: 2 } });
    const ids = facts.sensitivities.map(({ id }) => id);
    expect(ids).not.toContain('stopLossPct');
    // Its switch is off in v1.
    expect(ids).not.toContain('pauseSeconds');
  });

  it('say where nothing was tried', () => {
    const rows = new Map(facts.untested.map((row) => [row.id, row]));
    const values = (name: string): number[] =>
      [...new Set(history.versions.map(({ parameters }) => Number(parameters[name])))].sort((a, b) => a - b);
    const spreads = values('spreadBps');
    expect(rows.get('spreadBps')?.ran).toEqual(spreads);
    expect(rows.get('spreadBps')?.untested).toContainEqual([spreads.at(-1), 20]);
    const still = Object.keys(gridParameters).find((name) => values(name).length === 1 && name === 'inventoryLimitPct');
    expect(rows.get(still ?? '')).toEqual({ id: 'inventoryLimitPct', ran: [100], untested: [[5, 100]] });
    expect(rows.has('stopLossPct')).toBe(false);
  });

  it('name the worst session of the base, and the recent ones', () => {
    const profits = history.lanes
      .filter((l) => l.version === 1 && l.fillModel === 'pessimistic')
      .map((l) => l.metrics.profit);
    const worst = profits.indexOf(Math.min(...profits)) + 1;
    expect(facts.worst).toMatchObject([{ id: `s${worst}`, version: 'v1' }]);
    expect(facts.market.map(({ id }) => id)).toEqual(['s2', 's3', 's4', 's5', 's6']);
  });

  it('hold the terms of the campaign and all evidence on the champion', () => {
    const fills = history.lanes
      .filter((l) => l.version === 1 && l.fillModel === 'pessimistic')
      .reduce((sum, { metrics }) => sum + metrics.fills, 0);
    expect(facts.campaign).toMatchObject([
      {
        champion: 'v1',
        base: 'v1',
        sessionsLeft: 8,
        minVolumePerHour: 500,
        championFills: fills,
        championHours: 6,
        feedDelayMs: 50,
        orderDelayMs: 100,
        orderLimitPct: 30,
      },
    ]);
  });

  it('are few before anything ran', () => {
    const young = aHistory(1).with({ sessions: [], lanes: [], evaluations: [], timeline: [] });
    const early = promptFacts(factsInput(young, { suggestion: null }));
    expect(early).toMatchObject({ leaderboard: [{ id: 'v1' }], market: [], worst: [], suggestion: [], learnings: [] });
    expect(early.untested.find(({ id }) => id === 'levels')).toEqual({ id: 'levels', ran: [], untested: [[1, 15]] });
  });
});
