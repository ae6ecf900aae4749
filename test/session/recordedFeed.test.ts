/** Sessions on tapes with recorded feed delays: single cases, and random tapes against a simple implementation of docs/fills.md. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NEWEST_ENGINE, OLDEST_ENGINE } from '../../src/exchange/engine.ts';
import { OrderDelays } from '../../src/exchange/latency.ts';
import { compileTape } from '../../src/market/compiledTape.ts';
import { btcUsdPerp } from '../../src/market/instrument.ts';
import { generateMarket } from '../../src/market/synthetic/generate.ts';
import { BID, type Tape, TapeBuilder } from '../../src/market/tape.ts';
import { defaultLimits } from '../../src/risk/limits.ts';
import type { LaneResult } from '../../src/session/result.ts';
import { Session, type SessionSettings } from '../../src/session/session.ts';
import type { MarketView } from '../../src/strategy/strategy.ts';
import { following, type Rule } from '../../src/testing/laneTrader.ts';
import { aTape, roundNumbers, type TapeStory } from '../../src/testing/tape.ts';
import { anyTape, BEAT_US, END_US } from '../reference/arbitraryMarket.ts';
import { type MarketRow, marketRows } from '../reference/marketRow.ts';
import { PlainBook } from '../reference/plainBook.ts';
import { PlainFeed, PlainHeardFeed } from '../reference/plainFeed.ts';
import { busySettings, lanesOf, sessionResult } from './recordedStrategy.ts';

const recorded = { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000, feed: 'recorded' } as const;
const constant = { feedUs: 50_000, orderUs: 100_000, responseUs: 100_000 };

function traderOver(tape: Tape, rule: Rule, changes: Partial<SessionSettings> = {}): LaneResult {
  const session = new Session(
    compileTape(tape),
    [{ version: 1, parameters: {}, role: 'acting', fillModel: 'pessimistic' }],
    {
      instrument: roundNumbers,
      strategy: following(rule),
      capital: 1_000_000,
      limits: { ...defaultLimits, stalePullSeconds: 1_000, staleHaltSeconds: 1_000 },
      latency: recorded,
      decisionUs: 1e6,
      durationUs: 8e6,
      engine: OLDEST_ENGINE,
      ...changes,
    },
  );
  session.advance(Number.POSITIVE_INFINITY);
  const [lane] = session.result().lanes;
  if (lane === undefined) throw new Error('the session had no lane');
  return lane;
}

const second = (view: MarketView): number => view.timeUs / 1e6;
/** The delay is 50 ms, from 2.5 s on one second, and from 4.2 s on 50 ms again. */
const stalling = (): TapeStory => aTape().late(0.05).quotes(9_990, 50, 10_010, 50).at(2.5).late(1);

describe('an order placed while a feed that looks ahead stalls', () => {
  const once: Rule = (view, sheet) => {
    if (second(view) > 2 && view.bestAskTicks === 10_010) sheet.bid(10_000, 10);
  };
  // The market falls at 2.6 s, which the trader sees at 3.6 s; the trader decides at 3 s.
  const fallen = (): Tape => stalling().at(2.6).quotes(9_980, 50, 9_995, 50).at(4.2).late(0.05).quietUntil(8).tape();

  it('is decided on the old book and arrives at the new book', () => {
    const lane = traderOver(fallen(), once);
    expect(lane.counters).toMatchObject({ ordersPlaced: 1, ordersRejected: 1 });
  });

  it('is not sent when the feed has its usual delay', () => {
    expect(traderOver(fallen(), once, { latency: constant }).counters.ordersPlaced).toBe(0);
  });

  it('arrives by local time, not by the time of the book that the trader saw', () => {
    // Sent at 3.0 s on a book of 2.499999 s, it arrives at 3.1 s after the rows of that stamp.
    const sold = (at: number): Tape => stalling().at(at).sold(9_999, 1).quietUntil(8).tape();
    const first: Rule = (view, sheet) => {
      if (second(view) > 2 && second(view) < 3) sheet.bid(10_000, 10);
    };
    expect([...traderOver(sold(3.1), first).fills.timeUs]).toEqual([]);
    expect([...traderOver(sold(3.100001), first).fills.timeUs]).toEqual([3_100_001]);
  });
});

