/** What a strategy sees through its lenses. It decides once a second, on the book of 0.95 s, of 1.95 s … */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASK, BID } from '../market/tape.ts';
import type { Lens } from '../strategy/lenses.ts';
import type { MarketView, StrategyKind } from '../strategy/strategy.ts';
import { fillsOf, following, laneSettings, market, type Rule, second, traderOver } from '../testing/laneTrader.ts';
import { aTape, type TapeStory } from '../testing/tape.ts';
import type { LaneResult } from './result.ts';
import { Session } from './session.ts';

function reading(needs: readonly Lens[], rule: Rule): StrategyKind {
  return { ...following(rule), name: 'reader', needs: () => needs };
}

/** What `look` makes of each view. */
function seen<T>(story: TapeStory, needs: readonly Lens[], look: (view: MarketView) => T): T[] {
  const looks: T[] = [];
  traderOver(
    story,
    reading(needs, (view) => looks.push(look(view))),
  );
  return looks;
}

/** `seconds buy or sell lots @ ticks` of each trade. */
function tradesOf({ trades }: MarketView): string[] {
  if (trades === undefined) return ['not shown'];
  const { columns, from, to } = trades;
  return Array.from({ length: to - from }, (_, k) => {
    const i = from + k;
    const way = columns.aggressor[i] === BID ? 'buy' : 'sell';
    return `${(columns.timeUs[i] ?? 0) / 1e6} ${way} ${columns.lots[i]} @ ${columns.priceTicks[i]}`;
  });
}

/** A row of depth so long after the row before, µs; null lots stand for a reset. */
const change = fc.record({
  after: fc.constantFrom(0, 1, 40_000, 50_000, 100_000, 300_000),
  side: fc.constantFrom(BID, ASK),
  distance: fc.integer({ min: 1, max: 12 }),
  lots: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 3 }) }, { weight: 1, arbitrary: fc.constant(null) }),
});

