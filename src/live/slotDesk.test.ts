import { beforeEach, describe, expect, it } from 'vitest';
import type { Fill } from '../orders/gateway.ts';
import type { OwnEvent } from '../orders/ownEvents.ts';
import type { Quote } from '../orders/quote.ts';
import { SlotDesk, type UntimedTold } from './slotDesk.ts';

/** The venue knows prices ten times finer than the session. */
const grid = { tickSize: 0.001, lotSize: 0.1, significantDigits: null };
const BUY = 3;
const SELL = 32 + 5;

let wanted: readonly Quote[];
let taken: number[];
let desk: SlotDesk;

beforeEach(() => {
  wanted = [];
  taken = [];
  desk = new SlotDesk({
    grid,
    tickSize: 0.01,
    want: (quotes) => {
      wanted = quotes;
    },
    cannotTake: (lots) => taken.push(lots),
    isOwn: ({ clientId }) => clientId?.startsWith('c') === true,
  });
});

function place(slot: number, priceTicks: number, lots: number): void {
  desk.send(0, [{ slot, order: slot, priceTicks, lots }], [], 0);
}

function cancel(...slots: readonly number[]): void {
  desk.send(0, [], slots, 0);
}

/** What the order manager records, without times. */
function happens(...events: readonly Record<string, unknown>[]): readonly UntimedTold[] {
  desk.heard(events.map((event) => ({ atMs: 0, ...event }) as OwnEvent));
  return desk.takeNews();
}

function sending(clientId: string, side: 'buy' | 'sell', priceTicks: number, lots: number): Record<string, unknown> {
  return { type: 'sending', untilWallMs: 0, orders: [{ clientId, side, priceTicks, lots, isReduceOnly: false }] };
}

const accepted = (clientId: string): Record<string, unknown> => ({
  type: 'accepted',
  clientId,
  venueId: `v${clientId}`,
});

function fill(clientId: string | null, lots: number, more: Partial<Fill> = {}): Record<string, unknown> {
  const told: Fill = {
    tradeId: `${Math.random()}`,
    venueId: `v${clientId}`,
    clientId,
    side: 'buy',
    price: 1.23,
    lots,
    fee: 0.5,
    venueMs: 0,
    ...more,
  };
  return { type: 'fill', fill: told, source: 'stream' };
}

describe('what a lane sends', () => {
  it('is wanted at the venue, in its ticks', () => {
    place(BUY, 123, 40);
    place(SELL, 125, 30);
    expect(wanted).toEqual([
      { side: 'buy', priceTicks: 1230, lots: 40 },
      { side: 'sell', priceTicks: 1250, lots: 30 },
    ]);
  });

  it('is answered at once where it is cancelled before an order left', () => {
    place(BUY, 123, 40);
    cancel(BUY);
    expect(wanted).toEqual([]);
    expect(desk.takeNews()).toEqual([{ ended: [BUY], cancelAnswered: [BUY] }]);
  });

  it('cannot be to take from the book', () => {
    desk.send(0, [], [], -7);
    expect(taken).toEqual([-7]);
  });
});

