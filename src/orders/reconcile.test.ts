import { describe, expect, it } from 'vitest';
import type { AccountNow, OpenOrder } from './gateway.ts';
import { Outbox } from './outbox.ts';
import { type Reconciled, reconcile } from './reconcile.ts';

const order = (clientId: string) =>
  ({ clientId, side: 'buy', priceTicks: 100, lots: 10, isReduceOnly: false }) as const;
const open = (clientId: string | null): OpenOrder => ({
  venueId: 'v',
  clientId,
  side: 'buy',
  priceTicks: 100,
  leftLots: 10,
});
const account = (over: Partial<AccountNow>): AccountNow => ({
  openOrders: [],
  positionLots: 0,
  fills: [],
  clockOffsetMs: 0,
  pause: null,
  ...over,
});

/** An outbox with the orders us-1, open since 10 ms, and us-2, ended at 20 ms. */
function found(over: Partial<Reconciled>): Reconciled {
  const outbox = new Outbox();
  outbox.apply({ atMs: 1, type: 'sending', orders: [order('us-1'), order('us-2')], untilWallMs: 0 });
  outbox.apply({ atMs: 10, type: 'accepted', clientId: 'us-1', venueId: '1' });
  outbox.apply({ atMs: 20, type: 'ended', clientId: 'us-2', why: 'filled', filledLots: 10 });
  const isOurs = (id: string | null): boolean => id?.startsWith('us-') === true;
  return { account: account({}), outbox, positionLots: 0, askedMs: 30, hasNewFills: false, isOurs, ...over };
}

describe('reconciliation', () => {
  it('keeps an order that both know', () => {
    expect(reconcile(found({ account: account({ openOrders: [open('us-1')] }) }))).toEqual({
      ask: [],
      cancel: [],
      foreign: [],
      differenceLots: 0,
    });
  });

  it('asks for an order that the venue does not show', () => {
    expect(reconcile(found({})).ask).toEqual(['us-1']);
  });

  it('believes what a stream told after the account was asked for', () => {
    expect(reconcile(found({ askedMs: 5 })).ask).toEqual([]);
    expect(reconcile(found({ askedMs: 15, account: account({ openOrders: [open('us-2')] }) })).cancel).toEqual([]);
  });

  it('cancels what carries our prefix and is not known to be open, as after a restart without the tape', () => {
    const openOrders = [open('us-1'), open('us-2'), open('us-9')];
    expect(reconcile(found({ account: account({ openOrders }) })).cancel).toEqual(['us-2', 'us-9']);
  });

  it('lists the orders of others and does nothing to them', () => {
    const openOrders = [open('us-1'), open('web_1'), open(null)];
    const { cancel, foreign } = reconcile(found({ account: account({ openOrders }) }));
    expect(cancel).toEqual([]);
    expect(foreign).toEqual(openOrders.slice(1));
  });

  it('tells the difference of the positions, and nothing where it cannot be told', () => {
    expect(reconcile(found({ account: account({ positionLots: 3 }), positionLots: -2 })).differenceLots).toBe(5);
    expect(reconcile(found({ account: account({ positionLots: null }) })).differenceLots).toBeNull();
    expect(reconcile(found({ account: account({ positionLots: 3 }), hasNewFills: true })).differenceLots).toBeNull();
  });
});
