/**
 * A trader whose strategy says how long its quotes stay the same. It decides once a second: on the book of 0.95 s, of 1.95 s …;
 * the first decision sends its quotes, the second finds that they work.
 */

import { describe, expect, it } from 'vitest';
import type { RiskLimits } from '../risk/limits.ts';
import { market, second, traderOver } from '../testing/laneTrader.ts';
import type { TapeStory } from '../testing/tape.ts';
import type { LaneResult } from './result.ts';
import type { SessionSettings } from './session.ts';

interface IdleRun {
  readonly lane: LaneResult;
  /** Seconds at which the strategy was asked. */
  readonly asked: readonly number[];
}

/** Bids 10 lots at 9,980, which stays the same until the 10th second within 9,970 and 10,030. */
function idling(
  story: TapeStory,
  limits: Partial<RiskLimits> = {},
  {
    until = 10,
    profitAbove = -1e9,
    ...changes
  }: Partial<SessionSettings> & { until?: number; profitAbove?: number } = {},
): IdleRun {
  const asked: number[] = [];
  const lane = traderOver(
    story,
    (view, sheet) => {
      asked.push(second(view));
      if (view.inventoryLots === 0) sheet.bid(9_980, 10);
      Object.assign(sheet.validity, { untilUs: until * 1e6, lowTicks: 9_970, highTicks: 10_030, profitAbove });
    },
    limits,
    changes,
  );
  return { lane, asked };
}

describe('an idle trader', () => {
  it('does not ask before the moment that the strategy has named', () => {
    const { asked, lane } = idling(market().quietUntil(13));
    expect(asked).toEqual([0.95, 1.95, 10.95, 11.95, 12.95]);
    expect(lane.counters).toMatchObject({ decisions: 13, ordersPlaced: 1, ordersCancelled: 0 });
  });

  it('counts decisions that it need not make, also while it is idle', () => {
    expect(idling(market().quietUntil(6)).lane.counters.decisions).toBe(6);
  });

  it('goes on at the first decision after the touch has left the corridor, even if it is back by then', () => {
    const away = market().at(4.3).bid(9_965, 5).bid(9_990, 0).at(4.4).bid(9_990, 50).quietUntil(8);
    expect(idling(away).asked).toEqual([0.95, 1.95, 4.95]);
    const upwards = market().at(4.3).ask(10_031, 5).ask(10_010, 0).quietUntil(8);
    expect(idling(upwards).asked).toEqual([0.95, 1.95, 4.95, 5.95, 6.95, 7.95]);
  });

  it('goes on when one side runs over the other', () => {
    // A bid at 10,020 takes the ask of 10,010 with it: what is left asks 10,040.
    const over = market().ask(10_040, 50).at(4.3).bid(10_020, 5).quietUntil(7);
    expect(idling(over).asked).toEqual([0.95, 1.95, 4.95, 5.95, 6.95]);
  });

  it('is not idle while bid and ask are at one price', () => {
    const locked = market().at(4.3).bid(10_010, 5).at(6.3).bid(10_010, 0).quietUntil(9);
    expect(idling(locked, {}, { rules: 2 }).asked).toEqual([0.95, 1.95, 4.95, 5.95, 6.95]);
  });

  it('decides on the rows of its own moment', () => {
    // What is stamped 4.95 s is in the book of 4.95 s.
    expect(idling(market().at(4.95).ask(10_031, 5).ask(10_010, 0).quietUntil(6)).asked).toEqual([
      0.95, 1.95, 4.95, 5.95,
    ]);
  });

  it('stays idle while the touch moves within the range, up to its bounds', () => {
    const down = market().at(3).bid(9_970, 50).bid(9_990, 0);
    const inside = down.at(4).ask(10_030, 50).ask(10_010, 0).quietUntil(8);
    expect(idling(inside).asked).toEqual([0.95, 1.95]);
  });

  it('goes on when it hears of a fill', () => {
    // Filled at 5.10 s, known to the book of 5.15 s; with nothing wanted any more it may be idle again.
    expect(idling(market().at(5.1).sold(9_979, 1).quietUntil(9)).asked).toEqual([0.95, 1.95, 5.15]);
  });

  it('goes on when the feed breaks, and pulls its quotes', () => {
    const { asked, lane } = idling(market().at(4.3).reset().quietUntil(8));
    expect(asked).toEqual([0.95, 1.95]);
    expect(lane.counters.ordersCancelled).toBe(1);
  });

  it('goes on when funding is paid', () => {
    const story = market().at(2.5).sold(9_979, 1).at(5.3).funding(10_000, 0.0001).quietUntil(9);
    // Asked at 2.55 s with the fill, and at 5.95 s since its profit is another one.
    expect(idling(story).asked).toEqual([0.95, 1.95, 2.55, 5.95]);
  });
});

