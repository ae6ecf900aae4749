/** The rules of the fading maker with hand-computed prices; prices in dollars, sizes in shares. */

import { describe, expect, it } from 'vitest';
import type { Instrument } from '../../market/instrument.ts';
import { ShownStrategy } from '../../testing/shownStrategy.ts';
import { defaultParameters, type Parameters } from '../parameters.ts';
import { fade } from './fade.ts';

const share: Instrument = {
  symbol: 'STOCK',
  contract: 'equity',
  tickSize: 0.01,
  lotSize: 1,
  minNotional: 0,
  makerFeeBps: 0,
  takerFeeBps: 0,
};
const preset = (name: string): Parameters => fade.presets?.find((one) => one.name === name)?.values ?? {};
const stock = (changes: Parameters = {}): ShownStrategy =>
  new ShownStrategy(fade, share, { ...preset('stock'), ...changes }, 10_000);
const market = { market: [99, 101] } as const;

describe('the quotes', () => {
  it('stand an edge away from the fair price', () => {
    expect(stock().at(0, market)).toEqual({ bids: ['3 @ 99.95'], asks: ['3 @ 100.05'], take: 0, reasons: [] });
  });

  it('fade by 4 % of the edge for each share held', () => {
    // 25 × 0.04 = 1 edge of 0.05 down with 25 bought, up with 25 sold.
    expect(stock().at(0, { ...market, inventory: 25 })).toMatchObject({ bids: ['3 @ 99.9'], asks: ['3 @ 100'] });
    expect(stock().at(0, { ...market, inventory: -25 })).toMatchObject({ bids: ['3 @ 100'], asks: ['3 @ 100.1'] });
  });

  it('keep the least and the largest spread', () => {
    // 0.2 % and 0.06 % of 100 are 0.10 and 0.03 on each side.
    expect(stock({ minSpreadPct: 0.2 }).at(0, market)).toMatchObject({ bids: ['3 @ 99.9'], asks: ['3 @ 100.1'] });
    expect(stock({ maxSpreadPct: 0.06 }).at(0, market)).toMatchObject({ bids: ['3 @ 99.97'], asks: ['3 @ 100.03'] });
  });

  it('grow with volatility by the edge range, and halt above 8 % a day', () => {
    const volatile = stock({ edgeRange: 0.1 });
    volatile.at(0, market);
    // One bps in a root second is 2.94 % in a root day: 0.05 + 0.1 × 2.94 / 8 = 0.0867.
    expect(volatile.at(1, { market: [99.01, 101.01] })).toMatchObject({ bids: ['3 @ 99.92'], reasons: [] });
    const halted = stock();
    halted.at(0, market);
    expect(halted.at(1, { market: [99.1, 101.1] })).toEqual({
      bids: [],
      asks: [],
      take: 0,
      reasons: ['volatility-halt'],
    });
    // A move of 10 bps in n seconds is 29.4 % / √n a day: at most 8 % from 14 s on.
    const later = Array.from({ length: 20 }, (_, i) => halted.at(2 + i, { market: [99.1, 101.1] }));
    expect(later.findIndex(({ reasons }) => reasons.length === 0) + 2).toBe(14);
  });
});

describe('the limits of the position', () => {
  it('make growing orders smaller beyond the soft limit and end them at the hard one', () => {
    const sizes = [49, 50, 75, 99, 100, 130].map((inventory) => stock().at(0, { ...market, inventory }));
    // Three shares up to 50, then 3 × (100 − held) / 50, whole ones: 1.5 at 75, 0.06 at 99.
    expect(sizes.map(({ bids }) => bids[0]?.split(' ')[0] ?? 'none')).toEqual(['3', '3', '1', 'none', 'none', 'none']);
    expect(sizes.map(({ reasons }) => reasons.filter((code) => code.endsWith('limit')))).toEqual([
      [],
      ['soft-limit'],
      ['soft-limit'],
      ['soft-limit'],
      ['hard-limit'],
      ['hard-limit'],
    ]);
    expect(sizes.every(({ asks }) => asks[0]?.startsWith('3 @') === true)).toBe(true);
  });

  it('warn above 10 % of equity', () => {
    // 10 shares of 100 are 10 % of 10,000, and more of it after a loss.
    expect(stock().at(0, { ...market, inventory: 10 }).reasons).toEqual([]);
    expect(stock().at(0, { ...market, inventory: 11 }).reasons).toEqual(['position-warning']);
    expect(stock().at(0, { ...market, inventory: 10, profit: -10 }).reasons).toEqual(['position-warning']);
  });
});

