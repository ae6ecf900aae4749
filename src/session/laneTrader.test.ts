/**
 * A trader between its strategy and the venue. Times: 50 ms feed, 100 ms to the venue, 100 ms back; one decision a second.
 * What is decided on the book of second t arrives at t + 0.15; what happens at t is known to the book of t + 0.05.
 * The first decision sees the book of 0.95 s.
 */

import { describe, expect, it } from 'vitest';
import type { MarketView } from '../strategy/strategy.ts';
import { fillsOf, following, market, type Rule, second, traderOver } from '../testing/laneTrader.ts';
import { aTape, roundNumbers, type TapeStory } from '../testing/tape.ts';

describe('a sheet that is left alone', () => {
  const once: Rule = (view, sheet) => {
    if (second(view) < 1.5) sheet.bid(9_980, 10);
  };

  it('keeps its quotes working', () => {
    const lane = traderOver(market().quietUntil(60), following(once, false));
    expect([lane.counters.ordersPlaced, lane.counters.ordersCancelled]).toEqual([1, 0]);
  });

  it('is empty again after the market could not be quoted', () => {
    // The ask is gone for three seconds; a strategy that does not look keeps an empty sheet.
    const story = market().at(3).ask(10_010, 0).at(6).ask(10_010, 50).quietUntil(10);
    const lane = traderOver(story, following(once, false));
    expect([lane.counters.ordersPlaced, lane.counters.ordersCancelled]).toEqual([1, 1]);
  });
});

describe('a quote', () => {
  it('rests from its arrival on, and not before', () => {
    const bid: Rule = (_, sheet) => sheet.bid(10_000, 10);
    // Decided on the book of 0.95 s, it arrives at 1.10 s after the rows of that stamp.
    expect(fillsOf(traderOver(market().at(1.1).sold(9_999, 1).quietUntil(3), bid))).toEqual([]);
    expect(fillsOf(traderOver(market().at(1.100001).sold(9_999, 1).quietUntil(1.9).quietUntil(2), bid))).toEqual([
      '1.100001 s: +10 @ 10000',
    ]);
  });

  it('that stays the same is sent once', () => {
    const lane = traderOver(market().quietUntil(60), (_, sheet) => {
      sheet.bid(9_980, 10);
      sheet.ask(10_020, 10);
    });
    expect(lane.counters).toMatchObject({ decisions: 60, ordersPlaced: 2, ordersCancelled: 0 });
  });

  it('with another price or size replaces the one before', () => {
    const price = traderOver(market().quietUntil(10), (view, sheet) => sheet.bid(second(view) < 5 ? 9_980 : 9_981, 10));
    expect(price.counters).toMatchObject({ ordersPlaced: 2, ordersCancelled: 1 });
    const size = traderOver(market().quietUntil(10), (view, sheet) => sheet.bid(9_980, second(view) < 5 ? 10 : 11));
    expect(size.counters).toMatchObject({ ordersPlaced: 2, ordersCancelled: 1 });
  });

  it('that was filled in part keeps its rest working, whether the strategy still wants all or only the rest', () => {
    const story = (): TapeStory => market().at(3).sold(10_000, 4).at(6).sold(10_000, 100).at(6.01).quietUntil(6.02);
    const expected = ['3 s: +4 @ 10000', '6 s: +6 @ 10000'];
    const all = traderOver(story(), (_, sheet) => sheet.bid(10_000, 10), {}, { durationUs: 6e6 });
    expect(fillsOf(all)).toEqual(expected);
    expect(all.counters).toMatchObject({ ordersPlaced: 1, ordersCancelled: 0, ordersFilled: 1 });
    const rest = traderOver(
      story(),
      (view, sheet) => sheet.bid(10_000, 10 - view.inventoryLots),
      {},
      { durationUs: 6e6 },
    );
    expect(fillsOf(rest)).toEqual(expected);
    expect(rest.counters).toMatchObject({ ordersPlaced: 1, ordersCancelled: 0 });
  });

  it('that would take on arrival is refused, counted and may be sent again', () => {
    // The ask falls to 10,000 while a bid at 10,000 is on its way, and rises again.
    const story = market().at(1).quotes(9_990, 50, 10_000, 50).at(1.5).quotes(9_990, 50, 10_010, 50);
    const lane = traderOver(story.at(6).sold(9_999, 1).quietUntil(7), (view, sheet) => {
      if (second(view) < 4) sheet.bid(10_000, 10);
    });
    expect(lane.counters).toMatchObject({ ordersPlaced: 2, ordersRejected: 1, ordersCancelled: 1 });
    expect(fillsOf(lane)).toEqual([]);
  });
});

describe('a side that the strategy no longer wants', () => {
  const untilFive: Rule = (view, sheet) => {
    if (second(view) < 4.9) sheet.bid(10_000, 10);
    else sheet.bidPaused = true;
  };

  it.each([
    // Decided on the book of 4.95 s, the cancel arrives at 5.10 s and loses against rows of that stamp.
    [5.05, ['5.05 s: +10 @ 10000']],
    [5.1, ['5.1 s: +10 @ 10000']],
    [5.100001, []],
  ])('is cancelled with latency: a sweep at %d s', (at, expected) => {
    const lane = traderOver(market().at(at).sold(9_999, 1).quietUntil(8), untilFive);
    expect(fillsOf(lane)).toEqual(expected);
    expect(lane.counters).toMatchObject({ ordersPlaced: 1, ordersCancelled: 1 });
    expect(lane.samples.paused.at(-1)).toBe(1);
  });

  it('includes both sides of a market that has only one: everything is pulled', () => {
    const lane = traderOver(market().at(3).ask(10_010, 0).at(6).sold(9_600, 1).quietUntil(8), (_, sheet) =>
      sheet.bid(9_980, 10),
    );
    expect(fillsOf(lane)).toEqual([]);
    expect(lane.counters).toMatchObject({ ordersPlaced: 1, ordersCancelled: 1 });
  });
});