describe('the information of a trader whose feed looks ahead', () => {
  it('is never more than has arrived, including own fills', () => {
    const seen: string[] = [];
    const tape = stalling().at(2.6).sold(9_999, 10).at(4.2).late(0.05).bid(9_990, 40).quietUntil(8).tape();
    traderOver(tape, (view, sheet) => {
      seen.push(`${second(view)} s: ${view.inventoryLots} lots, ${view.fills.length} fills, bid ${view.bestBidLots}`);
      if (view.inventoryLots === 0) sheet.bid(10_000, 10);
    });
    expect(seen).toEqual([
      '0.95 s: 0 lots, 0 fills, bid 50',
      '1.95 s: 0 lots, 0 fills, bid 50',
      // Local times: 3.0 s, 3.6 s when the trade that filled the order arrives, 4.0 s, 5.0 s …
      '2.499999 s: 0 lots, 0 fills, bid 50',
      '2.6 s: 10 lots, 1 fills, bid 50',
      '3 s: 10 lots, 0 fills, bid 50',
      '4.95 s: 10 lots, 0 fills, bid 40',
      '5.95 s: 10 lots, 0 fills, bid 40',
      '6.95 s: 10 lots, 0 fills, bid 40',
      '7.95 s: 10 lots, 0 fills, bid 40',
    ]);
  });

  it('does not change while nothing arrives, and each decision has its own time', () => {
    const times: number[] = [];
    const tape = stalling().late(3.2).bid(9_990, 40).at(5.8).late(0.05).bid(9_990, 30).quietUntil(8).tape();
    traderOver(tape, (view, sheet) => {
      times.push(view.timeUs);
      sheet.bid(9_900 + times.length, 10);
    });
    // The row of 2.5 s arrives at 5.7 s: at 3, 4 and 5 s only the book before it is known.
    const still = 2_499_999;
    expect(times).toEqual([950_000, 1_950_000, still, still, still, 5_950_000, 6_950_000, 7_950_000]);
    // The orders decided at 4 s arrive at 4.1 s and replace those decided at 3 s.
    const swept = (at: number): number[] => {
      let decisions = 0;
      const story = stalling().late(3.2).bid(9_990, 40).at(at).sold(9_000, 1).quietUntil(8);
      return [...traderOver(story.tape(), (_, sheet) => sheet.bid(9_900 + ++decisions, 10)).fills.priceTicks];
    };
    expect([swept(4.05), swept(4.15), swept(5.15)]).toEqual([[9_903], [9_904], [9_905]]);
  });

  it('becomes stale while the feed stalls, and risk limits cancel the quotes', () => {
    const ticking = (): TapeStory => {
      let story = aTape().late(0.05).quotes(9_990, 50, 10_010, 50);
      for (let i = 1; i < 16; i++)
        story = story
          .at(i / 2)
          .late(i < 5 || i > 12 ? 0.05 : 4)
          .bid(9_990, 50 + i);
      return story.quietUntil(10);
    };
    const always: Rule = (_, sheet) => sheet.bid(9_980, 10);
    const limits = { ...defaultLimits, stalePullSeconds: 2, staleHaltSeconds: 1_000 };
    expect(traderOver(ticking().tape(), always, { limits }).counters.ordersCancelled).toBe(1);
    expect(traderOver(ticking().tape(), always, { limits, latency: constant }).counters.ordersCancelled).toBe(0);
  });
});

describe('the information of a trader whose feed is heard', () => {
  const newest = { engine: NEWEST_ENGINE };

  it('is the newest frame that was received, at the time that it bears, including own fills', () => {
    const seen: string[] = [];
    const tape = stalling().at(2.6).sold(9_999, 10).at(4.2).late(0.05).bid(9_990, 40).quietUntil(8).tape();
    traderOver(
      tape,
      (view, sheet) => {
        seen.push(`${second(view)} s: ${view.inventoryLots} lots, ${view.fills.length} fills, bid ${view.bestBidLots}`);
        if (view.inventoryLots === 0) sheet.bid(10_000, 10);
      },
      newest,
    );
    expect(seen).toEqual([
      // Local times: 1.0 s, 2.0 s, 3.0 s. The row of 2.6 s comes at 3.6 s, and nothing before tells that the feed is slow.
      '0 s: 0 lots, 0 fills, bid 50',
      '0 s: 0 lots, 0 fills, bid 50',
      '0 s: 0 lots, 0 fills, bid 50',
      // 3.6 s when the trade that filled the order arrives, 4.0 s; from 4.25 s on the row of 4.2 s is there: 5.0 s to 8.0 s.
      '2.6 s: 10 lots, 1 fills, bid 50',
      '2.6 s: 10 lots, 0 fills, bid 50',
      '4.2 s: 10 lots, 0 fills, bid 40',
      '4.2 s: 10 lots, 0 fills, bid 40',
      '4.2 s: 10 lots, 0 fills, bid 40',
      '4.2 s: 10 lots, 0 fills, bid 40',
    ]);
  });

  it('becomes stale while the feed is silent, and risk limits cancel the quotes', () => {
    const always: Rule = (_, sheet) => sheet.bid(9_980, 10);
    const limits = { ...defaultLimits, stalePullSeconds: 2, staleHaltSeconds: 1_000 };
    const tape = aTape().late(0.05).quotes(9_990, 50, 10_010, 50).quietUntil(8).tape();
    expect(traderOver(tape, always, { limits, ...newest }).counters.ordersCancelled).toBe(1);
  });

  it('does not depend on what comes later', () => {
    // The rows after 3 s, and how late they come, are all that differs.
    const until3 = (): TapeStory => stalling().at(2.6).quotes(9_980, 50, 9_995, 50).at(3).late(0.4).bid(9_970, 5);
    const others = [
      until3().quietUntil(8),
      until3().at(3.1).late(0).bid(9_960, 5).quietUntil(8),
      until3().at(3.2).late(4).bid(9_960, 5).quietUntil(8),
    ];
    // The row of 3 s had been received at 3.6 s, that of 3.1 s with it.
    const untilUs = 3.5e6;
    const [first, ...rest] = others.map((story) => {
      const views: string[] = [];
      const rule: Rule = (view, sheet) => {
        views.push(JSON.stringify(view));
        sheet.bid(9_900 + views.length, 10);
      };
      traderOver(story.tape(), rule, { ...newest, decisionUs: 250_000 });
      return views.slice(0, untilUs / 250_000);
    });
    for (const views of rest) expect(views).toEqual(first);
  });
});