describe('what happens to an order is told to its slot', () => {
  beforeEach(() => {
    place(BUY, 123, 40);
    happens(sending('c1', 'buy', 1230, 40));
  });

  it('that it rests, once', () => {
    expect(happens(accepted('c1'))).toEqual([{ accepted: [BUY] }]);
    expect(happens(accepted('c1'))).toEqual([]);
  });

  it('that it was filled in two pieces, at the fee of the venue', () => {
    const told = { slot: BUY, order: BUY, side: 0, priceTicks: 123, fee: 0.5 };
    expect(happens(accepted('c1'), fill('c1', 15))).toEqual([{ accepted: [BUY] }, { fills: [{ ...told, lots: 15 }] }]);
    // What rests stays wanted with the size with which it was sent.
    expect(wanted).toEqual([{ side: 'buy', priceTicks: 1230, lots: 40 }]);
    expect(happens(fill('c1', 25))).toEqual([{ fills: [{ ...told, lots: 25 }], ended: [BUY] }]);
    expect(wanted).toEqual([]);
  });

  it('that it was refused; but not that the venue had no time for it, after which it is wanted again', () => {
    expect(happens({ type: 'rejected', clientId: 'c1', why: 'limited', text: '' })).toEqual([]);
    expect(wanted).toEqual([{ side: 'buy', priceTicks: 1230, lots: 40 }]);
    happens(sending('c2', 'buy', 1230, 40));
    expect(happens({ type: 'rejected', clientId: 'c2', why: 'post-only', text: '' })).toEqual([{ rejected: [BUY] }]);
    expect(wanted).toEqual([]);
  });

  it('that it is gone when the lane wanted that, not when it was pulled for a while', () => {
    happens(accepted('c1'), fill('c1', 10));
    expect(happens({ type: 'cancelAnswered', clientId: 'c1', answer: 'cancelled' })).toEqual([]);
    // What is left of it is wanted.
    expect(wanted).toEqual([{ side: 'buy', priceTicks: 1230, lots: 30 }]);
    happens(sending('c2', 'buy', 1230, 30), accepted('c2'));
    cancel(BUY);
    expect(wanted).toEqual([]);
    expect(desk.takeNews()).toEqual([]);
    expect(happens({ type: 'ended', clientId: 'c2', why: 'canceled', filledLots: null })).toEqual([
      { ended: [BUY], cancelAnswered: [BUY] },
    ]);
  });

  it('that a smaller order than was wanted was filled whole, after which the rest is wanted', () => {
    cancel(BUY);
    happens({ type: 'cancelAnswered', clientId: 'c1', answer: 'cancelled' });
    place(BUY, 123, 40);
    happens(sending('c2', 'buy', 1230, 15), accepted('c2'));
    expect(happens(fill('c2', 15))).toMatchObject([{ fills: [{ slot: BUY, lots: 15 }] }]);
    expect(wanted).toEqual([{ side: 'buy', priceTicks: 1230, lots: 25 }]);
    happens(sending('c3', 'buy', 1230, 25));
    expect(happens(fill('c3', 25))).toMatchObject([{ fills: [{ slot: BUY, lots: 25 }], ended: [BUY] }]);
  });

  it('that it was filled while its cancel was under way', () => {
    cancel(BUY);
    const [news] = happens(fill('c1', 40));
    expect(news).toMatchObject({ ended: [BUY], cancelAnswered: [BUY], fills: [{ slot: BUY, lots: 40 }] });
  });
});

describe('a fill', () => {
  it('of an order whose slot has another order by now is told without a slot', () => {
    place(BUY, 123, 40);
    happens(sending('c1', 'buy', 1230, 40), accepted('c1'));
    cancel(BUY);
    happens({ type: 'cancelAnswered', clientId: 'c1', answer: 'cancelled' });
    place(BUY, 122, 40);
    expect(happens(fill('c1', 5))).toMatchObject([{ fills: [{ slot: -1, order: BUY, lots: 5 }] }]);
    // The new order is as large as it was.
    expect(wanted).toEqual([{ side: 'buy', priceTicks: 1220, lots: 40 }]);
  });

  it('is known by the id of the venue where it has no id of ours', () => {
    place(BUY, 123, 40);
    happens(sending('c1', 'buy', 1230, 40), accepted('c1'));
    const own = new SlotDesk({
      grid,
      tickSize: 0.01,
      want: () => undefined,
      cannotTake: () => undefined,
      isOwn: () => true,
    });
    own.send(0, [{ slot: BUY, order: 0, priceTicks: 123, lots: 40 }], [], 0);
    own.heard(
      [sending('c1', 'buy', 1230, 40), accepted('c1'), fill(null, 4, { venueId: 'vc1' })].map(
        (one) => ({ atMs: 0, ...one }) as OwnEvent,
      ),
    );
    expect(own.takeNews().at(-1)).toMatchObject({ fills: [{ slot: BUY, lots: 4 }] });
  });

  it('of an earlier session moves the position; one of somebody else is not ours', () => {
    expect(happens(fill('c-before', 3, { side: 'sell' }))).toMatchObject([
      { fills: [{ slot: -1, order: -1, side: 1 }] },
    ]);
    expect(happens(fill('person', 3))).toEqual([]);
    expect(happens(fill(null, 3))).toEqual([]);
  });
});
