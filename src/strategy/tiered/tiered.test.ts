/** The rules of the tiered maker with hand-computed prices; prices in dollars, sizes in coins. */

import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../market/instrument.ts';
import { type Shown, ShownStrategy, type WantedQuotes } from '../../testing/shownStrategy.ts';
import type { DepthLens } from '../lenses.ts';
import { checkParameters, defaultParameters, type Parameters } from '../parameters.ts';
import { tiered } from './tiered.ts';

/** A coin at 10,000: one lot is worth 0.1, ten lots 1. */
const coin: Instrument = {
  symbol: 'COIN',
  contract: 'linear',
  tickSize: 0.1,
  lotSize: 0.00001,
  minNotional: 0,
  makerFeeBps: 0,
  takerFeeBps: 5,
};

/** Ten levels at 10,000 with so many dollars on each side. */
function depth(bidUsd: number, askUsd: number): DepthLens {
  const ticks = new Int32Array(20).fill(100_000);
  const lots = (usd: number): Int32Array => new Int32Array(20).fill(usd);
  // Ten levels of `usd` lots worth 0.1 each.
  return { bidCount: 20, askCount: 20, bidTicks: ticks, askTicks: ticks, bidLots: lots(bidUsd), askLots: lots(askUsd) };
}

const simple: Parameters = {
  levels: 3,
  sideSizeUsd: 100,
  bandShares: false,
  sizeDecay: 0.5,
  deepTighten: 1,
  deepTightenMost: 1,
  tightMaxBps: 9,
};
const view = (mid = 10_000, more: Partial<Shown> = {}): Shown => ({
  market: [mid - 0.1, mid + 0.1],
  lenses: { depth: depth(60_000, 60_000) },
  ...more,
});
const maker = (changes: Parameters = {}, instrument = coin): ShownStrategy =>
  new ShownStrategy(tiered, instrument, { ...simple, ...changes });
const prices = (quotes: readonly string[]): number[] => quotes.map((quote) => Number(quote.split(' @ ')[1]));
const sizes = (quotes: readonly string[]): number[] => quotes.map((quote) => Number(quote.split(' @ ')[0]));

describe('the tiers', () => {
  it('stand at 1, 3 and 9 bps, with sizes of 4 : 2 : 1', () => {
    const wanted = maker().at(0, view());
    expect(prices(wanted.bids)).toEqual([9_999, 9_997, 9_991]);
    expect(prices(wanted.asks)).toEqual([10_001, 10_003, 10_009]);
    // 100 dollars are 0.01 coins: 4/7, 2/7 and 1/7 of them in whole lots.
    expect(sizes(wanted.bids)).toEqual([0.00571, 0.00285, 0.00142]);
    expect(wanted.reasons).toEqual([]);
  });

  it('stand around the microprice', () => {
    // Three quarters of the touch are bids: 0.05 above the mid.
    const market = { ...view(), bestBidLots: 300, bestAskLots: 100 };
    expect(prices(maker().at(0, market).bids)).toEqual([9_999, 9_997, 9_991]);
    expect(prices(maker().at(0, market).asks)).toEqual([10_001.1, 10_003.1, 10_009.1]);
    expect(prices(maker({ useMicroprice: false }).at(0, market).asks)[0]).toBe(10_001);
  });

  it('that are too small for the venue are added to the next one out', () => {
    // 57, 29 and 14 dollars; from 30 on the second is put to the third.
    const wanted = maker({}, { ...coin, minNotional: 30 }).at(0, view());
    expect(prices(wanted.bids)).toEqual([9_999, 9_991]);
    expect(sizes(wanted.bids)).toEqual([0.00571, 0.00428]);
  });

  it('that meet at one price are one', () => {
    const coarse = { ...coin, tickSize: 10, lotSize: 0.00001 };
    const wanted = maker({}, coarse).at(0, { market: [9_990, 10_010], lenses: view().lenses ?? {} });
    expect(prices(wanted.bids)).toEqual([9_990]);
    expect(sizes(wanted.bids)[0]).toBeCloseTo(0.01, 4);
  });
});

describe('the book', () => {
  it('is too thin below 50,000 on either side, which is recorded', () => {
    expect(maker().at(0, view(10_000, { lenses: { depth: depth(49_999, 90_000) } }))).toEqual({
      bids: [],
      asks: [],
      take: 0,
      reasons: ['illiquid'],
    });
    expect(maker().at(0, view(10_000, { lenses: { depth: depth(50_000, 50_000) } })).bids).toHaveLength(3);
  });

  it('widens when it is one-sided', () => {
    // (390 − 60) / 450 = 0.733: 1.3 + 0.2 × (0.733 − 0.3) / 0.7 = 1.424 bps.
    expect(prices(maker().at(0, view(10_000, { lenses: { depth: depth(390_000, 60_000) } })).bids)[0]).toBe(9_998.5);
  });
});