describe('closing', () => {
  it('takes the market when the position lost its share of equity', () => {
    const stopping = stock({ stopInventoryLoss: true, inventoryStopPct: 0.2 });
    stopping.at(0, market);
    // 0.2 % of 10,000 are 20: ten shares bought at 100 may fall to 98.
    expect(stopping.filled(10, 100).at(1, { market: [98, 98.02] }).take).toBe(0);
    expect(stopping.at(2, { market: [97.99, 98.01] })).toEqual({
      bids: [],
      asks: [],
      take: -10,
      reasons: ['inventory-stop'],
    });
    expect(stopping.filled(-10, 98).at(3, { market: [97.99, 98.01] }).take).toBe(0);
  });

  it('takes the market when the position was held too long', () => {
    const limited = stock({ limitHoldingTime: true, maxHoldingSeconds: 60 });
    limited.filled(-5, 100).at(10, market);
    expect(limited.at(69.9, market).take).toBe(0);
    expect(limited.at(70, market)).toMatchObject({ take: 5, reasons: ['holding-time'] });
  });
});

describe('a version', () => {
  const problems = (changes: Parameters, instrument = share, price = 100): string => {
    const parameters = { ...defaultParameters(fade.parameters), ...changes };
    const priceTicks = Math.round(price / instrument.tickSize);
    return (fade.check?.(parameters, { instrument, capital: 10_000, priceTicks }) ?? []).join('; ');
  };

  it('needs an edge of three times its costs, as the stocks have after the changes and not before', () => {
    expect(problems(preset('stock'))).toBe('');
    expect(problems(preset('stock-before'))).toMatch(/edge of 0.01 a unit .* is 2 × the cost of 0.005; edgeToCost = 3/);
  });

  it('counts shares of the value and the maker fee', () => {
    // 0.005 + 0.1 % of 100: the document's own sum is more than its own edge.
    expect(problems({ ...preset('stock'), costPct: 0.1 })).toMatch(/cost of 0.105/);
    expect(problems(preset('stock'), { ...share, makerFeeBps: 2 })).toMatch(/cost of 0.025/);
    expect(problems(preset('stock'), { ...share, makerFeeBps: -2 })).toBe('');
  });

  it.each<[string, Parameters, RegExp]>([
    ['a least spread above the largest', { minSpreadPct: 1, maxSpreadPct: 0.5 }, /minSpreadPct = 1 is above/],
    ['a soft limit above the hard one', { inventorySoftLimit: 101 }, /inventorySoftLimit = 101 is above/],
    ['orders above the hard limit', { baseQuantity: 101 }, /baseQuantity = 101 is above/],
    ['orders of less than a lot', { baseQuantity: 0.5 }, /less than a lot of 1/],
  ])('is refused with %s', (_, changes, message) => {
    expect(problems({ ...preset('stock'), ...changes })).toMatch(message);
  });

  it('has no known exposure without a price', () => {
    const parameters = { ...defaultParameters(fade.parameters), ...preset('stock') };
    expect(fade.exposure(parameters, { instrument: share, capital: 10_000 })).toBeUndefined();
    const known = fade.exposure(parameters, { instrument: share, capital: 10_000, priceTicks: 10_000 });
    // The edge of 0.10 at the halt, and 100 shares × 0.04 edges more: 0.5 % of the price.
    expect(known).toMatchObject({ order: 300, side: 300, position: 10_000 });
    expect(known?.reachPct).toBeCloseTo(0.5, 9);
  });
});
