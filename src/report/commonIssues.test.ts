import { describe, expect, it } from 'vitest';
import type { Metrics } from '../evaluation/metrics.ts';
import { grid } from '../strategy/grid/grid.ts';
import { defaultParameters, type Parameters } from '../strategy/parameters.ts';
import { aStudy } from '../testing/study.ts';
import { commonIssuesSection } from './commonIssues.ts';
import { markdownFigures } from './figures.ts';

interface Hour {
  readonly profit?: number;
  readonly fills?: number;
  readonly metrics?: Partial<Metrics>;
  /** Fills of the optimistic lane; as many as of the other where left out. */
  readonly optimisticFills?: number;
  /** Profit of positions after their first minute. */
  readonly holding?: number;
  readonly parameters?: Parameters;
  readonly blocks?: readonly number[];
  /** Net move of the market, bps. */
  readonly moveBps?: number;
}

const noPosition: Metrics['inventory'] = { final: 0, max: 0, mean: 0, meanAbsolute: 0, holdingSeconds: null };
const requests = { placed: 500, cancelled: 400, rejected: 0, denied: {} };

/** One hour of `grid` on a market that fell by 12.5 bps within a range of 41 bps, unless told otherwise. */
function issuesOf(hour: Hour): string {
  const { profit = 1, fills = 40, metrics, optimisticFills, holding = 0, parameters, blocks, moveBps } = hour;
  const ran = { version: 1, profit, volume: 4_000, fills, metrics: { requests, ...metrics } };
  const recorded = aStudy()
    .version({ ...defaultParameters(grid.parameters), ...parameters })
    .session({ acting: 1, champion: 1, lanes: [{ ...ran, ...(blocks === undefined ? {} : { blocks }) }] })
    .recordedSession();
  const { session } = recorded;
  if (session.facts === null) return expect.unreachable();
  const market = { ...session.facts.market, ...(moveBps === undefined ? {} : { moveBps }) };
  const lanes = recorded.lanes.map((lane) => {
    const own = lane.fillModel === 'optimistic' ? (optimisticFills ?? fills) : fills;
    const held = { ...lane.blocks, holding: lane.blocks.holding.map(() => holding / 12) };
    return { ...lane, blocks: held, metrics: { ...lane.metrics, fills: own } };
  });
  const ranOn = { ...session, facts: { ...session.facts, market } };
  const of = { ...recorded, session: ranOn, lanes, declarations: grid.parameters };
  return commonIssuesSection(of, markdownFigures('$')).join('\n');
}

it('says so where nothing is wrong, and nothing without results', () => {
  expect(issuesOf({})).toBe(
    '## Common issues\nNone: orders were filled, the position did not keep growing, and nothing was lost.',
  );
  const aborted = aStudy().version().session({ acting: 1, champion: 1, lanes: [], status: 'aborted' });
  expect(commonIssuesSection(aborted.recordedSession(), markdownFigures('$'))).toEqual([]);
});

describe('orders that hardly fill', () => {
  it('stand too far away where the market did not reach them: the spread is to be lowered', () => {
    const text = issuesOf({ fills: 3 });
    expect(text).toContain('**Orders hardly fill: 3 fills of 500 orders in 1.0 h.** The market moved within 41.00 bps');
    // The buffer and the multiplier are at their lowest value already.
    expect(text).toContain('What moves it: nearer: lower `spreadBps` (1 bps).');
    expect(issuesOf({ fills: 4 })).toContain('None: ');
  });

  it('name no parameter that is at its bound', () => {
    expect(issuesOf({ fills: 0, parameters: { spreadBps: 0.1 } })).toContain(
      'nearer: no parameter of this version does that',
    );
  });

  it('stand too far back in the queue where optimistic fills are many', () => {
    expect(issuesOf({ fills: 0, optimisticFills: 55 })).toMatch(
      /With optimistic fills there were 55 fills: .* What moves it: keep places in the queue: raise `gridResetBps` \(25 bps\); nearer: /,
    );
  });

  it('were held back where a side mostly had no quotes, by the version or by something else', () => {
    const paused = { quoteGaps: { 'strategy-pause': { bids: 0.9, asks: 0.5 } } };
    const on = { pauseOnTrend: true, pauseSeconds: 60 };
    expect(issuesOf({ fills: 1, metrics: paused, parameters: on })).toMatch(
      /For 70 % of the time, both sides counted, there was no quote: strategy-pause\. What moves it: hold back less: turn off `pauseOnTrend`, raise `rocPauseBps` \(2 bps\), lower `pauseSeconds` \(60 s\)\./,
    );
    const stale = { quoteGaps: { 'stale-feed': { bids: 0.6, asks: 0.6 } } };
    expect(issuesOf({ fills: 1, metrics: stale })).toContain('there was no quote: stale-feed.\n');
  });

  it('were denied by risk where that happened more often than orders were sent', () => {
    const metrics = { requests: { ...requests, placed: 10, denied: { collar: 900, size: 3 } } };
    expect(issuesOf({ fills: 0, metrics })).toMatch(
      /Risk denied more orders than were sent, most often collar \(900 orders\)/,
    );
  });
});