describe('delta', () => {
  // Of 1,000 × 10: 50 dollars (0.005 coins) are 0.5 %.
  const held = (coins: number): WantedQuotes => maker().at(0, view(10_000, { inventory: coins }));

  it('up to 0.5 % skews nothing', () => {
    expect(prices(held(0.005).bids)).toEqual([9_999, 9_997, 9_991]);
  });

  it('widens the side that grows it and tightens the other, in a straight line up to 5 %', () => {
    // 1.4 %: a fifth of the way; 1 + 2 × 0.2 and 1 − 0.5 × 0.2.
    expect(prices(held(0.014).bids)).toEqual([9_998.6, 9_995.8, 9_987.4]);
    expect(prices(held(0.014).asks)).toEqual([10_000.9, 10_002.7, 10_008.1]);
    expect(prices(held(-0.014).bids)).toEqual([9_999.1, 9_997.3, 9_991.9]);
  });

  it('is noted beyond 1.5 % and leaves one side from 2.5 % on', () => {
    expect(held(0.016).reasons).toEqual(['unbalanced']);
    expect(held(0.025)).toMatchObject({ bids: [], reasons: ['unbalanced', 'one-sided'] });
    expect(held(-0.025)).toMatchObject({ asks: [], reasons: ['unbalanced', 'one-sided'] });
    // 5 %: half of 1 bps.
    expect(prices(held(0.05).asks)[0]).toBe(10_000.5);
  });

  it('beyond 5 % is taken back to 1.5 % where that is asked for, at most every 3 s', () => {
    const taker = maker({ rebalanceByTaker: true });
    expect(taker.at(0, view(10_000, { inventory: 0.06 })).take).toBe(-0.045);
    expect(taker.at(1, view(10_000, { inventory: 0.06 })).take).toBe(0);
    expect(taker.at(3, view(10_000, { inventory: 0.06 })).take).toBe(-0.045);
    expect(maker().at(0, view(10_000, { inventory: 0.06 })).take).toBe(0);
  });
});

describe('taker volume', () => {
  it('above 10 % of all ends taker orders, and above 20 % quoting', () => {
    const trading = (made: number, taken: number): ShownStrategy => {
      const strategy = maker({ rebalanceByTaker: true });
      strategy.at(0, view());
      return strategy.filled(made, 9_999).filled(-taken, 10_000, true);
    };
    expect(trading(0.09, 0.01).at(1, view(10_000, { inventory: 0.06 }))).toMatchObject({ take: -0.045 });
    const warned = trading(0.085, 0.015).at(1, view(10_000, { inventory: 0.06 }));
    expect(warned).toMatchObject({ take: 0, reasons: ['taker-warning', 'unbalanced', 'one-sided'] });
    expect(trading(0.079, 0.021).at(1, view())).toMatchObject({ bids: [], asks: [], reasons: ['taker-pause'] });
  });
});

describe('fills that lose', () => {
  /** Buys so many times at 10,000 and lets the mid be elsewhere when each is judged. */
  function judged(fills: number, mid: number, changes: Parameters = {}): WantedQuotes {
    const strategy = maker({ normalVolatilityPct: 50, tightVolatilityPct: 40, cautiousVolatilityPct: 60, ...changes });
    strategy.at(0, view(mid));
    for (let i = 0; i < fills; i++) strategy.filled(0.001, 10_000).at(1 + i, view(mid, {}));
    const wanted = strategy.at(60, view(mid, { inventory: 0 }));
    // By then the quotes are old, too.
    return { ...wanted, reasons: wanted.reasons.filter((code) => code !== 'age') };
  }

  it('by more than 2 bps on average double the distances', () => {
    expect(prices(judged(1, 9_997).bids)[0]).toBeCloseTo(9_997 - 2 * 0.9997, 0);
    expect(judged(1, 9_997).reasons).toEqual(['adverse']);
    expect(judged(1, 9_998.5).reasons).toEqual([]);
  });

  it('three times in a row widen by 2.5 and halve the sizes', () => {
    const wanted = judged(3, 9_999);
    expect(wanted.reasons).toEqual(['losing']);
    expect(prices(wanted.bids)[0]).toBe(9_996.5);
    expect(sizes(wanted.bids)[0]).toBeCloseTo(0.00285, 4);
  });

  it('five times in a row pause quoting', () => {
    expect(judged(5, 9_999).reasons).toEqual(['losing-pause']);
    expect(judged(5, 10_001).reasons).toEqual([]);
  });
});

