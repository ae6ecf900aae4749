/** Samples are taken at the end of each second, decisions 50 ms before (laneTrader.test.ts). */

import { describe, expect, it } from 'vitest';
import { following, market, type Rule, second, traderOver } from '../testing/laneTrader.ts';

const bothSides: Rule = (_, sheet) => {
  sheet.bid(9_980, 10);
  sheet.ask(10_020, 10);
};

describe('the time without quotes', () => {
  it('is nothing while both sides are quoted', () => {
    expect(traderOver(market().quietUntil(8), bothSides).counters.quoteGaps).toEqual({});
  });

  it('tells a pause of the strategy from a side that it does not want', () => {
    const untilFive: Rule = (view, sheet) => {
      if (second(view) < 4.9) sheet.bid(9_980, 10);
      else sheet.bidPaused = true;
    };
    // Bids pause with the decision before the fifth of eight samples; asks are never wanted.
    expect(traderOver(market().quietUntil(8), untilFive).counters.quoteGaps).toEqual({
      'strategy-pause': [4, 0],
      'no-level': [0, 8],
    });
  });

  it('is of the market while its book has one side', () => {
    // Gone from 3 s to 6 s: the decisions of 3.95, 4.95 and 5.95 s find one side.
    const story = market().at(3).ask(10_010, 0).at(6).ask(10_010, 50).quietUntil(8);
    expect(traderOver(story, bothSides).counters.quoteGaps).toEqual({ 'one-sided-book': [3, 3] });
  });

  it('is of risk after repeated fills', () => {
    // The fill of 1.92 s is known at 1.97 s and stops buys up to 4.97 s: the decision of 4.95 s is the fourth without.
    const story = market().at(1.92).sold(9_979, 1).quietUntil(8);
    const limits = { repeatedFills: 1, repeatedFillsPauseSeconds: 3 };
    const lane = traderOver(story, bothSides, limits);
    expect(lane.riskEvents.map(({ code }) => code)).toEqual(['repeated-fills']);
    expect(lane.counters.quoteGaps).toEqual({ 'side-pause': [4, 0] });
  });

  it('is of the own limit where the position has reached it', () => {
    // A lot is worth 10: ten lots are the limit of 100. An ask, which nobody wants, would shrink the position.
    const rule: Rule = (view, sheet) => {
      if (view.inventoryLots < 10) sheet.bid(9_980, 10);
    };
    const capped = { ...following(rule), exposure: () => ({ order: 1, side: 1, position: 100 }) };
    const lane = traderOver(market().at(1.92).sold(9_979, 1).quietUntil(5), capped);
    expect(lane.counters.quoteGaps).toEqual({ 'position-limit': [4, 0], 'no-level': [0, 5] });
  });
});

it('a fill knows how far from mid its order was sent', () => {
  // A bid at 9,980 under a mid of 10,000; the taker order that closes has no level.
  const rule: Rule = (view, sheet) => {
    if (second(view) < 2.5) sheet.bid(9_980, 10);
    else if (view.inventoryLots > 0) sheet.takeLots = -view.inventoryLots;
  };
  const lane = traderOver(market().at(1.92).sold(9_979, 1).quietUntil(5), rule);
  expect([...lane.sentAtBps]).toEqual([expect.closeTo(20, 9), Number.NaN]);
});
