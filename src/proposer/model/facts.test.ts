import { describe, expect, it } from 'vitest';
import { gridParameters } from '../../strategy/grid/parameters.ts';
import type { ProposalRecord } from '../../study/records.ts';
import { aHistory, factsInput } from '../../testing/modelHistory.ts';
import { aRace } from '../../testing/studyRecords.ts';
import { encode } from '../encode.ts';
import { GainModel } from '../gainModel.ts';
import { promptFacts } from './facts.ts';
import { brief, type PromptLine, percent, withError } from './promptLine.ts';

const history = aHistory(6);
const input = factsInput(history, { base: 1 });
const facts = promptFacts(input);

function textsOf(lines: readonly PromptLine[]): string[] {
  return lines.map(({ text }) => text);
}

/** Cells of the rows that begin with a name. */
function rowsOf(lines: readonly PromptLine[], name: string): string[][] {
  return textsOf(lines)
    .map((text) => text.split(' | '))
    .filter(([first]) => first === name);
}

describe('the base', () => {
  it('has a row for each parameter: value, how far it may go, what ran', () => {
    // levels 3 may lose or gain one; pauseSeconds 0 does what 1 does, and 12, a tenth of 120, are counted from there; the stop loss is not tunable.
    const [levels = []] = rowsOf(facts.base, 'levels');
    expect(levels.slice(0, 3)).toEqual(['levels', '3', '2 to 4']);
    const [pause = []] = rowsOf(facts.base, 'pauseSeconds');
    expect([pause[2], pause[3]]).toEqual(['– to 13', '–']);
    expect(rowsOf(facts.base, 'stopLossPct')).toEqual([['stopLossPct', '10', 'fixed', '–', '–', '10']]);
    expect(rowsOf(facts.base, 'pauseOnTrend')[0]?.slice(0, 3)).toEqual(['pauseOnTrend', 'false', '– to true']);
    const spreads = [...new Set(history.versions.map(({ parameters }) => Number(parameters.spreadBps)))];
    expect(rowsOf(facts.base, 'spreadBps')[0]?.[5]).toBe(spreads.sort((a, b) => a - b).join(' '));
  });

  it('may go as far as the round reaches', () => {
    // A tenth of the 14 levels between the bounds is 1.4, three times that 4.2; of 120 seconds 36, counted from 1.
    const far = promptFacts({ ...input, reach: 3 }).base;
    const [levels = []] = rowsOf(far, 'levels');
    expect(levels[2]).toBe('1 to 7');
    expect(levels.slice(3, 5).every((cell) => /^-?[\d.]+ ±[\d.]+$/.test(cell))).toBe(true);
    expect(rowsOf(far, 'pauseSeconds')[0]?.[2]).toBe('– to 37');
  });

  // Capital 1,000, default parameters: three levels of 100 at 1 bps, limit 100 %, placed anew beyond 60 %, stop at 10 %.
  it('says what it amounts to, in the quote currency', () => {
    expect(textsOf(facts.base).at(-1)).toBe(
      'This amounts to: position limit 1000 USD; a fill places the grid anew beyond a position of 600 USD; all orders of one side hold 300 USD; stop at a loss of 100 USD; levels stand at least so far from mid 1, 2, 3 bps.',
    );
    const { derived: _, ...silent } = input.strategy;
    expect(textsOf(promptFacts({ ...input, strategy: silent }).base).join('\n')).not.toContain('amounts');
  });

  it('has what the surrogate believes of the farthest allowed values', () => {
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
    expect(rowsOf(facts.base, 'levels')[0]?.[4]).toBe(withError(belief.mean, belief.sd));
  });

  it('has to be on record', () => {
    expect(() => promptFacts(factsInput(history, { base: 99 }))).toThrow('v99');
  });
});

