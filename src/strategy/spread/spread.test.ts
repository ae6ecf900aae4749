/** The scenarios of the document on basic spread capture, with its numbers; market and prices in dollars, sizes in contracts. */

import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../market/instrument.ts';
import { ShownStrategy } from '../../testing/shownStrategy.ts';
import { defaultParameters, type Parameters } from '../parameters.ts';
import { spread } from './spread.ts';

const contract: Instrument = {
  symbol: 'YES',
  contract: 'binary',
  tickSize: 0.01,
  lotSize: 1,
  minNotional: 0,
  makerFeeBps: 0,
  takerFeeBps: 0,
};
const maker = (changes: Parameters = {}): ShownStrategy => new ShownStrategy(spread, contract, changes);
/** The price of the document's example, 0.52, in the middle of a wide market. */
const market = { market: [0.48, 0.56] } as const;

describe('the scenarios of the document', () => {
  it('basic spread capture: 10 at 0.50 and 10 at 0.54 earn 0.40', () => {
    expect(maker().at(0, market)).toMatchObject({ bids: ['10 @ 0.5'], asks: ['10 @ 0.54'] });
    expect(
      spread.derived?.(defaultParameters(spread.parameters), { instrument: contract, capital: 1_000 })[0]?.values,
    ).toEqual([0.4]);
  });

  it('1, balanced trading: down a cent with 10 bought, and back; the round trip earns 0.30', () => {
    const strategy = maker();
    expect(strategy.at(0, market)).toMatchObject({ bids: ['10 @ 0.5'], asks: ['10 @ 0.54'] });
    expect(strategy.filled(10, 0.5).at(300, market)).toMatchObject({ bids: ['10 @ 0.49'], asks: ['10 @ 0.53'] });
    expect(strategy.filled(-10, 0.53).at(600, market)).toMatchObject({ bids: ['10 @ 0.5'], asks: ['10 @ 0.54'] });
    expect((0.53 - 0.5) * 10).toBeCloseTo(0.3, 12);
  });

  it('2, accumulating: a cent for each ten contracts, down to 0.47 and 0.51, and back to neutral', () => {
    const strategy = maker();
    const seen = [strategy.at(0, market)];
    for (const [minute, price] of [
      [5, 0.5],
      [10, 0.49],
      [15, 0.48],
    ] as const)
      seen.push(strategy.filled(10, price).at(60 * minute, market));
    for (const [minute, price] of [
      [20, 0.51],
      [25, 0.52],
      [30, 0.53],
    ] as const)
      seen.push(strategy.filled(-10, price).at(60 * minute, market));
    expect(seen.map(({ bids, asks }) => [bids[0], asks[0]])).toEqual([
      ['10 @ 0.5', '10 @ 0.54'],
      ['10 @ 0.49', '10 @ 0.53'],
      ['10 @ 0.48', '10 @ 0.52'],
      ['10 @ 0.47', '10 @ 0.51'],
      ['10 @ 0.48', '10 @ 0.52'],
      ['10 @ 0.49', '10 @ 0.53'],
      ['10 @ 0.5', '10 @ 0.54'],
    ]);
  });

  it('3, maximum: at +100 quoting stops, and the reason is recorded', () => {
    const strategy = maker();
    expect(strategy.at(0, { ...market, inventory: 95 })).toMatchObject({ bids: ['5 @ 0.4'], reasons: [] });
    expect(strategy.at(1, { ...market, inventory: 100 })).toEqual({
      bids: [],
      asks: [],
      take: 0,
      reasons: ['at-maximum'],
    });
    expect(strategy.at(2, { ...market, inventory: -100 })).toEqual({
      bids: [],
      asks: [],
      take: 0,
      reasons: ['at-maximum'],
    });
  });

  it('getting short moves both prices up', () => {
    expect(maker().filled(-10, 0.54).at(0, market)).toMatchObject({ bids: ['10 @ 0.51'], asks: ['10 @ 0.55'] });
  });
});

describe('the other readings', () => {
  it('a cent a contract, from half of the maximum', () => {
    const other = { adjustmentPerContract: 0.01, rebalanceThreshold: 50 };
    expect(maker(other).at(0, { ...market, inventory: 50 })).toMatchObject({ bids: ['10 @ 0.5'], asks: ['10 @ 0.54'] });
    expect(maker(other).at(0, { ...market, inventory: 53 })).toMatchObject({
      bids: ['10 @ 0.47'],
      asks: ['10 @ 0.51'],
    });
  });

  it('at the maximum, the side that reduces the position stays', () => {
    const wanted = maker({ reduceAtMaximum: true }).at(0, { ...market, inventory: 100 });
    // Ten cents down: the ask of 0.44 would cross the bid of 0.48.
    expect(wanted).toMatchObject({ bids: [], asks: ['10 @ 0.49'], reasons: ['at-maximum'] });
  });
});