describe('a refresh', () => {
  it('comes once a second; young quotes stay within the tolerance, and five seconds move them', () => {
    const strategy = maker({ tightVolatilityPct: 98, normalVolatilityPct: 99, cautiousVolatilityPct: 99.5 });
    strategy.at(0, view(10_000));
    expect(prices(strategy.at(0.9, view(10_000.6)).bids)[0]).toBe(9_999);
    expect(strategy.at(1, view(10_000.2))).toMatchObject({ reasons: ['within-tolerance'] });
    expect(prices(strategy.at(2, view(10_000.6)).bids)[0]).toBe(9_999.5);
    strategy.at(3, view(10_000.7));
    expect(strategy.at(6.9, view(10_000.7)).reasons).toEqual(['within-tolerance']);
    expect(strategy.at(7, view(10_000.7))).toMatchObject({ reasons: ['age'] });
  });

  it('does not wait for a fill or a quote that would cross', () => {
    const strategy = maker();
    strategy.at(0, view(10_000));
    expect(prices(strategy.at(0.3, view(9_998.9)).bids)[0]).toBe(9_997.9);
    expect(prices(strategy.filled(0.001, 9_997.9).at(0.4, view(9_999.9)).bids)[0]).toBe(9_998.9);
  });
});

describe('a version', () => {
  it.each<[Parameters, RegExp]>([
    [{ tightVolatilityPct: 20 }, /tightVolatilityPct = 20, normalVolatilityPct = 15/],
    [{ oneSidedPct: 6 }, /oneSidedPct = 6, urgentPct = 5: they have to rise/],
    [{ losingFillsPause: 3 }, /losingFills = 3, losingFillsPause = 3/],
    [{ nearSharePct: 90 }, /more than 100 % together/],
    [{ sideSizeUsd: 50 }, /the largest tier of 12.6/],
  ])('is refused with %j', (changes, message) => {
    const parameters = { ...defaultParameters(tiered.parameters), ...changes };
    const problems = tiered.check?.(parameters, { instrument: { ...coin, minNotional: 100 }, capital: 1_000 }) ?? [];
    expect(problems.join('; ')).toMatch(message);
  });
});

describe('the zone', () => {
  /** First bid after 901 seconds in which the mid moved by so many bps each second, up and down in turn. */
  const firstBid = (changes: Parameters, bps: (second: number) => number): number => {
    const strategy = maker({ maxOrderAgeSeconds: 0.2, ...changes });
    let wanted = strategy.at(0, view());
    for (let second = 1; second <= 901; second++) {
      wanted = strategy.at(second, view(10_000 * (second % 2 === 0 ? 1 : 1 + bps(second) * 1e-4)));
    }
    // Distance from the last mid, bps.
    const mid = 10_000 * (1 + bps(901) * 1e-4);
    return Math.round((10_000 * (mid - (prices(wanted.bids)[0] ?? 0))) / mid);
  };
  // 1 bps a root second is 56 % a year, 0.1 bps 5.6 %.
  const wild = (): number => 1;

  it('follows realised volatility', () => {
    expect(firstBid({}, wild)).toBe(10);
  });

  it('follows a HAR-RV forecast where that is on', () => {
    const har = { harForecast: true, harConstantBps: 0, harMinute: 0, harFiveMinutes: 0, harQuarterHour: 0 };
    // A tenth of it is 5.6 %: tight. A constant of 0.3 makes 16.8 %: cautious.
    expect(firstBid({ ...har, harQuarterHour: 0.1 }, wild)).toBe(1);
    expect(firstBid({ ...har, harConstantBps: 0.3 }, wild)).toBe(5);
  });

  it('follows exponential weights where that is on', () => {
    // A minute without moves: with a half-life of ten seconds 1/64 of the variance is left, 1/8 bps or 7 % a year.
    const calmAtLast = (second: number): number => (second <= 840 ? 1 : 0);
    expect(firstBid({}, calmAtLast)).toBe(10);
    expect(firstBid({ ewmaForecast: true, ewmaHalfLifeSeconds: 10 }, calmAtLast)).toBe(1);
    expect(firstBid({ ewmaForecast: true, ewmaHalfLifeSeconds: 600 }, calmAtLast)).toBe(10);
  });

  it('cannot follow both', () => {
    const both = { ...defaultParameters(tiered.parameters), harForecast: true, ewmaForecast: true };
    expect(tiered.check?.(both, { instrument: coin, capital: 1_000 })).toEqual([
      'harForecast and ewmaForecast are both on: the zone can follow only one of them',
    ]);
  });

  it('of a version that was recorded before there were forecasts is as it was', () => {
    const recorded = Object.fromEntries(
      Object.entries(defaultParameters(tiered.parameters)).filter(([name]) => !/^(har|ewma|hedge)/.test(name)),
    );
    expect(Object.keys(recorded)).toHaveLength(50);
    expect(checkParameters(tiered.parameters, recorded)).toEqual([]);
    const context = { instrument: coin, capital: 1_000 };
    expect(tiered.check?.(recorded, context)).toEqual(tiered.check?.(defaultParameters(tiered.parameters), context));
    expect(() => tiered.create(recorded, context)).not.toThrow();
    const { sideSizeUsd: _, ...incomplete } = recorded;
    expect(checkParameters(tiered.parameters, incomplete).map(({ parameter }) => parameter)).toEqual(['sideSizeUsd']);
  });
});
