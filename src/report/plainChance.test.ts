import { expect, test } from 'vitest';
import { plainChance } from './plainChance.ts';

test.each([
  [0.83, 'of six such results, one would mislead you'],
  [0.8, 'of five such results, one would mislead you'],
  // 1 − 0.6 is two of five.
  [0.6, 'of five such results, two would mislead you'],
  [0.97, 'of 30 such results, one would mislead you'],
  [0.9999, 'of 200 such results, one would mislead you'],
  [0.52, 'about a coin toss'],
  [0.25, 'more likely worse: of four such results, one would be better after all'],
])('a chance of %d reads: %s', (chance, words) => {
  expect(plainChance(chance)).toBe(words);
});
