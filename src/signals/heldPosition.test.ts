import { expect, it } from 'vitest';
import { HeldPosition } from './heldPosition.ts';

it('a held position has the average price of what is held, and the time of its opening', () => {
  const held = new HeldPosition();
  held.fill(1e6, 10, 100);
  held.fill(2e6, 30, 104);
  expect([held.lots, held.entryTicks, held.openedUs]).toEqual([40, 103, 1e6]);
  held.fill(3e6, -15, 90);
  expect([held.lots, held.entryTicks, held.openedUs]).toEqual([25, 103, 1e6]);
  // Turned: what is short now was sold at 99.
  held.fill(4e6, -30, 99);
  expect([held.lots, held.entryTicks, held.openedUs]).toEqual([-5, 99, 4e6]);
  held.fill(5e6, -5, 97);
  expect([held.lots, held.entryTicks]).toEqual([-10, 98]);
  held.fill(6e6, 10, 120);
  expect([held.lots, held.entryTicks]).toEqual([0, 0]);
  held.fill(7e6, -1, 130);
  expect([held.lots, held.entryTicks, held.openedUs]).toEqual([-1, 130, 7e6]);
});
