import { expect, it } from 'vitest';
import { SampleClock } from './sampleClock.ts';

it('a sample is due once an interval, at its multiples', () => {
  const clock = new SampleClock(2);
  const due = [0.3, 0.9, 1.9, 2.1, 3.9, 4, 9.5, 9.9, 10].filter((second) => clock.isDue(second * 1e6));
  expect(due).toEqual([0.3, 2.1, 4, 9.5, 10]);
  clock.reset();
  expect(clock.isDue(0)).toBe(true);
});
