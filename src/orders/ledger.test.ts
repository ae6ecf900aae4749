import { describe, expect, it } from 'vitest';
import type { Fill } from './gateway.ts';
import { Ledger } from './ledger.ts';

const fill = (tradeId: string, side: 'buy' | 'sell', lots: number, price: number): Fill => ({
  tradeId,
  venueId: '1',
  clientId: null,
  side,
  price,
  lots,
  fee: 0.01,
  venueMs: Number(tradeId),
});
// Lots of 0.01: bought 2 at 100 and 1 at 101, sold 1 at 102.
const FILLS = [fill('1', 'buy', 200, 100), fill('2', 'buy', 100, 101), fill('3', 'sell', 100, 102)];

describe('a ledger', () => {
  it('has the same position, cash and fees in every order of the fills, however often each is told', () => {
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ];
    for (const order of orders) {
      const ledger = new Ledger(0.01);
      const told = order.flatMap((i) => FILLS.slice(i, i + 1));
      for (const one of [...told, ...told]) ledger.add(one);
      expect(ledger.positionLots).toBe(200);
      // −200 − 101 + 102, and three fees.
      expect(ledger.cash).toBeCloseTo(-199.03, 9);
      expect(ledger.fees).toBeCloseTo(0.03, 9);
      expect(ledger.count).toBe(3);
      expect(ledger.newestMs).toBe(3);
    }
  });

  it('begins with a position without counting the trades that made it', () => {
    const ledger = new Ledger(0.01);
    ledger.open(-100, ['1'], 5);
    expect(FILLS.map((one) => ledger.add(one))).toEqual([false, true, true]);
    expect(ledger.positionLots).toBe(-100);
    expect(ledger.newestMs).toBe(5);
  });

  it('keeps the fills of a day, and counts none anew that is older', () => {
    const day = 86_400_000;
    const ledger = new Ledger(0.01);
    const at = (tradeId: string, venueMs: number): Fill => ({ ...fill(tradeId, 'buy', 1, 100), venueMs });
    for (const one of [at('1', 0), at('2', 1000), at('3', day + 500)]) expect(ledger.add(one)).toBe(true);
    expect(ledger.fills.map(({ tradeId }) => tradeId)).toEqual(['2', '3']);
    expect([at('1', 0), at('2', 1000)].map((one) => ledger.add(one))).toEqual([false, false]);
    // Told late, and within the day.
    expect(ledger.add(at('4', 2000))).toBe(true);
    expect(ledger.count).toBe(4);
    expect(ledger.positionLots).toBe(4);
  });
});