describe('a feed that looks ahead and has a constant recorded delay', () => {
  it('gives byte for byte the result of a constant latency', () => {
    const tape = generateMarket({ family: 'toxic', seed: 'constant', minutes: 4, instrument: btcUsdPerp });
    const builder = new TapeBuilder(tape);
    builder.delay(0, busySettings.latency.feedUs);
    for (let i = 0; i < tape.length; i++) {
      const timeUs = tape.timeUs[i] ?? 0;
      // The same delay is repeated at times, as in recordings.
      if (i % 1000 === 0) builder.delay(timeUs, busySettings.latency.feedUs);
      builder.append(timeUs, tape.kind[i] ?? 0, tape.side[i] ?? 0, tape.priceTicks[i] ?? 0, tape.size[i] ?? 0);
    }
    const latency = { ...busySettings.latency, feedUs: 1, feed: 'recorded' } as const;
    const replayed = sessionResult(builder.build(), lanesOf(8), { latency, engine: OLDEST_ENGINE });
    expect(replayed).toEqual(sessionResult(tape, lanesOf(8), { engine: OLDEST_ENGINE }));
    expect(replayed.lanes.reduce((sum, lane) => sum + lane.fills.length, 0)).toBeGreaterThan(100);
  });

  it('with jitter varies only the latencies of orders and responses', () => {
    const times: number[] = [];
    const tape = aTape().late(0.05).quotes(9_990, 50, 10_010, 50).quietUntil(8).tape();
    const latency = { ...recorded, jitter: { spread: 1, seed: 'a' } };
    traderOver(tape, (view) => times.push(view.timeUs), { latency });
    expect(times).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((s) => s * 1e6 - 50_000));
    // The first order is sent at 1 s, and arrives after the first random latency.
    const arrivesUs = 1e6 + new OrderDelays(latency).orderUs();
    expect(arrivesUs).not.toBe(1.1e6);
    const soldAt = (us: number): number[] => {
      const story = aTape()
        .late(0.05)
        .quotes(9_990, 50, 10_010, 50)
        .at(us / 1e6)
        .sold(9_999, 1)
        .quietUntil(8);
      const once: Rule = (view, sheet) => {
        if (second(view) < 1) sheet.bid(10_000, 10);
      };
      return [...traderOver(story.tape(), once, { latency }).fills.timeUs];
    };
    expect([soldAt(arrivesUs), soldAt(arrivesUs + 1)]).toEqual([[], [arrivesUs + 1]]);
  });
});

/** After the arrival of the last event. */
const SESSION_US = 1e6;

/** Delays, in multiples of BEAT_US, before random rows of a random market. */
const anyLateTape = fc
  .tuple(anyTape(roundNumbers), fc.array(fc.constantFrom(0, 1, 3, 10, 25), { minLength: 1, maxLength: 12 }), fc.nat(9))
  .map(([tape, beats, offset]) => {
    const builder = new TapeBuilder(tape);
    builder.delay(0, (beats[0] ?? 0) * BEAT_US);
    for (let i = 0; i < tape.length; i++) {
      const timeUs = tape.timeUs[i] ?? 0;
      const change = (i + offset) % 7 === 0 ? beats[Math.floor(i / 7) % beats.length] : undefined;
      if (change !== undefined) builder.delay(timeUs, change * BEAT_US);
      builder.append(timeUs, tape.kind[i] ?? 0, tape.side[i] ?? 0, tape.priceTicks[i] ?? 0, tape.size[i] ?? 0);
    }
    builder.clock(SESSION_US);
    return builder.build();
  });

