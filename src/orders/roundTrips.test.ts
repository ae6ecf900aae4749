import { expect, it } from 'vitest';
import type { OwnEvent } from './ownEvents.ts';
import { roundTripsMs } from './roundTrips.ts';

const sending = (atMs: number, ...ids: readonly string[]): OwnEvent => ({
  atMs,
  type: 'sending',
  untilWallMs: 0,
  orders: ids.map((clientId) => ({ clientId, side: 'buy', priceTicks: 1, lots: 1, isReduceOnly: false })),
});
const accepted = (atMs: number, clientId: string): OwnEvent => ({
  atMs,
  type: 'accepted',
  clientId,
  venueId: clientId,
});

it('are from the leaving of an order to its acceptance, without lost answers and across no restart', () => {
  const events: readonly OwnEvent[] = [
    { atMs: 0, type: 'run', run: 1 },
    sending(100, 'a', 'b'),
    accepted(140, 'a'),
    { atMs: 150, type: 'unresolved', clientId: 'b', text: 'no answer' },
    accepted(3000, 'b'),
    // Told again by the account.
    accepted(3100, 'a'),
    sending(4000, 'c'),
    { atMs: 5, type: 'run', run: 2 },
    accepted(50, 'c'),
    sending(60, 'd'),
    accepted(90, 'd'),
  ];
  expect(roundTripsMs(events)).toEqual([40, 30]);
});
