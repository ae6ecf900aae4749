/**
 * A trader under rules 2. Times as in the trader's test: what is decided on the book of second t arrives at t + 0.15; what happens at t
 * is known to the book of t + 0.05; the first decision sees the book of 0.95 s, so that its orders rest from 1.1 s on.
 */

import { describe, expect, it } from 'vitest';
import { latencyAt } from '../exchange/latency.ts';
import { factors, outcomeOf } from '../exchange/outcomes.ts';
import { Replay } from '../exchange/replay.ts';
import { compileTape } from '../market/compiledTape.ts';
import { btcUsdPerp, tickLotValue } from '../market/instrument.ts';
import { generateMarket } from '../market/synthetic/generate.ts';
import { defaultLimits } from '../risk/limits.ts';
import { grid } from '../strategy/grid/grid.ts';
import { defaultParameters } from '../strategy/parameters.ts';
import { fillsOf, following, market, type Rule, second, traderOver } from '../testing/laneTrader.ts';
import { roundNumbers, type TapeStory } from '../testing/tape.ts';
import type { FillModel, LaneResult } from './result.ts';
import { Session, type SessionSettings } from './session.ts';

/** Three bids of ten lots, and asks likewise. What is placed again after a fill at 3 s rests from 3.2 s on, and what is cancelled too. */
const ladder: Rule = (view, sheet) => {
  if (second(view) > 1.5) return;
  for (const ticks of [9_980, 9_975, 9_970]) sheet.bid(ticks, 10);
  for (const ticks of [10_020, 10_025, 10_030]) sheet.ask(ticks, 10);
};

function under2(story: TapeStory, rule: Rule, fillModel: FillModel = 'pessimistic'): LaneResult {
  return traderOver(story, following(rule, false), {}, { rules: 2 }, fillModel);
}

describe('pessimistic fills', () => {
  it('give no more than was traded, best price first, and the order goes on in the market that ran over it', () => {
    // All three trades pass all three bids: 15 lots, 5 and 12.
    const story = market().at(3).sold(9_960, 15).at(3.05).sold(9_960, 5).at(3.1).sold(9_960, 12).quietUntil(4);
    expect(fillsOf(under2(story, ladder))).toEqual([
      '3 s: +10 @ 9980',
      '3 s: +5 @ 9975',
      '3.05 s: +5 @ 9975',
      '3.1 s: +10 @ 9970',
    ]);
  });

  it('give of a quote through our prices what it shows, though nobody trades', () => {
    // One lot is flashed above all three asks, and once more; then two are shown that are not the best of their side.
    const flash = market().at(3).bid(10_040, 1).at(3.02).bid(10_040, 0).at(3.04).bid(10_040, 1);
    expect(fillsOf(under2(flash.at(3.08).bid(10_035, 2).quietUntil(4), ladder))).toEqual([
      '3 s: -1 @ 10020',
      '3.04 s: -1 @ 10020',
      '3.08 s: -2 @ 10020',
    ]);
  });

  it('let a trade work on the queue with what better prices of ours left of it', () => {
    // Nothing is shown at 9,975: of 14 lots there ten went to 9,980 and four are past an empty queue.
    const story = market().at(3).sold(9_975, 14).quietUntil(4);
    expect(fillsOf(under2(story, ladder))).toEqual(['3 s: +10 @ 9980', '3 s: +4 @ 9975']);
  });

  it('are whole at the optimistic end, by trades and by quotes', () => {
    const traded = market().at(3).sold(9_960, 1).quietUntil(4);
    expect(fillsOf(under2(traded, ladder, 'optimistic')).toSorted()).toEqual([
      '3 s: +10 @ 9970',
      '3 s: +10 @ 9975',
      '3 s: +10 @ 9980',
    ]);
    const flash = market().at(3).bid(10_022, 1).quietUntil(4);
    expect(fillsOf(under2(flash, ladder, 'optimistic'))).toEqual(['3 s: -10 @ 10020']);
  });
});

describe('a post-only order that would cross on arrival', () => {
  // The ask falls to 9,970 while a bid of 9,980 is under way: the nearest price that does not cross is 9,969.
  const falls = (): TapeStory => market().bid(9_960, 50).at(1).bid(9_990, 0).ask(9_970, 50);
  const sold = (): TapeStory => falls().at(3).sold(9_968, 20).quietUntil(5);
  const bids: Rule = (view, sheet) => {
    sheet.clear();
    if (second(view) < 1.5) sheet.bid(9_980, 10);
    else if (view.inventoryLots === 0) sheet.bid(9_969, 10);
  };

  it('is rejected at the pessimistic end', () => {
    const lane = under2(sold(), bids);
    expect(lane.counters).toMatchObject({ ordersPlaced: 2, ordersRejected: 1 });
  });

  it('slides at the optimistic end: fill, account and trader have the price at which it rests', () => {
    const heard: string[] = [];
    const lane = under2(
      sold(),
      (view, sheet) => {
        for (const { lots, priceTicks } of view.fills) heard.push(`${lots} @ ${priceTicks}`);
        bids(view, sheet);
      },
      'optimistic',
    );
    expect(fillsOf(lane)).toEqual(['3 s: +10 @ 9969']);
    expect(heard).toEqual(['10 @ 9969']);
    // A bid of 9,969 is what works: wanting that price places nothing and cancels nothing.
    expect(lane.counters).toMatchObject({ ordersPlaced: 1, ordersCancelled: 0, ordersRejected: 0 });
    // Ten lots of 9,969 ticks, marked at the mid of 9,960 and 9,970.
    const tickLot = tickLotValue(roundNumbers);
    expect(lane.samples.volume.at(-1)).toBeCloseTo(99_690 * tickLot, 9);
    expect(lane.samples.profit.at(-1)).toBeCloseTo(-40 * tickLot - (lane.fills.fee[0] ?? 0), 9);
  });
});

