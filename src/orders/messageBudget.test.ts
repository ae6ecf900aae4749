import { expect, it } from 'vitest';
import { ClientIds, newRun } from './clientId.ts';
import { MessageBudget } from './messageBudget.ts';
import { RejectStreak } from './rejectStreak.ts';
import { Waits } from './waits.ts';

it('a budget of messages keeps a fifth for cancels', () => {
  const budget = new MessageBudget({ perSecond: 2, burst: 10, perRun: 20 }, 0);
  const many = (kind: 'place' | 'cancel', nowMs: number): number => {
    for (let i = 0; ; i++) if (!budget.take(kind, 1, nowMs)) return i;
  };
  expect(many('place', 0)).toBe(8);
  expect(many('cancel', 0)).toBe(2);
  expect(many('cancel', 1000)).toBe(2);
  expect(budget.isSpent).toBe(false);
  // 16 of 20 messages of the session are the most that may be used with orders among them.
  expect(many('place', 3000)).toBe(2);
  expect(many('place', 60_000)).toBe(2);
  expect(budget.isSpent).toBe(true);
  expect(budget.used).toBe(16);
  expect(budget.take('cancel', 1, 60_000)).toBe(true);
});

it('client ids of two runs are different, also where the clock went back', () => {
  const first = newRun(1000, null);
  const second = newRun(900, first);
  const ids = [first, second].flatMap((run) => {
    const made = new ClientIds('c0ffee01', run);
    return [made.next(), made.next()];
  });
  expect(new Set(ids).size).toBe(4);
  for (const id of ids) expect(id).toMatch(/^c0ffee01[0-9a-f]{24}$/);
  expect(new ClientIds('c0ffee01', 1).isOurs(ids[0] ?? '')).toBe(true);
  expect(new ClientIds('c0ffee02', 1).isOurs(ids[0] ?? '')).toBe(false);
  expect(() => new ClientIds('mm', 1)).toThrow('eight hexadecimal digits, not "mm"');
});

it('rejects halt after so many in a row, and an accepted order begins anew', () => {
  const streak = new RejectStreak(2, 3);
  expect(streak.rejected('refused', 'no margin')).toBeNull();
  streak.accepted();
  expect(streak.rejected('refused', 'no margin')).toBeNull();
  expect(streak.rejected('post-only', '')).toBeNull();
  expect(streak.rejected('post-only', '')).toBeNull();
  expect(streak.rejected('post-only', '')).toMatch(/^3 post-only orders in a row/);
  expect(streak.rejected('refused', 'no margin')).toBe('2 orders in a row were rejected, the last with: no margin');
});

it('waits twice as long each time, at least as long as the venue asks, until it has worked', () => {
  const waits = new Waits(100, 300);
  const lengthOf = (leastMs: number): number => {
    waits.failed(0, leastMs);
    let ms = 0;
    while (waits.isWaiting(ms)) ms++;
    return ms;
  };
  expect([lengthOf(0), lengthOf(0), lengthOf(0), lengthOf(0)]).toEqual([100, 200, 300, 300]);
  waits.worked();
  expect(lengthOf(1000)).toBe(1000);
});
