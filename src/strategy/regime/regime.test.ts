/** When the regime maker quotes, and when it moves its quotes; prices in dollars, sizes in coins. */

import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../market/instrument.ts';
import { type Shown, ShownStrategy } from '../../testing/shownStrategy.ts';
import type { Lenses } from '../lenses.ts';
import { defaultParameters, hasEffect, type Parameters } from '../parameters.ts';
import { regime } from './regime.ts';

/** One coin at 10,000; an order of 100 is 0.01 coins. */
const coin: Instrument = {
  symbol: 'COIN',
  contract: 'linear',
  tickSize: 0.1,
  lotSize: 0.001,
  minNotional: 10,
  makerFeeBps: 0,
  takerFeeBps: 5,
};
const still: Parameters = { flowBiasBps: 0, riskAversion: 0 };

interface Seen {
  readonly bids: readonly number[];
  readonly asks: readonly number[];
  readonly reasons: readonly string[];
}

/** A maker whose prices are looked at. */
class Maker {
  readonly #shown: ShownStrategy;

  constructor(changes: Parameters) {
    this.#shown = new ShownStrategy(regime, coin, { ...still, ...changes });
  }

  at(second: number, shown: Shown): Seen {
    const { bids, asks, reasons } = this.#shown.at(second, shown);
    const price = (quote: string): number => Number(quote.split(' @ ')[1]);
    return { bids: bids.map(price), asks: asks.map(price), reasons };
  }

  filled(size: number, price: number): this {
    this.#shown.filled(size, price);
    return this;
  }
}

const maker = (changes: Parameters = {}): Maker => new Maker(changes);
const around = (mid: number): { readonly market: readonly [number, number] } => ({ market: [mid - 0.1, mid + 0.1] });

describe('the quotes', () => {
  it('stand in levels, 3 bps apart in NORMAL', () => {
    expect(maker().at(0, around(10_000))).toEqual({
      bids: [9997, 9994],
      asks: [10003, 10006],
      reasons: [],
    });
  });

  it('come nearer in CALM', () => {
    const calm = maker();
    for (let second = 0; second < 61; second += 0.5) calm.at(second, around(10_000));
    // 2.1 bps: 0.7 × 3.
    expect(calm.at(61, around(10_000)).bids).toEqual([9997.9, 9995.8]);
  });

  it('are skewed against the position, and end on the growing side at the limit', () => {
    const held = maker({ inventoryLimitPct: 50 });
    // 0.025 coins are 250 of a limit of 500: 10 bps × tanh(1) = 7.6 bps down.
    expect(held.at(0, { ...around(10_000), inventory: 0.025 })).toMatchObject({
      bids: [9989.3, 9986.3],
      // Both would cross the bid of 9,999.9: they meet at the best price above it.
      asks: [10000],
    });
    expect(maker().at(0, { ...around(10_000), inventory: 0.05 })).toMatchObject({
      bids: [],
      reasons: ['inventory-limit'],
    });
  });

  it('are withdrawn in EXTREME, and after a fast move', () => {
    const extreme = maker({ toxicityEnabled: false });
    extreme.at(0, around(10_000));
    expect(extreme.at(0.5, around(10_100))).toEqual({ bids: [], asks: [], reasons: ['extreme'] });
    const toxic = maker({ volRegimeEnabled: false });
    toxic.at(0, around(10_000));
    expect(toxic.at(0.5, around(10_012))).toMatchObject({ bids: [], asks: [], reasons: ['toxic'] });
    expect(toxic.at(6, around(10_012)).reasons).toEqual(['toxic']);
  });

  it('wait for a market spread that is worth it', () => {
    expect(maker({ minMarketSpreadBps: 1 }).at(0, around(10_000)).reasons).toEqual(['market-spread']);
  });

  it('leave out the side that a one-sided touch endangers', () => {
    const oneSided = (bestBidLots: number, bestAskLots: number): Seen =>
      maker({ imbalanceEnabled: true }).at(0, { ...around(10_000), bestBidLots, bestAskLots });
    expect(oneSided(100, 100).reasons).toEqual([]);
    // 98 against 2: an imbalance of 0.96.
    expect(oneSided(98, 2)).toMatchObject({ bids: [9997, 9994], asks: [], reasons: ['imbalance'] });
    expect(oneSided(2, 98)).toMatchObject({ bids: [], asks: [10_003, 10_006], reasons: ['imbalance'] });
  });
});