describe('the table of versions', () => {
  const [head = '', ...rows] = textsOf(facts.versions);

  it('ranks them by belief, best last, the champion at zero', () => {
    expect(head.split(' | ').slice(0, 4)).toEqual(['version', 'gain an hour', 'sd', 'P']);
    const means = rows.map((row) => Number(row.split(' | ')[1]));
    expect(means).toEqual(means.toSorted((a, b) => a - b));
    expect(rows).toHaveLength(6);
    expect(rowsOf(facts.versions, 'v1')[0]).toMatchObject({ 1: '0', 2: '0', 12: 'champion' });
  });

  it('has the belief that follows from each comparison, and marks the best guess', () => {
    for (const { comparisons } of history.evaluations) {
      for (const { challenger, gainPerHour } of comparisons) {
        const [row = []] = rowsOf(facts.versions, `v${challenger}`);
        if (gainPerHour === null) continue;
        const { mean, low, high } = gainPerHour;
        // Effects of 0.5 (0.05 % of 1,000) are expected; the 90 % interval reaches 1.645 errors to the side of zero.
        const error = ((mean > 0 ? mean - low : high - mean) / 1.6449) ** 2;
        expect(Number(row[1])).toBeCloseTo((mean * 0.25) / (0.25 + error), 2);
        expect(Number(row[2])).toBeCloseTo(Math.sqrt((0.25 * error) / (0.25 + error)), 2);
        expect([row[5], row[6]]).toEqual(['1', '1']);
      }
    }
    expect(rows.at(-1)).toMatch(/ \| explore/);
  });

  it('leaves out the worst of many', () => {
    const many = textsOf(promptFacts(factsInput(aHistory(40), { base: 1 })).versions);
    expect(many[1]).toBe('10 lower ones are not listed');
    expect(many).toHaveLength(32);
  });
});