describe('the lens of depth', () => {
  const pairs = (ticks: Int32Array, lots: Int32Array, count: number): number[][] =>
    Array.from({ length: count }, (_, i) => [ticks[i] ?? 0, lots[i] ?? 0]);

  it('shows the displayed levels of both sides, best first', () => {
    const story = aTape().bid(9_990, 5).bid(9_980, 7).bid(9_985, 0).ask(10_010, 3).ask(10_012, 4).quietUntil(1);
    const [look] = seen(story, ['depth'], ({ depth }) =>
      depth === undefined
        ? []
        : [pairs(depth.bidTicks, depth.bidLots, depth.bidCount), pairs(depth.askTicks, depth.askLots, depth.askCount)],
    );
    expect(look).toEqual([
      [
        [9_990, 5],
        [9_980, 7],
      ],
      [
        [10_010, 3],
        [10_012, 4],
      ],
    ]);
  });

  it('ends after 20 levels', () => {
    const story = aTape().ask(10_001, 1);
    for (let i = 0; i < 25; i++) story.bid(9_990 - i, i + 1);
    const [look] = seen(story.quietUntil(1), ['depth'], ({ depth }) => [depth?.bidCount, depth?.bidTicks[19]]);
    expect(look).toEqual([20, 9_971]);
  });

  it('ends after as many levels as the strategy says that it reads', () => {
    const looks: unknown[] = [];
    const rule: Rule = ({ depth }) => looks.push([depth?.bidCount, depth?.askCount, depth?.askTicks[1]]);
    const story = market().bid(9_980, 1).bid(9_970, 1).ask(10_020, 1).ask(10_030, 1).quietUntil(1);
    traderOver(story, { ...reading(['depth'], rule), depthLevels: 2 });
    expect(looks).toEqual([[2, 2, 10_020]]);
  });

  it('shows each lane the book of the moment that it sees, whatever the lanes beside it see', () => {
    const lanesSeen = new Set<number>();
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 60 }), (changes) => {
        const story = market();
        let at = 0;
        const times = changes.map(({ after }) => {
          at += after;
          return at;
        });
        for (const [i, { side, distance, lots }] of changes.entries()) {
          story.at((times[i] ?? 0) / 1e6);
          if (lots === null) story.reset();
          else if (side === BID) story.bid(10_000 - distance, lots);
          else story.ask(10_000 + distance, lots);
        }
        const tape = story.quietUntil(4).compiled();
        const looks: [lane: number, timeUs: number, bids: number[][], asks: number[][]][] = [];
        // The pessimistic lanes see the venue 100 ms late, the optimistic one 25 ms.
        const latency = { ...laneSettings.latency, range: 2 };
        const strategy: StrategyKind = {
          ...reading(['depth'], () => undefined),
          create: ({ lane }) => ({
            reset: () => undefined,
            quote: ({ timeUs, depth }) => {
              // A lane that does not look leaves the book unread for those after it.
              if (depth === undefined || (Math.floor(timeUs / 1e5) + Number(lane)) % 3 === 0) return;
              const { bidTicks, bidLots, bidCount, askTicks, askLots, askCount } = depth;
              looks.push([
                Number(lane),
                timeUs,
                pairs(bidTicks, bidLots, bidCount),
                pairs(askTicks, askLots, askCount),
              ]);
            },
          }),
        };
        new Session(
          tape,
          (['pessimistic', 'optimistic', 'pessimistic'] as const).map((fillModel, lane) => ({
            version: lane + 1,
            parameters: { lane },
            role: lane === 0 ? ('acting' as const) : ('shadow' as const),
            fillModel,
          })),
          { ...laneSettings, latency, decisionUs: 1e5, strategy, durationUs: tape.endUs },
        ).advance(Number.POSITIVE_INFINITY);
        for (const [lane] of looks) lanesSeen.add(lane);
        for (const [, timeUs, bids, asks] of looks) {
          const shown = [new Map([[9_990, 50]]), new Map([[10_010, 50]])] as const;
          for (const [i, { side, distance, lots }] of changes.entries()) {
            if ((times[i] ?? 0) > timeUs) break;
            if (lots === null) for (const levels of shown) levels.clear();
            else shown[side].set(side === BID ? 10_000 - distance : 10_000 + distance, lots);
          }
          const there = (levels: Map<number, number>): number[][] => [...levels].filter(([, lots]) => lots > 0);
          expect(bids).toEqual(there(shown[BID]).sort(([a = 0], [b = 0]) => b - a));
          expect(asks).toEqual(there(shown[ASK]).sort(([a = 0], [b = 0]) => a - b));
        }
      }),
      { numRuns: 200 },
    );
    expect(lanesSeen.size).toBe(3);
  });

  it('is refused on a feed of best quotes, by the name of strategy and lens', () => {
    const quotes = aTape().bestBid(9_990, 5).bestAsk(10_010, 5).quietUntil(2);
    expect(() => seen(quotes, ['depth'], () => 0)).toThrow(
      /the strategy reader reads depth .*tape of ROUND shows the best quotes alone/,
    );
    expect(seen(quotes, ['trades'], () => 0)).toHaveLength(2);
  });
});

describe('the lens of trades', () => {
  const story = market().at(0.2).sold(9_990, 3).at(0.9).bought(10_010, 4).at(0.95).sold(9_990, 1);

  it('shows each trade once, at the first decision that can know of it', () => {
    const looks = seen(story.at(0.96).bought(10_010, 2).at(2.4).sold(9_990, 9).quietUntil(4), ['trades'], tradesOf);
    expect(looks).toEqual([
      ['0.2 sell 3 @ 9990', '0.9 buy 4 @ 10010', '0.95 sell 1 @ 9990'],
      ['0.96 buy 2 @ 10010'],
      ['2.4 sell 9 @ 9990'],
      [],
    ]);
  });

  it('shows the same trades of a tape that is read in parts', () => {
    const parts = market().at(0.2).sold(9_990, 3).at(1.5).bought(10_010, 4).at(1.6).sold(9_990, 1).quietUntil(4);
    const whole = seen(parts, ['trades'], tradesOf);
    const tape = parts.compiled();
    const rows = 2;
    const read = {
      ...tape,
      chunks: Math.ceil(tape.length / rows),
      chunk: (i: number) => {
        const [from, to] = [i * rows, Math.min(tape.length, (i + 1) * rows)];
        const { timeUs, code, lots } = tape;
        return {
          length: to - from,
          timeUs: timeUs.subarray(from, to),
          code: code.subarray(from, to),
          lots: lots.subarray(from, to),
        };
      },
    };
    parts.compiled = () => read;
    expect(seen(parts, ['trades'], tradesOf)).toEqual(whole);
    expect(whole.flat()).toHaveLength(3);
  });

  it('keeps trades for a strategy that is not asked for long', () => {
    const many = market();
    for (let i = 0; i < 900; i++) many.at(1 + i / 100).sold(9_990, 1 + (i % 7));
    const looks: string[][] = [];
    traderOver(
      many.quietUntil(13),
      reading(['trades'], (view, sheet) => {
        looks.push(tradesOf(view));
        Object.assign(sheet.validity, { untilUs: 11e6, lowTicks: 0, highTicks: 20_000, profitAbove: -1e9 });
      }),
    );
    const all = looks.flat();
    expect(all).toHaveLength(900);
    expect(new Set(all).size).toBe(900);
    expect(looks.map((rows) => rows.length)).toEqual([0, 900, 0]);
  });
});

