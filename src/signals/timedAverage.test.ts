import { expect, it } from 'vitest';
import { TimedAverage } from './timedAverage.ts';

it('an average goes 1 − 1/e of the way in one time constant, in one step or in many', () => {
  const once = new TimedAverage(60);
  once.push(0, 100);
  once.push(60e6, 200);
  expect(once.value).toBeCloseTo(100 + 100 * (1 - Math.exp(-1)), 9);
  const often = new TimedAverage(60);
  often.push(0, 100);
  for (let second = 1; second <= 60; second++) often.push(second * 1e6, 200);
  expect(often.value).toBeCloseTo(once.value, 9);
  once.reset();
  once.push(90e6, 5);
  expect(once.value).toBe(5);
});