describe('what a version did', () => {
  const own = history.lanes.filter((lane) => lane.version === 1 && lane.fillModel === 'pessimistic');

  it('is told of champion and base, of one that is both once', () => {
    expect(textsOf(facts.behaviour)[0]).toMatch(/^v1, champion and base: 6 sessions, 6 h, /);
    const other = textsOf(promptFacts(factsInput(history, { base: 3 })).behaviour);
    expect(other[0]).toMatch(/^v1, the champion: 6 sessions/);
    expect(other.filter((text) => /^v3, the base: 1 session, 1 h/.test(text))).toHaveLength(1);
  });

  it('names the worst session', () => {
    const worst = own.toSorted((a, b) => a.metrics.profit - b.metrics.profit)[0];
    const session = history.sessions.find(({ id }) => id === worst?.sessionId);
    expect(textsOf(facts.behaviour)[0]).toContain(
      `worst session s${session?.number} with ${brief(worst?.metrics.profit)}`,
    );
  });

  it('shows passive fills by side and by the distance at which their orders were sent', () => {
    // Six sessions with 12 buys and 8 sells of 100 each.
    expect(rowsOf(facts.behaviour, 'bought')).toEqual([['bought', '72', '7200', '1', '-0.5/-0.5/-0.5/-0.5']]);
    expect(rowsOf(facts.behaviour, 'sold')).toEqual([['sold', '48', '4800', '2', '-1.5/-1.5/-1.5/-1.5']]);
    const [near = []] = rowsOf(facts.behaviour, 'sent at 0.75 to 1.5 bps');
    expect(near.slice(1, 4)).toEqual(['90', '9000', '1']);
    expect(rowsOf(facts.behaviour, 'sent at 35 bps or more')[0]?.[1]).toBe('30');
  });

  it('weights markouts by the volume behind them', () => {
    // 100 volume at -1 and 300 at +1: +0.5.
    const group = (volume: number, markout: number): object => ({
      bought: { fills: 1, volume, spreadBps: 1, markoutsBps: [markout, null, null, null] },
      sold: { fills: 0, volume: 0, spreadBps: null, markoutsBps: [null, null, null, null] },
    });
    const lanes = aHistory(2).lanes.map((lane, i) => ({
      ...lane,
      metrics: { ...lane.metrics, fillsBySide: group(i < 2 ? 100 : 300, i < 2 ? -1 : 1) },
    })) as typeof history.lanes;
    const two = promptFacts(factsInput(aHistory(2).with({ lanes }), { base: 1 }));
    expect(rowsOf(two.behaviour, 'bought')).toEqual([['bought', '2', '400', '1', '0.5/–/–/–']]);
    expect(rowsOf(two.behaviour, 'sold')).toEqual([['sold', '0', '0', '–', '–/–/–/–']]);
  });

  it('shows its regimes, the time without quotes by cause, and where positions stood after moves', () => {
    const texts = textsOf(facts.behaviour);
    expect(texts.filter((text) => /^(calm|jumpy|trending) \((s\d ?)+\) \| 2 \| /.test(text))).toHaveLength(3);
    expect(texts).toContain('away %, bids/asks: no-level 50/13, side-pause 0/25');
    expect(texts).toContain(
      'position at the end of 18 rises: mean position -210, short in 12; of 6 falls: mean position 180, long in 6',
    );
  });

  it('counts what risk refused, without a cost that nobody knows', () => {
    const lanes = history.lanes.map((lane) => ({
      ...lane,
      metrics: { ...lane.metrics, requests: { ...lane.metrics.requests, denied: { 'side-pause': 7 } } },
      riskEvents: [{ timeUs: 1, code: 'repeated-fills', message: '10 sells filled within 60 s' }],
    }));
    const { behaviour } = promptFacts(factsInput(history.with({ lanes }), { base: 1 }));
    expect(textsOf(behaviour)).toContain(
      `quotes denied by risk: side-pause 42; risk events: repeated-fills 6; rejected on arrival: 72; force closes: ${own.reduce((sum, { metrics }) => sum + metrics.forceCloses, 0)}`,
    );
  });

  it('says which sessions its fills are of, where others did not record them', () => {
    const old = history.sessions.find(({ number }) => number === 1)?.id;
    const lanes = history.lanes.map((lane) => {
      if (lane.sessionId !== old) return lane;
      const { fillsBySide, fillsByDistance, quoteGaps, priceMoves, ...metrics } = lane.metrics;
      return { ...lane, metrics };
    });
    const { behaviour } = promptFacts(factsInput(history.with({ lanes }), { base: 1 }));
    const at = textsOf(behaviour).indexOf('of s2 s3 s4 s5 s6 alone, since others did not record it:');
    expect(at).toBeGreaterThan(0);
    expect(textsOf(behaviour)[at + 1]).toMatch(/^passive fills/);
    expect(rowsOf(behaviour, 'bought')[0]?.[1]).toBe('60');
  });

  it('has no row for a regime whose one session stands in the records', () => {
    const { behaviour } = promptFacts(factsInput(history, { base: 3 }));
    const own = textsOf(behaviour).slice(textsOf(behaviour).findIndex((text) => text.startsWith('v3, the base')));
    expect(own.filter((text) => text.startsWith('regime'))).toEqual([]);
  });

  it('leaves out what old sessions did not record', () => {
    const lanes = history.lanes.map((lane) => {
      const { fillsBySide, fillsByDistance, quoteGaps, priceMoves, ...metrics } = lane.metrics;
      return { ...lane, metrics };
    });
    const texts = textsOf(promptFacts(factsInput(history.with({ lanes }), { base: 1 })).behaviour);
    expect(texts.join('\n')).not.toMatch(/bought|sent at|position at|NaN/);
    expect(texts.find((text) => text.startsWith('calm'))).toMatch(/ \| –\/–$/);
  });
});

describe('the races of the last round', () => {
  const [proposal] = history.proposals;
  if (proposal === undefined) throw new Error('there is a proposal');
  const raced = (id: number, byMarket: readonly number[], belief: number): ProposalRecord => ({
    ...proposal,
    id,
    sessionId: 103,
    race: { ...aRace(byMarket), sessions: byMarket.map((_, i) => i + 1), byMarket, belief, probabilityBetter: 0.75 },
  });

  it('are shown market by market, the best guess first', () => {
    const earlier = { ...raced(6, [9], 9), sessionId: 102 };
    const proposals = [earlier, raced(7, [0.5, -1.25, 3], 0.1), raced(8, [2, 4], 0.2)];
    const { races } = promptFacts(factsInput(history.with({ proposals }), { base: 1 }));
    const [head = '', ...rows] = textsOf(races);
    expect(head.split(' | ').slice(2)).toEqual(['P', 's1', 's2', 's3']);
    expect(rows.map((row) => row.split(' | ').toSpliced(1, 1))).toEqual([
      ['p8', '75 %', '2', '4', '–'],
      ['p7', '75 %', '0.5', '-1.25', '3'],
    ]);
  });
});