describe('a locked book', () => {
  it('is quoted on, has its mid, and refuses a post-only order at its price', () => {
    const seen: string[] = [];
    const locked = market().at(2).bid(10_010, 5).quietUntil(5);
    const lane = under2(locked, (view, sheet) => {
      seen.push(`${view.bestBidTicks} ${view.bestAskTicks}`);
      sheet.clear();
      sheet.bid(9_980, 10);
      if (second(view) > 2.5) sheet.bid(10_010, 10);
    });
    const replay = new Replay(locked.compiled(), 'displayed');
    replay.runUntil(3e6);
    expect(replay.midTicks).toBe(10_010);
    expect(seen).toEqual(['9990 10010', '9990 10010', '10010 10010', '10010 10010', '10010 10010']);
    expect(lane.counters.ordersCancelled).toBe(0);
    expect(lane.counters.ordersRejected).toBe(2);
  });
});

describe('orders that are large', () => {
  it('are counted on arrival against a tenth of what the best of their side shows', () => {
    // Bids of 50 lots are shown: six is more than a tenth, five is not. Nobody can say while the side is empty.
    const sizes: Rule = (view, sheet) => {
      sheet.clear();
      sheet.bid(9_980, 5);
      sheet.bid(9_975, 6);
      if (second(view) > 1.5) sheet.bid(9_970, 500);
    };
    expect(under2(market().quietUntil(2), sizes).counters.ordersLarge).toBe(1);
    expect(under2(market().quietUntil(4), sizes).counters.ordersLarge).toBe(2);
    expect(under2(market().at(2.05).bid(9_990, 0).quietUntil(4), sizes).counters.ordersLarge).toBe(1);
  });
});

describe('lanes of one session', () => {
  const MINUTES = 10;
  const tape = compileTape(
    generateMarket({ family: 'toxic', seed: 'range', minutes: MINUTES, instrument: btcUsdPerp }),
  );
  const latency = { feedUs: 50_000, orderUs: 100_000, responseUs: 80_000 };
  const parameters = { ...defaultParameters(grid.parameters), pauseOnTrend: true };
  const settings: SessionSettings = {
    instrument: btcUsdPerp,
    strategy: grid,
    capital: 1_000,
    limits: defaultLimits,
    latency,
    decisionUs: 100_000,
    durationUs: MINUTES * 60e6,
  };
  const digests = (changes: Partial<SessionSettings>): string[] => {
    const lanes = (['pessimistic', 'optimistic'] as const).map((fillModel) => {
      return { version: 1, parameters, role: 'acting' as const, fillModel };
    });
    const session = new Session(tape, lanes, { ...settings, ...changes });
    session.advance(Number.POSITIVE_INFINITY);
    return session.result().lanes.map(({ digest }) => digest);
  };

  it('have the slow and the fast end of the delays, each as if it ran alone with them', () => {
    const together = digests({ latency: { ...latency, range: 2 } });
    const slow = digests({ latency: { feedUs: 100_000, orderUs: 200_000, responseUs: 160_000 } });
    const fast = digests({ latency: { feedUs: 25_000, orderUs: 50_000, responseUs: 40_000 } });
    expect(together).toEqual([slow[0], fast[1]]);
    expect(together[0]).not.toBe(fast[0]);
  });

  it('all have the delays as they are set under rules 1', () => {
    expect(digests({ rules: 1, latency: { ...latency, range: 2 } })).toEqual(digests({ rules: 1 }));
  });

  it('are not changed by lanes of single factors beside them', () => {
    const requests = (['pessimistic', 'optimistic'] as const).map((fillModel) => {
      return { version: 1, parameters, role: 'acting' as const, fillModel };
    });
    const alone = factors.map((factor) => ({ ...(requests[0] ?? expect.unreachable()), factor }));
    const session = new Session(tape, [...alone, ...requests], settings);
    session.advance(Number.POSITIVE_INFINITY);
    expect(session.result().lanes.map(({ digest }) => digest)).toEqual(digests({}));
    expect(session.figures()).toHaveLength(7);
  });
});

describe('the outcomes', () => {
  it('refuse rules that nobody knows, and factors where there are none', () => {
    expect(() => outcomeOf(3, 'pessimistic')).toThrow('fill rules 3 are unknown: this program knows 1 to 2');
    expect(() => outcomeOf(0, 'optimistic')).toThrow(RangeError);
    expect(() => outcomeOf(1, 'pessimistic', 'queue')).toThrow('fill rules 1 have no factors');
  });

  it('round delays to whole microseconds, and leave a range of one alone', () => {
    const odd = { feedUs: 3, orderUs: 5, responseUs: 0 };
    expect(latencyAt({ ...odd, range: 2 }, 'fast')).toMatchObject({ feedUs: 2, orderUs: 3, responseUs: 0 });
    expect(latencyAt({ ...odd, range: 3 }, 'slow')).toMatchObject({ feedUs: 9, orderUs: 15, responseUs: 0 });
    expect(latencyAt(odd, 'slow')).toBe(odd);
    expect(latencyAt({ ...odd, range: 2 }, 'as-set')).toMatchObject(odd);
  });
});
