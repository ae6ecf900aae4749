import { describe, expect, it } from 'vitest';
import { Outbox } from './outbox.ts';
import type { OwnEvent } from './ownEvents.ts';

const order = { clientId: 'a', side: 'buy', priceTicks: 100, lots: 10, isReduceOnly: false } as const;
const sending: OwnEvent = { atMs: 1, type: 'sending', orders: [order], untilWallMs: 5000 };
const fillOf = (lots: number, tradeId: string): OwnEvent => ({
  atMs: 2,
  type: 'fill',
  source: 'stream',
  fill: { tradeId, venueId: '7', clientId: 'a', side: 'buy', price: 1, lots, fee: 0, venueMs: 0 },
});
const accepted: OwnEvent = { atMs: 2, type: 'accepted', clientId: 'a', venueId: '7' };

function statusAfter(...events: readonly OwnEvent[]): string {
  const outbox = new Outbox();
  for (const event of [sending, ...events]) outbox.apply(event);
  const status = outbox.get('a')?.status ?? 'none';
  // A slot is used as long as the order may be at the venue.
  expect(outbox.live).toHaveLength(status === 'ended' ? 0 : 1);
  return status;
}

describe('an order in the outbox', () => {
  it.each<[string, string, OwnEvent[]]>([
    ['is on its way', 'sending', []],
    ['rests', 'open', [accepted]],
    ['was rejected', 'ended', [{ atMs: 2, type: 'rejected', clientId: 'a', why: 'post-only', text: '' }]],
    ['has no answer', 'unresolved', [{ atMs: 2, type: 'unresolved', clientId: 'a', text: '' }]],
    ['was on its way when the program was killed', 'unresolved', [{ atMs: 2, type: 'run', run: 2 }]],
    ['was cancelled', 'ended', [accepted, { atMs: 3, type: 'cancelAnswered', clientId: 'a', answer: 'cancelled' }]],
    [
      'could not be cancelled: it may be filled, or not be there yet',
      'unresolved',
      [accepted, { atMs: 3, type: 'cancelAnswered', clientId: 'a', answer: 'not-open' }],
    ],
    [
      'has no answer to its cancel',
      'unresolved',
      [accepted, { atMs: 3, type: 'cancelAnswered', clientId: 'a', answer: 'unresolved' }],
    ],
    ['is filled in part', 'open', [accepted, fillOf(4, '1')]],
    ['is filled', 'ended', [accepted, fillOf(4, '1'), fillOf(6, '2')]],
    ['is filled before its answer comes', 'ended', [fillOf(10, '1'), accepted]],
  ])('%s: %s', (_, status, events) => {
    expect(statusAfter(...events)).toBe(status);
  });

  it('may not have the client id of another', () => {
    expect(() => statusAfter(sending)).toThrow('the client id a was used before');
  });

  it('owns a fill that names the order id of the venue alone', () => {
    const outbox = new Outbox();
    for (const event of [sending, accepted]) outbox.apply(event);
    expect(outbox.ownerOf({ clientId: null, venueId: '7' })?.clientId).toBe('a');
    expect(outbox.ownerOf({ clientId: null, venueId: '8' })).toBeUndefined();
  });

  it('shows that fills are missing where it ended with more than is known', () => {
    const outbox = new Outbox();
    for (const event of [sending, accepted, fillOf(4, '1')]) outbox.apply(event);
    outbox.apply({ atMs: 3, type: 'ended', clientId: 'a', why: 'filled', filledLots: 10 });
    expect(outbox.missingLots).toBe(6);
    outbox.apply(fillOf(6, '2'));
    expect(outbox.missingLots).toBe(0);
  });

  it('forgets orders that ended before, and none that is open or lacks fills', () => {
    const outbox = new Outbox();
    const named = (clientId: string) => ({ ...order, clientId });
    const all = ['cancelled', 'lacking', 'open', 'late'];
    outbox.apply({ ...sending, orders: all.map(named) });
    const ended = (clientId: string, atMs: number, filledLots: number): OwnEvent => ({
      atMs,
      type: 'ended',
      clientId,
      why: 'cancelled',
      filledLots,
    });
    for (const event of [ended('cancelled', 10, 0), ended('lacking', 11, 4), ended('late', 30, 0)]) outbox.apply(event);
    expect(outbox.endedBefore(20)).toEqual(['cancelled']);
    outbox.apply({ atMs: 40, type: 'forgotten', clientIds: ['cancelled'] });
    expect(all.filter((one) => outbox.get(one) !== undefined)).toEqual(['lacking', 'open', 'late']);
    expect(outbox.missingLots).toBe(4);
    expect(outbox.endedBefore(40)).toEqual(['late']);
    outbox.apply({ atMs: 41, type: 'forgotten', clientIds: ['late'] });
    expect(all.filter((one) => outbox.get(one) !== undefined)).toEqual(['lacking', 'open']);
  });
});
