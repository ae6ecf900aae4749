import { expect, test } from 'vitest';
import { gainFrom } from './aGain.testing.ts';
import { hours, rules } from './aPairing.testing.ts';
import { beliefOf } from './belief.ts';
import { compare } from './compare.ts';
import { probabilityBetter, probabilityHarm } from './posterior.ts';

test('an hour of evidence is believed by half; four hours by four fifths', () => {
  // +$2 an hour with a noise of $1 an hour: SE = 1/√4 = 0.5; m = 2 × 4/5 = 1.6, sd = 1/√5.
  const belief = beliefOf(compare(2, 1, hours(4, 2, 1), rules, 'seed'));
  expect(belief?.prior.mean).toBe(0);
  expect(belief?.prior.sd).toBeCloseTo(1, 6);
  expect(belief?.measured.sd).toBeCloseTo(0.5, 6);
  expect(belief?.posterior.mean).toBeCloseTo(1.6, 6);
  expect(belief?.posterior.sd).toBeCloseTo(Math.sqrt(1 / 5), 6);
});

test('it is the belief that the shown probabilities come from', () => {
  const comparison = compare(2, 1, hours(3, -0.4, 1), rules, 'seed');
  const belief = beliefOf(comparison);
  if (belief === null) throw new Error('three hours have a noise');
  expect(probabilityBetter(belief.posterior)).toBeCloseTo(comparison.probabilityBetter, 6);
  expect(probabilityHarm(belief.posterior, rules.tolerancePerHour)).toBeCloseTo(comparison.probabilityHarm, 6);
});

test('without a measurement there is none', () => {
  expect(beliefOf({ ...gainFrom(null), hours: 0.1 })).toBeNull();
});
