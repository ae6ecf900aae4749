import { expect, it } from 'vitest';
import { regimeOf } from '../../testing/regime.ts';
import type { OrdersLens } from '../lenses.ts';
import { PostOnlySafety } from './postOnlySafety.ts';

function orders(bids: number, lastSecond: number): OrdersLens {
  const nothing = { bidCount: 0, askCount: 0, bidTicks: new Int32Array(0), bidLots: new Int32Array(0) };
  const asks = { askTicks: new Int32Array(0), askLots: new Int32Array(0) };
  const ages = { bidAgeUs: new Float64Array(0), askAgeUs: new Float64Array(0) };
  const rejectedUs = Float64Array.of(lastSecond * 1e6, Number.NEGATIVE_INFINITY);
  return { ...nothing, ...asks, ...ages, rejections: Int32Array.of(bids, 0), rejectedUs };
}

it('a side keeps a tick more for each rejection, up to a maximum, and comes back after half a minute without one', () => {
  const safety = new PostOnlySafety(regimeOf({ safetyTicks: 2, maxSafetyTicks: 5 }));
  expect(safety.learn(0, orders(0, Number.NEGATIVE_INFINITY))).toBe(false);
  expect([...safety.ticks]).toEqual([2, 2]);
  expect(safety.learn(1e6, orders(2, 1))).toBe(true);
  expect([...safety.ticks]).toEqual([4, 2]);
  expect(safety.learn(2e6, orders(2, 1))).toBe(false);
  safety.learn(3e6, orders(9, 3));
  expect([...safety.ticks]).toEqual([5, 2]);
  safety.learn(32.9e6, orders(9, 3));
  expect(safety.ticks[0]).toBe(5);
  safety.learn(33e6, orders(9, 3));
  expect(safety.ticks[0]).toBe(2);
});
