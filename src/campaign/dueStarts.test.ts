/** Which starts are due and which are missed, for starts at each full ten minutes. */

import { describe, expect, it } from 'vitest';
import { dueStarts, seenUntil } from './dueStarts.ts';

const MINUTE = 60_000;
const TEN = 10 * MINUTE;
const times = { after: (moment: number) => (Math.floor(moment / TEN) + 1) * TEN };

/** In minutes. */
function looked(seen: number, now: number, late: number) {
  const { due, missed } = dueStarts(seen * MINUTE, now * MINUTE, times, late * MINUTE);
  return { due: due === null ? null : due / MINUTE, missed: missed.map((start) => start / MINUTE) };
}

describe('starts at 10, 20, 30 … minutes', () => {
  it('has none due between two of them', () => {
    expect(looked(11, 19.9, 5)).toEqual({ due: null, missed: [] });
  });

  it('is due at its moment and up to the tolerance after it', () => {
    expect(looked(19, 20, 5).due).toBe(20);
    expect(looked(19, 25, 5)).toEqual({ due: 20, missed: [] });
    expect(looked(19, 25.1, 5)).toEqual({ due: null, missed: [20] });
  });

  it('is not due a second time when it was looked at', () => {
    expect(looked(20, 21, 5)).toEqual({ due: null, missed: [] });
  });

  it('makes one start at most after a standstill, however many passed', () => {
    expect(looked(5, 42, 5)).toEqual({ due: 40, missed: [10, 20, 30] });
    expect(looked(5, 48, 5)).toEqual({ due: null, missed: [10, 20, 30, 40] });
    expect(looked(5, 42, 60)).toEqual({ due: 40, missed: [10, 20, 30] });
  });

  it('ends where no start comes any more', () => {
    expect(dueStarts(0, TEN, { after: () => null }, MINUTE)).toEqual({ due: null, missed: [] });
  });
});

it('refuses times that do not advance, instead of looking forever', () => {
  expect(() => dueStarts(0, TEN, { after: () => MINUTE }, MINUTE)).toThrow('not after it');
});

describe('a clock that was set', () => {
  it('back by an hour brings no start again', () => {
    const seen = seenUntil(65 * MINUTE, 5 * MINUTE);
    expect(looked(seen / MINUTE, 60, 5)).toEqual({ due: null, missed: [] });
    expect(looked(seen / MINUTE, 70, 5).due).toBe(70);
  });

  it('back by a day or more is followed', () => {
    expect(seenUntil(2 * 24 * 60 * MINUTE, 5 * MINUTE)).toBe(5 * MINUTE);
  });
});
