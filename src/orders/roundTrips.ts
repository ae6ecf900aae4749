/** How long a venue took to answer orders, from the own-event tape. */

import type { OwnEvent } from './ownEvents.ts';

/** From an order's leaving to its acceptance, ms, in the order in which they left. Orders whose answer was lost are left out. */
export function roundTripsMs(events: readonly OwnEvent[]): number[] {
  const left = new Map<string, number>();
  const trips: number[] = [];
  for (const event of events) {
    // The clock of another run of the program begins anew.
    if (event.type === 'run') left.clear();
    else if (event.type === 'sending') for (const { clientId } of event.orders) left.set(clientId, event.atMs);
    else if (event.type === 'unresolved') left.delete(event.clientId);
    else if (event.type === 'accepted') {
      const leftMs = left.get(event.clientId);
      if (leftMs !== undefined) trips.push(event.atMs - leftMs);
      left.delete(event.clientId);
    }
  }
  return trips;
}
