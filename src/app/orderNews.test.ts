/** What a person is told of orders at a venue, second by second. */

import { expect, it } from 'vitest';
import type { OrdersActivity } from '../campaign/ports.ts';
import { quietOrders } from '../testing/quietOrders.ts';
import { OrderNews } from './orderNews.ts';

/** Sentences of each second. */
function told(...seconds: Partial<OrdersActivity>[]): string[][] {
  const news = new OrderNews();
  return seconds.map((changed, second) => news.of({ ...quietOrders, ...changed }, second * 1000));
}

it('a warning is said when it comes, and again when it comes back', () => {
  const clock = { warnings: [{ code: 'clock', text: "the venue's clock is 1.5 s off ours" }] };
  const said = "WARNING: the venue's clock is 1.5 s off ours";
  expect(told(clock, clock, {}, clock)).toEqual([[said], [], [], [said]]);
});

it('of what keeps orders back only what stays for ten seconds is said, and its end', () => {
  const blocked = { blocks: [{ code: 'reconciling', text: 'the account has not been read yet' }] };
  expect(told(blocked, blocked, {}).flat()).toEqual([]);
  const seconds = told(...Array.from({ length: 12 }, () => blocked), {});
  expect(seconds[9]).toEqual([]);
  expect(seconds[10]).toEqual(['No order may leave: the account has not been read yet']);
  expect(seconds[11]).toEqual([]);
  expect(seconds[12]).toEqual(['Orders may leave again.']);
});

it('a change of state comes with its reason', () => {
  const reducing = { state: 'REDUCING', why: { code: 'position-mismatch', text: 'the venue shows 3 lots' } } as const;
  expect(told(reducing, reducing, {})).toEqual([
    ['Orders are REDUCING (position-mismatch): the venue shows 3 lots'],
    [],
    ['Orders are ACTIVE again.'],
  ]);
});

it('orders of others are said when there are more of them, and a venue without a dead man once', () => {
  expect(told({ foreignOrders: 1 }, { foreignOrders: 1 }, { foreignOrders: 2 }, { foreignOrders: 1 })).toEqual([
    ['1 order of others is open in this instrument and left alone.'],
    [],
    ['2 orders of others are open in this instrument and left alone.'],
    [],
  ]);
  const without = { deadManRefusal: 'needs $1M of volume' };
  expect(told(without, without).flat()).toEqual([
    'The venue cancels nothing when this program falls silent: needs $1M of volume',
  ]);
});
