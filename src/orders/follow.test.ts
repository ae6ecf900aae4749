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
  sentMs: 0,
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

  it.each([
    ['price', quote('buy', 9990.5), {}],
    ['price', quote('sell', Number.POSITIVE_INFINITY), {}],
    ['size', quote('buy', 9990, 1.5), {}],
    ['size', quote('buy', 9990, 51), {}],
    ['size', quote('buy', 9990, 4), { leastLots: 5 }],
    ['collar', quote('buy', 9899), {}],
    // 10 lots of 0.01 at 99.90 are worth 9.99.
    ['least-notional', quote('buy', 9990), { leastNotional: 10 }],
    ['order-notional', quote('buy', 9990), { capital: 33.2 }],
    ['orders-per-side', quote('buy', 9990), { mostOrdersPerSide: 0 }],
    ['open-orders', quote('buy', 9990), { mostOpenOrders: 0 }],
    ['position', quote('buy', 9990, 11), { mostPositionLots: 10 }],
  ] as const)('denies with the code %s', (code, one, over) => {
    const found = follow([one], [], situation({ settings: { ...settings, ...over } }));
    expect(found).toEqual({ cancel: [], place: [], denied: [{ code, quote: one }] });
  });

  it('takes what is exactly at a limit', () => {
    const exact = { ...settings, leastNotional: 9.99, capital: 33.3, mostPositionLots: 10, mostOpenOrders: 1 };
    expect(follow([quote('buy', 9990)], [], situation({ settings: exact }))).toMatchObject({ denied: [] });
    expect(follow([quote('buy', 9900)], [], situation())).toMatchObject({ denied: [] });
  });

  it('denies without a middle of the market', () => {
    for (const midTicks of [Number.NaN, 0, Number.POSITIVE_INFINITY]) {
      const { place, denied } = follow([quote('buy', 9990)], [], situation({ midTicks }));
      expect([place, denied.map(({ code }) => code)]).toEqual([[], ['no-reference-price']]);
    }
  });

  it('limits the value and the number of all open orders, those of unknown state included', () => {
    const both = [quote('buy', 9990), quote('sell', 10_010)];
    const unknown = resting({ status: 'unresolved' });
    const codes = (over: object, live: readonly OwnOrder[]): string[] =>
      follow(both, live, situation({ settings: { ...settings, orderNotional: 1, ...over } })).denied.map(
        ({ code }) => code,
      );
    // 9.99 and 10.01 are 20.00: four times 5.
    expect(codes({ openNotional: 0.4, capital: 50 }, [unknown])).toEqual([]);
    expect(codes({ openNotional: 0.4, capital: 49.9 }, [unknown])).toEqual(['open-notional']);
    // Half of the order is filled: 4.995 are open.
    expect(codes({ openNotional: 0.4, capital: 49.9 }, [{ ...unknown, filledLots: 5 }])).toEqual([]);
    expect(codes({ mostOpenOrders: 1 }, [unknown])).toEqual(['open-orders']);
  });

  it('denies the same order a second time, and what may not leave just now', () => {
    const twice = follow([quote('buy', 9990), quote('buy', 9990)], [], situation());
    expect(twice.place).toHaveLength(1);
    expect(twice.denied).toEqual([{ code: 'duplicate', quote: quote('buy', 9990) }]);
    const later = follow([quote('buy', 9990)], [], situation({ notNow: () => 'after-reject' }));
    expect(later).toMatchObject({ place: [], denied: [{ code: 'after-reject' }] });
  });

  it('denies what would grow the position while REDUCING, and all while HALTED', () => {
    const both = [quote('buy', 9990), quote('sell', 10_010)];
    const codes = (over: Partial<Situation>): string[] =>
      follow(both, [], situation(over)).denied.map(({ code }) => code);
    expect(codes({ state: 'REDUCING', positionLots: 10 })).toEqual(['reducing']);
    expect(codes({ state: 'REDUCING' })).toEqual(['reducing', 'reducing']);
    // 4 lots are worth 4.00: too little for an order of their own.
    const small = { ...settings, leastNotional: 5 };
    expect(codes({ state: 'REDUCING', positionLots: 4, settings: small })).toEqual(['reducing', 'least-notional']);
    expect(codes({ state: 'HALTED' })).toEqual(['halted', 'halted']);
  });
});