describe.each([
  { name: 'looks ahead', engine: OLDEST_ENGINE, feedOver: (rows: readonly MarketRow[]) => new PlainFeed(rows) },
  { name: 'is heard', engine: NEWEST_ENGINE, feedOver: (rows: readonly MarketRow[]) => new PlainHeardFeed(rows) },
])('over any market with any delays, with a feed that $name', ({ engine, feedOver }) => {
  const DECISION_US = 2_500;
  const latency = { feedUs: 0, orderUs: 2 * BEAT_US, responseUs: 3 * BEAT_US, feed: 'recorded' } as const;

  it('decisions come at the times of the simple implementation, use only what had arrived, and take effect after their latency', () => {
    let fillsSeen = 0;
    fc.assert(
      fc.property(anyLateTape, (tape) => {
        const rows = marketRows(tape);
        const feed = feedOver(rows);
        const touchAt = (venueUs: number): readonly [number | undefined, number | undefined] => {
          const book = new PlainBook('displayed');
          for (const row of rows) if (row.timeUs <= venueUs) book.apply(row);
          return [book.bestBid, book.bestAsk];
        };
        const views: { timeUs: number; bid: number; ask: number; inventoryLots: number }[] = [];
        const lane = traderOver(
          tape,
          (view, sheet) => {
            const { timeUs, bestBidTicks: bid, bestAskTicks: ask, inventoryLots } = view;
            views.push({ timeUs, bid, ask, inventoryLots });
            if (bid < ask) {
              sheet.bid(bid, 5);
              sheet.ask(ask, 5);
            }
          },
          {
            latency,
            engine,
            decisionUs: DECISION_US,
            durationUs: SESSION_US,
            limits: {
              ...defaultLimits,
              stalePullSeconds: 1_000,
              staleHaltSeconds: 1_000,
              duplicateMs: 0,
              repeatedFills: 1_000,
              rejectStreak: 10_000,
            },
          },
        );
        const fills = Array.from({ length: lane.fills.length }, (_, i) => {
          const timeUs = lane.fills.timeUs[i] ?? 0;
          const arrivedUs = Math.max(timeUs + latency.responseUs, feed.shownUs(timeUs));
          const signed = (lane.fills.side[i] === BID ? 1 : -1) * (lane.fills.lots[i] ?? 0);
          return {
            timeUs,
            ticks: lane.fills.priceTicks[i] ?? 0,
            signed,
            knownAtUs: feed.seenUs(arrivedUs) ?? Number.NaN,
          };
        });
        fillsSeen += fills.length;
        const decisionTimes = Array.from(
          { length: END_US / DECISION_US },
          (_, i) => feed.seenUs((i + 1) * DECISION_US) ?? -1,
        );
        const expected = [...decisionTimes, ...fills.map((fill) => fill.knownAtUs)]
          .filter((timeUs) => timeUs >= 0 && !touchAt(timeUs).includes(undefined))
          .sort((a, b) => a - b);
        const early = views.filter(({ timeUs }) => timeUs <= (decisionTimes.at(-1) ?? 0));
        expect([...new Set(early.map(({ timeUs }) => timeUs))]).toEqual([
          ...new Set(expected.filter((timeUs) => timeUs <= (decisionTimes.at(-1) ?? 0))),
        ]);
        for (const { timeUs, bid, ask, inventoryLots } of early) {
          expect([bid, ask]).toEqual(touchAt(timeUs));
          // Several rows may become known at one local time.
          let sum = fills.filter((fill) => fill.knownAtUs < timeUs).reduce((lots, { signed }) => lots + signed, 0);
          const possible = [sum];
          for (const fill of fills.filter(({ knownAtUs }) => knownAtUs === timeUs)) {
            sum += fill.signed;
            possible.push(sum);
          }
          expect(possible).toContain(inventoryLots);
        }
        for (const fill of fills) {
          const wished = views.filter(({ bid, ask }) => (fill.signed > 0 ? bid : ask) === fill.ticks);
          const sooner = Math.min(...wished.map(({ timeUs }) => feed.shownUs(timeUs)));
          expect(fill.timeUs).toBeGreaterThan(sooner + latency.orderUs);
        }
      }),
      { numRuns: 200 },
    );
    expect(fillsSeen).toBeGreaterThan(100);
  });
});