describe('the predictions of the model', () => {
  it('come with what was measured, and with a score', () => {
    // Every one predicted 0.12 from -0.2 to 0.44 against its base.
    const texts = textsOf(facts.predictions);
    expect(texts[0]).toBe('proposal | version | change | predicted against its base | measured | in your range');
    expect(texts[1]).toMatch(
      /^p1 \| v2 \| .+ \| 0\.12 \[-0\.2, 0\.44\], P 68 % \| -?[\d.]+ ±[\d.]+ \| (yes|no|too noisy to tell)$/,
    );
    expect(texts.at(-1)).toMatch(
      /^You: \d predictions? measured, \d of them well enough to tell: \d inside the predicted range \(80 %/,
    );
  });

  it('are said to be missing where there is none', () => {
    const { predictions } = promptFacts(factsInput(history.with({ proposals: [] }), { base: 1 }));
    expect(textsOf(predictions)).toEqual(['None of your predictions has been measured so far.']);
  });
});

describe('the campaign', () => {
  const texts = textsOf(facts.campaign);

  it('has its terms and all evidence on the champion', () => {
    const fills = history.lanes
      .filter((l) => l.version === 1 && l.fillModel === 'pessimistic')
      .reduce((sum, { metrics }) => sum + metrics.fills, 0);
    expect(texts[0]).toBe(
      `Champion v1 (${fills} fills in 6 h), base of this round v1. Sessions of 60 min in mode sim, 8 left. A decision every 1000 ms; delay of the feed 50 ms, of an order 100 ms.`,
    );
  });

  it('states the limits of risk once, in money of a capital of 1,000', () => {
    expect(texts).toContain(
      '- an order is worth at most 300 USD (30 % of capital), all open orders together 4000 USD, and at most 40 are open',
    );
    expect(texts.join('\n')).toContain(
      '- 10 orders of one side filled within 60 s (repeated-fills) stop that side for 300 s (side-pause)',
    );
    expect(texts.join('\n')).toContain('a loss within the session of 1.5 % of capital leaves only orders that shrink');
  });

  it('says what the market is usually like', () => {
    const volatilities = history.sessions
      .map(({ facts: own }) => own?.market.volatilityBps ?? Number.NaN)
      .sort((a, b) => a - b);
    const median = ((volatilities[2] ?? Number.NaN) + (volatilities[3] ?? Number.NaN)) / 2;
    // 4,000 trades in 60 minutes.
    expect(texts.at(-1)).toMatch(/^Usual market, median of 6 sessions: spread 0\.125 bps, 66\.7 trades a minute, /);
    expect(texts.at(-1)).toContain(`volatility ${brief(median)} bps`);
  });
});

it('the facts are few before anything ran', () => {
  const young = aHistory(1).with({ sessions: [], lanes: [], evaluations: [], timeline: [] });
  const early = promptFacts(factsInput(young, { suggestion: null }));
  expect(early).toMatchObject({ behaviour: [], races: [], suggestion: [], learnings: [] });
  expect(textsOf(early.versions)[1]).toMatch(/^v1 \| 0 \| 0 \| – \| – \| 0 \| 0 \| /);
  expect(rowsOf(early.base, 'levels')[0]?.[5]).toBe('none');
});

describe('figures in lines', () => {
  it('have three significant digits and at most four decimals', () => {
    const written = [1.23456, -0.00432, 0.00004, 98.76, 1234.5, 7, -0.2, Number.NaN, null].map((value) => brief(value));
    expect(written).toEqual(['1.23', '-0.0043', '0', '98.8', '1235', '7', '-0.2', '–', '–']);
  });

  it('are whole per cent, finer at the ends', () => {
    expect([0.846, 0.013, 0.9951, 0, 1, null].map(percent)).toEqual(['85 %', '1.3 %', '99.5 %', '0 %', '100 %', '–']);
  });
});
