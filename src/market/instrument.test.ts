import { expect, test } from 'vitest';
import { btcUsdPerp, type Instrument, smallestOrder } from './instrument.ts';

const at = (price: number, terms: Partial<Instrument>): number => {
  const instrument = { ...btcUsdPerp, tickSize: 0.5, ...terms };
  return smallestOrder(instrument, price / instrument.tickSize);
};

test('the smallest order is the fewest whole lots worth min_notional, and at least one', () => {
  // One lot is worth 500: more than is asked for.
  expect(at(50_000, { lotSize: 0.01, minNotional: 200 })).toBe(500);
  // One lot is worth 150: one is too little for 200, two are 300.
  expect(at(15_000, { lotSize: 0.01, minNotional: 200 })).toBe(300);
  // Four lots of 50 are 200 on the dot.
  expect(at(5_000, { lotSize: 0.01, minNotional: 200 })).toBe(200);
  expect(at(585, { contract: 'equity', lotSize: 1, minNotional: 0 })).toBe(585);
});

test('an inverse contract is worth the same at every price', () => {
  const inverse = { contract: 'inverse', contractValue: 100, lotSize: 1, minNotional: 150 } as const;
  expect(at(20_000, inverse)).toBe(200);
  expect(at(90_000, inverse)).toBe(200);
});