describe('a trader does not become idle', () => {
  it('by a strategy that says nothing', () => {
    expect(idling(market().quietUntil(5), {}, { until: 0 }).asked).toHaveLength(5);
  });

  it('where the touch is outside the corridor to begin with', () => {
    const wide = market().at(0).quotes(9_960, 50, 10_010, 50).quietUntil(5);
    expect(idling(wide).asked).toHaveLength(5);
  });

  it('where profit at a bound of the corridor is one that the strategy would mind', () => {
    // 10 lots bought at 9,980 are worth −0.1 at 9,970.
    const bought = (): TapeStory => market().at(2.5).sold(9_979, 1).quietUntil(6);
    expect(idling(bought(), {}, { profitAbove: -0.11 }).asked).toEqual([0.95, 1.95, 2.55]);
    expect(idling(bought(), {}, { profitAbove: -0.1 }).asked).toEqual([0.95, 1.95, 2.55, 2.95, 3.95, 4.95, 5.95]);
  });
});

describe('where delays vary', () => {
  const latency = { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000, jitter: { spread: 0.1, seed: 'rest' } };

  it('every decision checks whether the market is within the range, and the strategy is not asked', () => {
    const { asked, lane } = idling(market().quietUntil(9), {}, { latency });
    expect(asked).toHaveLength(2);
    expect(lane.counters.decisions).toBe(9);
    expect(idling(market().at(4.3).ask(10_031, 5).ask(10_010, 0).quietUntil(9), {}, { latency }).asked).toHaveLength(7);
  });

  it('quotes are pulled in time from a market that grows old', () => {
    const { lane } = idling(market().quietUntil(9), { stalePullSeconds: 5 }, { latency, until: 100 });
    expect(lane.riskEvents.map(({ code }) => code)).toEqual(['stale-feed']);
    expect(lane.counters.ordersCancelled).toBe(1);
  });
});

describe('risk watches an idle trader', () => {
  it('for orders that are rejected, also when they were given up before that is known', () => {
    // A bid at 10,000 is decided on the book of 0.15 s, given up on that of 0.25 s, and crosses an ask of 0.2 s when it
    // arrives at 0.30 s. That is known to the book of 1.25 s: the lane is halted, and its other quote pulled.
    const story = market().at(0.2).ask(10_000, 50).quietUntil(4);
    const lane = traderOver(
      story,
      (view, sheet) => {
        sheet.bid(9_980, 10);
        if (second(view) === 0.15) sheet.bid(10_000, 10);
        Object.assign(sheet.validity, { untilUs: 1e9, lowTicks: 9_970, highTicks: 10_030, profitAbove: -1e9 });
      },
      { rejectStreak: 1 },
      { decisionUs: 1e5, latency: { feedUs: 50_000, orderUs: 100_000, responseUs: 1_000_000 } },
    );
    expect(lane.riskEvents.map(({ timeUs, code }) => [timeUs / 1e6, code])).toEqual([[1.25, 'reject-streak']]);
    expect(lane.counters).toMatchObject({ ordersPlaced: 2, ordersRejected: 1, ordersCancelled: 2 });
  });

  it('for the age of the market: quotes are pulled in time', () => {
    const { lane } = idling(market().quietUntil(20), { stalePullSeconds: 5, staleHaltSeconds: 12 }, { until: 100 });
    // The newest row is of 0 s: more than five seconds old at 5.95 s, more than twelve at 12.95 s.
    expect(lane.riskEvents.map(({ timeUs, code }) => [timeUs / 1e6, code])).toEqual([
      [5.95, 'stale-feed'],
      [12.95, 'stale-halt'],
    ]);
    expect(lane.counters.ordersCancelled).toBe(1);
  });

  it('for a loss inside the corridor', () => {
    // 10 lots bought at 9,980; with the mid at 9,972.5 they have lost 0.075 of 10, which is 0.75 %.
    const story = market().at(2.5).sold(9_979, 1).at(4.5).bid(9_970, 50).bid(9_990, 0).ask(9_975, 50).quietUntil(7);
    const limits = { orderNotionalPct: 1_000, openNotionalPct: 1_000, positionPct: 1_100, lossWarnPct: 0.7 };
    const { lane } = idling(story, limits, { capital: 10 });
    expect(lane.riskEvents.map(({ timeUs, code }) => [timeUs / 1e6, code])).toEqual([[4.95, 'loss-warning']]);
  });

  it('for a position that grows over its limit with the price', () => {
    // 10 lots at 10,000 are worth 100: over the limit above a mid of 10,010.
    const story = market().at(2.5).sold(9_979, 1).at(4.5).ask(10_020, 50).ask(10_010, 0).bid(10_010, 50).quietUntil(7);
    const limits = { orderNotionalPct: 200, positionPct: 100 };
    const { lane } = idling(story, limits, { capital: 100.1 });
    expect(lane.riskEvents.map(({ timeUs, code }) => [timeUs / 1e6, code])).toEqual([[4.95, 'position']]);
  });
});
