import { describe, expect, it } from 'vitest';
import { follow, type Situation } from './follow.ts';
import type { OwnOrder } from './outbox.ts';
import type { Quote } from './quote.ts';

const LIMITS = {
  leastLots: 1,
  capital: 1000,
  leastNotional: 0.01,
  orderNotional: 0.3,
  openNotional: 4,
  mostOpenOrders: 40,
};
const settings = { mostPositionLots: 100, mostLotsPerOrder: 50, mostOrdersPerSide: 2, collar: 0.01, ...LIMITS };
const grid = { tickSize: 0.01, lotSize: 0.01, significantDigits: null };
const situation = (over: Partial<Situation> = {}): Situation => ({
  state: 'ACTIVE',
  grid,
  positionLots: 0,
  midTicks: 10_000,
  settings,
  ...over,
});
const quote = (side: 'buy' | 'sell', priceTicks: number, lots = 10): Quote => ({ side, priceTicks, lots });
const resting = (over: Partial<OwnOrder> = {}): OwnOrder => ({
  clientId: 'a',
  side: 'buy',
  priceTicks: 9990,
  lots: 10,
  isReduceOnly: false,
  status: 'open',
  venueId: '1',
  untilWallMs: 0,
  isCancelling: false,
  filledLots: 0,
  toldFilledLots: null,
  changedMs: 0,
  ...over,
});

describe('following quotes', () => {
  it('leaves an order where it is wanted and places what is missing', () => {
    const { cancel, place } = follow([quote('buy', 9990), quote('sell', 10_010)], [resting()], situation());
    expect(cancel).toEqual([]);
    expect(place).toEqual([{ ...quote('sell', 10_010), isReduceOnly: false }]);
  });

  it('cancels first, and places once the slot is free', () => {
    const moved = [quote('buy', 9985)];
    expect(follow(moved, [resting()], situation())).toMatchObject({ cancel: ['a'], place: [] });
    expect(follow(moved, [resting({ isCancelling: true })], situation())).toMatchObject({ cancel: [], place: [] });
    expect(follow(moved, [], situation()).place).toHaveLength(1);
  });

  it('counts an order of unknown state as one that rests, and neither cancels nor repeats it', () => {
    for (const status of ['sending', 'unresolved'] as const) {
      expect(follow([quote('buy', 9985)], [resting({ status })], situation())).toMatchObject({ cancel: [], place: [] });
    }
  });

  it('keeps the position within its limit with every order filled', () => {
    const wanted = [quote('buy', 9990, 10), quote('buy', 9980, 10)];
    expect(follow(wanted, [], situation({ positionLots: 85 })).place).toHaveLength(1);
    expect(follow(wanted, [resting({ status: 'unresolved' })], situation({ positionLots: 85 })).place).toHaveLength(0);
    expect(follow([quote('sell', 10_010)], [], situation({ positionLots: 100 })).place).toHaveLength(1);
  });

  it('only shrinks the position while REDUCING, and never turns it', () => {
    const both = [quote('buy', 9990), quote('sell', 10_010)];
    const { cancel, place } = follow(both, [resting()], situation({ state: 'REDUCING', positionLots: 4 }));
    expect(cancel).toEqual(['a']);
    expect(place).toEqual([{ ...quote('sell', 10_010, 4), isReduceOnly: true }]);
  });

  it('cancels everything while HALTED', () => {
    expect(follow([quote('buy', 9990)], [resting()], situation({ state: 'HALTED' }))).toMatchObject({
      cancel: ['a'],
      place: [],
    });
  });

  it('leaves out quotes that are far from the market, too large, or no quotes at all', () => {
    const strange = [quote('buy', 9890), quote('buy', 9990, 51), quote('sell', Number.NaN), quote('sell', 10_010, 0)];
    expect(follow(strange, [], situation()).place).toEqual([]);
    expect(follow([quote('buy', 9990)], [], situation({ midTicks: Number.NaN })).place).toEqual([]);
    expect(
      follow(
        [1, 2, 3].map((i) => quote('buy', 9990 - i)),
        [],
        situation(),
      ).place,
    ).toHaveLength(2);
  });
});