describe('the gates', () => {
  it('keep quotes that would move by less than the tolerance', () => {
    const tolerant = maker({ volRegimeEnabled: false, repriceToleranceBps: 1 });
    const first = tolerant.at(0, around(10_000));
    expect(tolerant.at(0.5, around(10_000.9))).toEqual({ ...first, reasons: ['within-tolerance'] });
    expect(tolerant.at(1, around(10_001)).bids[0]).toBe(9997.9);
  });

  it('wait for the least time between two moves', () => {
    const slow = maker({ volRegimeEnabled: false, minRepriceSeconds: 3 });
    const first = slow.at(0, around(10_000));
    expect(slow.at(1, around(10_002))).toEqual({ ...first, reasons: ['too-soon'] });
    expect(slow.at(3, around(10_002)).bids[0]).toBe(9998.9);
  });

  it('move old quotes, however little', () => {
    const old = maker({ volRegimeEnabled: false, maxOrderAgeSeconds: 15 });
    old.at(0, around(10_000));
    expect(old.at(14.9, around(10_000.2)).reasons).toEqual(['within-tolerance']);
    expect(old.at(15.5, around(10_000.2))).toMatchObject({
      bids: [9997.1, 9994.1],
      reasons: ['age'],
    });
  });

  it('do not hold after a fill, or when a quote would cross', () => {
    const filled = maker({ volRegimeEnabled: false, repriceToleranceBps: 10, skewMaxBps: 0 });
    filled.at(0, around(10_000));
    expect(filled.filled(0.01, 9_997).at(0.1, around(10_000.5))).toMatchObject({
      bids: [9997.4, 9994.4],
    });
    expect(filled.at(0.2, around(9_997.3)).bids[0]).toBe(9994.3);
  });

  it('of a resting grid are its bounds', () => {
    const resting = maker({
      volRegimeEnabled: false,
      restingGrid: true,
      gridBoundVolatilities: 1,
      maxOrderAgeSeconds: 600,
    });
    const first = resting.at(0, around(10_000));
    // A move of 1 bps in half a second: bounds of √2 × √300 = 24 bps.
    expect(resting.at(0.5, around(10_001))).toEqual({ ...first, reasons: ['within-bounds'] });
  });
});

describe('a trend', () => {
  /** Sizes of both sides after the mid rose by 1 bps each half second for a minute. */
  function sizesAfterRise(changes: Parameters): readonly [bid: number, ask: number] {
    const shown = new ShownStrategy(regime, coin, {
      ...still,
      volRegimeEnabled: false,
      toxicityEnabled: false,
      ...changes,
    });
    let wanted = shown.at(0, around(10_000));
    for (let i = 1; i <= 120; i++) wanted = shown.at(i / 2, around(10_000 * 1.0001 ** i));
    const size = (quotes: readonly string[]): number => Number(quotes[0]?.split(' @ ')[0] ?? 0);
    return [size(wanted.bids), size(wanted.asks)];
  }

  it('of full strength halves the orders against it', () => {
    // 100 at 10,120 are 9.88 lots; half of it 4.94.
    expect(sizesAfterRise({})).toEqual([0.009, 0.004]);
    expect(sizesAfterRise({ trendReducesBuys: true, orderSizeUsd: 200 })).toEqual([0.009, 0.019]);
    expect(sizesAfterRise({ trendEnabled: false })).toEqual([0.009, 0.009]);
  });

  it('takes them away where that is asked for', () => {
    expect(sizesAfterRise({ trendPullsSide: true })).toEqual([0.009, 0]);
  });
});

describe('what the lenses show', () => {
  it('pulls the quotes when volume is one-sided', () => {
    const toxic = maker({ vpinBucketUsd: 1000, vpinBuckets: 5, vpinPull: 0.9 });
    // Buys of 0.1 coins at 10,000: a bucket each.
    const columns = {
      timeUs: Float64Array.from({ length: 5 }, (_, i) => i),
      priceTicks: new Int32Array(5).fill(100_000),
      lots: new Int32Array(5).fill(100),
      aggressor: new Uint8Array(5),
    };
    const bought = (to: number): Seen =>
      toxic.at(0, { ...around(10_000), lenses: { trades: { columns, from: 0, to } } });
    expect(bought(4).reasons).toEqual([]);
    expect(toxic.at(0.5, { ...around(10_000), lenses: { trades: { columns, from: 4, to: 5 } } }).reasons).toEqual([
      'vpin',
    ]);
  });

  it('counts the volume of inverse contracts by what a contract is worth, whatever the price', () => {
    const inverse: Instrument = { ...coin, contract: 'inverse', contractValue: 100, lotSize: 1 };
    const shown = new ShownStrategy(regime, inverse, { ...still, vpinBucketUsd: 1000, vpinBuckets: 5 });
    // Buys of ten contracts of 100 dollars: a bucket each.
    const columns = {
      timeUs: Float64Array.from({ length: 5 }, (_, i) => i),
      priceTicks: new Int32Array(5).fill(100_000),
      lots: new Int32Array(5).fill(10),
      aggressor: new Uint8Array(5),
    };
    const reasonsAt = (second: number, from: number, to: number): readonly string[] =>
      shown.at(second, { ...around(10_000), lenses: { trades: { columns, from, to } } }).reasons;
    expect(reasonsAt(0, 0, 4)).toEqual([]);
    expect(reasonsAt(0.5, 4, 5)).toEqual(['vpin']);
  });

  it('keeps quotes farther away after rejections', () => {
    const near = maker({ levels: 1, minOffsetBps: 0.1, volRegimeEnabled: false });
    const orders = (rejected: number): NonNullable<Lenses['orders']> => ({
      bidCount: 0,
      askCount: 0,
      bidTicks: new Int32Array(0),
      bidLots: new Int32Array(0),
      bidAgeUs: new Float64Array(0),
      askTicks: new Int32Array(0),
      askLots: new Int32Array(0),
      askAgeUs: new Float64Array(0),
      rejections: Int32Array.of(rejected, 0),
      rejectedUs: Float64Array.of(rejected === 0 ? Number.NEGATIVE_INFINITY : 0, Number.NEGATIVE_INFINITY),
    });
    expect(near.at(0, { ...around(10_000), lenses: { orders: orders(0) } }).bids).toEqual([9_999.8]);
    // Three rejections: four ticks below the ask of 10,000.1.
    expect(near.at(0.5, { ...around(10_000), lenses: { orders: orders(3) } })).toMatchObject({
      bids: [9_999.7],
      asks: [10_000.2],
      reasons: ['rejected'],
    });
  });
});

