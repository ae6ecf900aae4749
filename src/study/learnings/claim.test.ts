import { expect, test } from 'vitest';
import { declarations } from '../../testing/studyRecords.ts';
import type { NewLearning } from '../journal.ts';
import { checkClaim } from './claim.ts';

const claim: NewLearning = {
  by: 'ann',
  claim: 'tighter is better',
  parameter: 'spreadBps',
  direction: 'lower',
  effect: 'better',
  effectRange: [0.1, 0.5],
  scope: 'any',
};

test.each<Partial<NewLearning>>([
  {},
  { scope: 'trending' },
  { scope: 'quiet', effectRange: null },
  { parameter: 'skew', direction: 'switch-off' },
  { effect: 'worse', effectRange: [-0.5, -0.1] },
  { effect: 'none', effectRange: [-0.1, 0.1] },
])('%j may go on record', (changes) => {
  expect(checkClaim({ ...claim, ...changes }, declarations)).toEqual([]);
});

test.each<[Partial<NewLearning>, RegExp]>([
  [{ claim: ' ' }, /has no words/],
  [{ parameter: 'spread' }, /unknown parameter "spread"; known: spreadBps, pauseSeconds/],
  [{ parameter: 'constructor' }, /unknown parameter "constructor"/],
  [{ direction: 'switch-on' }, /"switch-on" does not fit spreadBps, which is a number; it takes raise or lower/],
  [{ parameter: 'skew' }, /"lower" does not fit skew, which is a switch; it takes switch-on or switch-off/],
  [{ scope: 'bullish' }, /unknown scope "bullish"; known: any, bursty, calm, .*quiet/],
  [{ effectRange: [0.5, 0.1] }, /range 0.5 to 0.1: the low end is above/],
  [{ effectRange: [Number.NaN, 1] }, /finite/],
  [{ effectRange: [-2, -1] }, /earns more than zero/],
  [{ effect: 'worse', effectRange: [0.1, 0.5] }, /earns less than zero, e.g. -0.5 to -0.1/],
  [{ effect: 'none', effectRange: [0.1, 0.5] }, /includes zero/],
])('%j is refused', (changes, problem) => {
  expect(checkClaim({ ...claim, ...changes }, declarations)).toEqual([expect.stringMatching(problem)]);
});

test('every problem is told at once', () => {
  expect(
    checkClaim({ ...claim, claim: '', parameter: 'x', scope: 'y', effectRange: [2, 1] }, declarations),
  ).toHaveLength(4);
});