describe('the lens of funding', () => {
  it('shows the rate paid last and the time of the next payment', () => {
    const story = market().at(1.5).funding(10_000, 0.0001).at(4.5).funding(10_000, -0.0002).quietUntil(6);
    const looks = seen(story, ['funding'], ({ funding }) => [funding?.rate, (funding?.nextUs ?? 0) / 1e6]);
    expect(looks).toEqual([
      // Before the first payment: the next whole eight hours of UTC, and the tape starts at one.
      [Number.NaN, 28_800],
      [0.0001, 28_801.5],
      [0.0001, 28_801.5],
      [0.0001, 28_801.5],
      // Two payments were 3 s apart.
      [-0.0002, 7.5],
      [-0.0002, 7.5],
    ]);
  });
});

describe('the lens of own orders', () => {
  it('shows what works with its age and what is left of it', () => {
    const looks: unknown[] = [];
    const lane = traderOver(
      market().at(2.5).sold(9_979, 4).quietUntil(5),
      reading(['orders'], ({ orders, ...view }, sheet) => {
        looks.push([second(view), orders?.bidCount, orders?.bidTicks[0], orders?.bidLots[0], orders?.bidAgeUs[0]]);
        sheet.bid(9_980, 10);
      }),
      {},
      { rules: 2 },
    );
    expect(fillsOf(lane)).toEqual(['2.5 s: +4 @ 9980']);
    expect(looks).toEqual([
      [0.95, 0, 0, 0, 0],
      [1.95, 1, 9_980, 10, 1e6],
      // Told of the fill at 2.55 s.
      [2.55, 1, 9_980, 6, 1.6e6],
      [2.95, 1, 9_980, 6, 2e6],
      [3.95, 1, 9_980, 6, 3e6],
      [4.95, 1, 9_980, 6, 4e6],
    ]);
  });

  it('shows when an order was refused', () => {
    const looks: unknown[] = [];
    // Sent at 0.95 s for an ask at 10,010, which falls below it before the order arrives.
    traderOver(
      market().at(1).ask(10_000, 5).quietUntil(3),
      reading(['orders'], ({ orders, ...view }, sheet) => {
        looks.push([second(view), orders?.rejections[BID], orders?.rejectedUs[BID]]);
        if (second(view) < 1) sheet.bid(10_005, 10);
      }),
    );
    expect(looks).toEqual([
      [0.95, 0, Number.NEGATIVE_INFINITY],
      [1.95, 1, 1.15e6],
      [2.95, 1, 1.15e6],
    ]);
  });
});

describe('lenses that were not asked for', () => {
  it('are not shown', () => {
    const [look] = seen(market().quietUntil(1), ['funding'], ({ depth, trades, orders }) => [depth, trades, orders]);
    expect(look).toEqual([undefined, undefined, undefined]);
  });
});

describe('reasons of a strategy', () => {
  function counted(reasonsAt: (second: number) => number): LaneResult['counters']['reasons'] {
    const kind: StrategyKind = {
      ...following((view, sheet) => {
        sheet.reasons = reasonsAt(Math.floor(second(view)));
      }),
      reasons: { thin: 'Too little is shown.', wild: 'The market moves too much.' },
    };
    return traderOver(market().quietUntil(8), kind).counters.reasons;
  }

  it('are counted when they begin', () => {
    // thin in the seconds 1, 2 and 5; wild in 2 to 5.
    expect(counted((at) => (at === 1 || at === 2 || at === 5 ? 1 : 0) + (at >= 2 && at <= 5 ? 2 : 0))).toEqual({
      thin: 2,
      wild: 1,
    });
  });

  it('are left out where none began', () => {
    expect(counted(() => 0)).toBeUndefined();
  });
});