describe('a version', () => {
  it.each<[Parameters, RegExp]>([
    [{ calmBps: 30 }, /calmBps = 30, elevatedBps = 25, extremeBps = 60: they have to rise/],
    [{ volMediumSeconds: 60 }, /volShortSeconds = 60, volMediumSeconds = 60/],
    [{ trendFastSeconds: 300 }, /trendFastSeconds = 300/],
    [{ vpinWide: 0.95 }, /vpinWide = 0.95/],
    [{ orderSizeUsd: 10 }, /orderSizeUsd = 10 is below 10.5/],
  ])('is refused with %j', (changes, message) => {
    const parameters = { ...defaultParameters(regime.parameters), ...changes };
    const problems = regime.check?.(parameters, { instrument: coin, capital: 1_000, priceTicks: 100_000 }) ?? [];
    expect(problems.join('; ')).toMatch(message);
  });

  it('covers the maker fee in CALM too, where offsets are smaller', () => {
    const problems = (makerFeeBps: number, changes: Parameters = {}): string => {
      const parameters = { ...defaultParameters(regime.parameters), ...changes };
      return (regime.check?.(parameters, { instrument: { ...coin, makerFeeBps }, capital: 1_000 }) ?? []).join('; ');
    };
    // 0.7 × 3 bps.
    expect(problems(2.1)).toBe('');
    expect(problems(2.5)).toMatch(/the smallest offset, 2.1 bps in CALM, is below the maker fee of 2.5 bps/);
    expect(problems(2.5, { volRegimeEnabled: false })).toBe('');
  });

  it('that has no regimes still differs by the window of its reservation price', () => {
    const bids = (volShortSeconds: number): readonly number[] => {
      const held = maker({ volRegimeEnabled: false, toxicityEnabled: false, riskAversion: 1, volShortSeconds });
      held.at(0, around(10_000));
      // A move of 10 bps, 20 s ago: within 60 seconds and not within 10.
      for (let second = 0.5; second <= 20; second += 0.5) held.at(second, around(10_010));
      return held.at(20.5, { ...around(10_010), inventory: 0.02 }).bids;
    };
    expect(bids(60)[0]).toBeLessThan((bids(10)[0] ?? Number.NaN) - 1);
    const off = { ...defaultParameters(regime.parameters), volRegimeEnabled: false };
    const hasOne = (name: string): boolean => {
      const declaration = regime.parameters[name];
      return declaration !== undefined && hasEffect(declaration, off);
    };
    expect(['volShortSeconds', 'volMediumSeconds', 'volLongSeconds'].map(hasOne)).toEqual([true, true, false]);
  });

  it('reads what its switches need', () => {
    const needs = (changes: Parameters): readonly string[] | undefined =>
      regime.needs?.({ ...defaultParameters(regime.parameters), ...changes });
    expect(needs({})).toEqual(['orders', 'trades', 'funding']);
    expect(needs({ vpinEnabled: false, flowBiasBps: 0, fundingEnabled: false })).toEqual(['orders']);
  });
});

describe('the preset static', () => {
  const values = regime.presets?.find(({ name }) => name === 'static')?.values ?? {};
  /** A quiet minute, then 11 bps up at once. */
  const afterAJump = (changes: Parameters): Seen => {
    const one = maker(changes);
    for (let step = 0; step <= 120; step++) one.at(step / 2, around(10_000));
    return one.at(60.5, around(10_011));
  };

  it('pauses where a move of five seconds is beyond its fixed limit; the adapting maker quotes on', () => {
    // 11 bps are more than 1.25 × 6 of drift and 1.25 × 8 of volatility. With regimes both limits grow by 11 / 5: the minute moved by 11.
    expect(afterAJump(values)).toEqual({ bids: [], asks: [], reasons: ['toxic'] });
    expect(afterAJump({})).toMatchObject({ reasons: [] });
    expect(afterAJump({}).bids).toHaveLength(2);
  });

  it('reads its own orders alone', () => {
    const parameters = { ...defaultParameters(regime.parameters), ...values };
    expect(regime.needs?.(parameters)).toEqual(['orders']);
  });
});