describe('a position that keeps growing', () => {
  const long = { final: 480, max: 500, mean: 250, meanAbsolute: 250, holdingSeconds: 3_000 };

  it('against a trend asks for holding back too; a trend with it is none', () => {
    expect(issuesOf({ moveBps: -30, metrics: { inventory: long } })).toMatch(
      /The market moved −30\.0 bps against it, most of its range of 41\.0 bps: a trend\. What moves it: hold back more: turn on `pauseOnTrend`; react more/,
    );
    expect(issuesOf({ moveBps: 30, metrics: { inventory: long } })).toContain('no trend against it');
    // −12.5 bps of 41 is none either.
    expect(issuesOf({ metrics: { inventory: long } })).toMatch(
      /long \$480 at the end, \$500 at most, held for 50 min on average\.\*\* There was no trend against it \(net move −12\.5 bps/,
    );
  });

  it('is none where it was small at the end, turned, or was not held for long', () => {
    expect(issuesOf({ metrics: { inventory: { ...long, final: 300 } } })).toContain('None: ');
    expect(issuesOf({ metrics: { inventory: { ...long, mean: 100 } } })).toContain('None: ');
    expect(issuesOf({ metrics: { inventory: { ...long, holdingSeconds: 600 } } })).toContain('None: ');
    expect(issuesOf({ metrics: { inventory: noPosition } })).toContain('None: ');
  });

  it('names what reacts to a position, and what limits it', () => {
    expect(issuesOf({ metrics: { inventory: long } })).toContain(
      'What moves it: react more to the position: raise `inventorySkewSteps` (0 steps), lower `recentreInventoryPct` (60 % of the limit); hold less: lower `levels` (3 levels), lower `orderSizeUsd` (100 USD), lower `inventoryLimitPct` (100 % of capital), turn on `forceCloseOnTrend`.',
    );
  });
});

describe('a loss', () => {
  it('is adverse selection where most was lost within a minute of the fills', () => {
    // −2.00 = spread +1.00, holding −0.50, and −2.50 within a minute.
    const text = issuesOf({ profit: -2, holding: -0.5, metrics: { spreadProfit: 1, spreadCapturedBps: 2.5 } });
    expect(text).toMatch(
      /\*\*It lost \$2\.00\.\*\* The largest part, −\$2\.50, is adverse selection: .* captured 2\.50 bps of spread\./,
    );
    expect(text).toMatch(
      /wider: raise `spreadBps` \(1 bps\).*; follow the market faster: lower `gridResetBps`.*; hold back more: turn on `pauseOnTrend`/,
    );
  });

  it('is the position where most was lost after the first minute, and fees where they are the most', () => {
    expect(issuesOf({ profit: -2, holding: -2.5, metrics: { spreadProfit: 1 } })).toContain(
      'The largest part, −$2.50, is positions held for longer than a minute',
    );
    // −2.00 = spread +1.00, fees −3.50, and +0.50 within a minute.
    expect(issuesOf({ profit: -2, metrics: { spreadProfit: 1, feesPaid: 3.5 } })).toContain(
      'The largest part, −$3.50, is fees',
    );
  });

  it('says where its blocks do not tell it from luck', () => {
    const unsteady = [-3, 2.5, -3, 2, -3, 3, -3, 2, -2, 3, -3, 2.5];
    expect(issuesOf({ profit: -2, blocks: unsteady })).toContain(
      'Its blocks do not tell this loss from luck (per $10k −5.00 [',
    );
    // Equal blocks do not vary.
    expect(issuesOf({ profit: -2 })).not.toContain('luck');
  });
});