describe('prices of a contract that pays 0 or 1', () => {
  it('are never below 0.01 or above 0.99', () => {
    expect(maker().at(0, { market: [0.01, 0.03] })).toMatchObject({
      bids: [],
      asks: ['10 @ 0.04'],
      reasons: ['impossible-price'],
    });
    expect(maker().at(0, { market: [0.97, 0.99] })).toMatchObject({
      bids: ['10 @ 0.96'],
      asks: [],
      reasons: ['impossible-price'],
    });
    expect(maker().at(0, { market: [0.02, 0.04] })).toMatchObject({ bids: ['10 @ 0.01'], asks: ['10 @ 0.05'] });
  });
});

describe('the dynamic spread', () => {
  it('is wider after moves of the last minute', () => {
    const strategy = maker({ volatilityMultiplier: 10 });
    expect(strategy.at(0, { market: [0.4, 0.6] })).toMatchObject({ bids: ['10 @ 0.48'], asks: ['10 @ 0.52'] });
    // 4 % in one second: 0.04 × (1 + 10 × 0.04 × √60) = 0.164 wide around 0.52.
    expect(strategy.at(1, { market: [0.42, 0.62] }).bids[0]).toBe('10 @ 0.43');
    // The mean square over two seconds: 0.04 × (1 + 10 × 0.04 × √30) = 0.1276 wide around 0.52.
    expect(strategy.at(2, { market: [0.42, 0.62] })).toMatchObject({ bids: ['10 @ 0.45'], asks: ['10 @ 0.59'] });
  });

  it('is tighter in a deep book', () => {
    const lots = new Int32Array(20).fill(100);
    const depth = { bidCount: 20, askCount: 20, bidTicks: lots, askTicks: lots, bidLots: lots, askLots: lots };
    const changes = { followDepth: true, depthTightening: 0.5, deepContracts: 1_000, targetSpread: 0.08 };
    // Ten levels of 100 on each side: half of one half is taken off 0.08.
    expect(maker(changes).at(0, { ...market, lenses: { depth } })).toMatchObject({
      bids: ['10 @ 0.49'],
      asks: ['10 @ 0.55'],
    });
  });

  it('is wider with a position', () => {
    const changes = { inventoryWidening: 1, adjustmentPerContract: 0 };
    expect(maker(changes).at(0, { ...market, inventory: 50 })).toMatchObject({
      bids: ['10 @ 0.49'],
      asks: ['10 @ 0.55'],
    });
  });
});

describe('a version of it', () => {
  const problems = (changes: Parameters, instrument: Instrument = contract): string => {
    const parameters = { ...defaultParameters(spread.parameters), ...changes };
    return (spread.check?.(parameters, { instrument, capital: 1_000, priceTicks: 52 }) ?? []).join('; ');
  };

  it.each<[string, Parameters, Partial<Instrument>, RegExp]>([
    ['on another contract', {}, { contract: 'linear' }, /instrument\.contract is linear/],
    ['with a spread below a tick', { targetSpread: 0.005 }, {}, /targetSpread = 0.005 is less than a tick/],
    ['with orders above the maximum', { orderSize: 200 }, {}, /orderSize = 200 is more than maxInventory = 100/],
    ['that never adjusts', { rebalanceThreshold: 101 }, {}, /rebalanceThreshold = 101 is more than/],
    ['that does not cover its fees', { targetSpread: 0.01 }, { makerFeeBps: 100 }, /does not cover the maker fee/],
    ['with orders that are too small', { orderSize: 10 }, { minNotional: 6 }, /no bid would be sent/],
  ])('is refused %s', (_, changes, instrument, message) => {
    expect(problems(changes, { ...contract, ...instrument })).toMatch(message);
  });

  it('states how far its quotes may be from mid', () => {
    const parameters = { ...defaultParameters(spread.parameters), rebalanceThreshold: 80 };
    // Half of 0.04 and 20 contracts × 0.001 at a price of 0.50: 8 %.
    expect(spread.exposure(parameters, { instrument: contract, capital: 1_000, priceTicks: 50 })?.reachPct).toBeCloseTo(
      8,
      9,
    );
    // At the maximum position the spread is twice as wide: half of 0.08 and the same adjustment, 12 %.
    const wide = { ...parameters, inventoryWidening: 1 };
    expect(spread.exposure(wide, { instrument: contract, capital: 1_000, priceTicks: 50 })?.reachPct).toBeCloseTo(
      12,
      9,
    );
  });
});