describe('what the strategy knows', () => {
  it('of its fills it learns 50 ms later in exchange time, and is asked at once', () => {
    const seen: string[] = [];
    traderOver(market().at(1.92).sold(9_999, 1).quietUntil(4), (view, sheet) => {
      seen.push(`${second(view)} s: ${view.inventoryLots} lots, ${view.fills.length} fills`);
      if (view.inventoryLots === 0) sheet.bid(10_000, 10);
    });
    expect(seen).toEqual([
      '0.95 s: 0 lots, 0 fills',
      '1.95 s: 0 lots, 0 fills',
      '1.97 s: 10 lots, 1 fills',
      '2.95 s: 10 lots, 0 fills',
      '3.95 s: 10 lots, 0 fills',
    ]);
  });

  it('its profit is cash and position at mid, fees included', () => {
    const profits: number[] = [];
    const story = market().at(1.5).sold(9_999, 1).at(2.5).quotes(9_980, 50, 10_000, 50).quietUntil(4);
    const rebate = { ...roundNumbers, makerFeeBps: -1 };
    traderOver(
      story,
      (view, sheet) => {
        profits.push(view.profit);
        if (view.inventoryLots === 0) sheet.bid(10_000, 10);
      },
      {},
      { instrument: rebate },
    );
    // 10 lots of 0.001 at 10,000 are worth 100: a rebate of 0.01. Ten ticks lower they lose 0.1.
    expect(profits.map((profit) => Number(profit.toFixed(9)))).toEqual([0, 0.01, 0.01, -0.09, -0.09]);
  });
});

describe('a taker order', () => {
  /** Ten lots are bought at 1.5 s; from 3 s on the strategy wants out by `lots`. */
  const buyThen =
    (close: (view: MarketView) => number): Rule =>
    (view, sheet) => {
      if (second(view) < 1) sheet.bid(10_000, 10);
      if (second(view) > 2.9) sheet.takeLots = close(view);
    };
  const bought = (bidLots: number): TapeStory =>
    aTape().quotes(9_990, bidLots, 10_010, 50).at(1.12).sold(9_999, 1).quietUntil(10);

  it('closes after the latency, at what the book shows', () => {
    const lane = traderOver(
      bought(50),
      buyThen((view) => -view.inventoryLots),
    );
    // Cancels come first in a request: nothing of ours is left to trade with.
    expect(fillsOf(lane)).toEqual(['1.12 s: +10 @ 10000', '3.1 s: -10 @ 9990']);
    expect(lane.counters.forceCloses).toBe(1);
  });

  it('is one at a time, and sent again for the rest after the answer', () => {
    const lane = traderOver(
      bought(4),
      buyThen((view) => -view.inventoryLots),
    );
    // 4 at 3.10, known at 3.15; the next is decided then and arrives at 3.30, and so on.
    expect(fillsOf(lane).slice(1)).toEqual(['3.1 s: -4 @ 9990', '3.3 s: -4 @ 9990', '3.5 s: -2 @ 9990']);
    expect(lane.counters.forceCloses).toBe(3);
  });

  it('is not sent twice however often the strategy asks while it is under way', () => {
    const lane = traderOver(
      bought(50),
      buyThen((view) => -view.inventoryLots),
      {},
      { decisionUs: 10_000 },
    );
    expect(fillsOf(lane).slice(1)).toHaveLength(1);
    expect(lane.counters.forceCloses).toBe(1);
  });

  it.each([
    ['more than the position', -11],
    ['in the direction of the position', 10],
  ])('of %s is not sent', (_, lots) => {
    const lane = traderOver(
      bought(50),
      buyThen((view) => (view.inventoryLots === 0 ? 0 : lots)),
    );
    expect(fillsOf(lane)).toHaveLength(1);
    expect(lane.counters.forceCloses).toBe(0);
    expect(lane.counters.denied['taker-not-closing']).toBeGreaterThan(5);
  });

  it('is not sent when flat', () => {
    const lane = traderOver(market().quietUntil(9), (_, sheet) => {
      sheet.takeLots = 5;
    });
    expect(fillsOf(lane)).toEqual([]);
    expect(lane.counters.denied['taker-not-closing']).toBe(9);
  });
});

describe('places for orders', () => {
  it('that run out are refused and counted, never lost without a word', () => {
    // Twenty new prices ten times a second and a second until a cancel is answered: far more than 32 a side.
    let wanted = 0;
    const lane = traderOver(
      market().quietUntil(20),
      (view, sheet) => {
        const shift = Math.round(second(view) * 10) % 2;
        for (let i = 0; i < 20; i++) sheet.bid(9_989 - 2 * i - shift, 10);
        wanted += 20;
      },
      { openOrders: 1_000, duplicateMs: 0 },
      { decisionUs: 100_000, latency: { feedUs: 0, orderUs: 500_000, responseUs: 500_000 } },
    );
    const { ordersPlaced, ordersCancelled, denied } = lane.counters;
    const refused = denied['open-orders'] ?? 0;
    expect(refused).toBeGreaterThan(500);
    expect(ordersPlaced).toBeGreaterThan(300);
    // No two decisions want the same price at the same time, so each wish is a new order or a refusal.
    expect(ordersPlaced + refused).toBe(wanted);
    expect(ordersPlaced - ordersCancelled).toBeLessThanOrEqual(32);
  });
});
