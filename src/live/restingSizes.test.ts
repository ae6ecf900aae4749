/** What is told of own orders at a venue, level by level. */

import { expect, it } from 'vitest';
import type { OwnOrder } from '../orders/outbox.ts';
import { RestingSizes } from './restingSizes.ts';

const order = (priceTicks: number, more: Partial<OwnOrder> = {}): OwnOrder => ({
  ...{ clientId: `c${priceTicks}`, side: 'buy', priceTicks, lots: 5, isReduceOnly: false, sentMs: 0, untilWallMs: 0 },
  ...{ status: 'open', venueId: 'v', isCancelling: false, filledLots: 0, toldFilledLots: null, changedMs: 0 },
  ...more,
});

it('is the sum of what is left at each level, when it changes', () => {
  const sizes = new RestingSizes({ tickSize: 0.5, lotSize: 0.1 });
  const said = (...live: readonly OwnOrder[]): string[] => {
    const lines: string[] = [];
    sizes.update(live, (side, price, size) => lines.push(`${side} ${price} ${size.toFixed(1)}`));
    return lines;
  };
  // An order that the venue has not accepted is in no book.
  expect(said(order(200), order(201, { status: 'sending', venueId: null }))).toEqual(['buy 100 0.5']);
  expect(said(order(200), order(201))).toEqual(['buy 100.5 0.5']);
  expect(said(order(200), order(200, { clientId: 'other', filledLots: 2 }))).toEqual(['buy 100.5 0.0', 'buy 100 0.8']);
  expect(said(order(200), order(200, { clientId: 'other', filledLots: 2 }))).toEqual([]);
  const all: number[] = [];
  sizes.tellAll((_, __, size) => all.push(Math.round(size * 10)));
  expect(all).toEqual([8]);
  expect(said()).toEqual(['buy 100 0.0']);
});
