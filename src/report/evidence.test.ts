import { expect, test } from 'vitest';
import type { Comparison } from '../evaluation/comparison.ts';
import { aStudy } from '../testing/study.ts';
import { detectableWords, evidenceWords, neededWords, sessionsToDecide, weightOf } from './evidence.ts';
import { terminalFigures } from './figures.ts';

function compared(more: Partial<Comparison>): Comparison {
  const [evaluation] = aStudy()
    .session({ acting: 2, champion: 1, lanes: [] })
    .compared(2, 1, more)
    .snapshot().evaluations;
  const comparison = evaluation?.comparisons[0];
  if (comparison === undefined) throw new Error('the builder records a comparison');
  return comparison;
}

test('one lucky session says little, however many fills it had', () => {
  expect(evidenceWords(1, 37)).toBe('1 session, 37 fills: says little');
  expect(weightOf(1, 5_000)).toBe('says little');
});

test('few fills say little in any number of sessions; fewer than five sessions are thin', () => {
  expect(weightOf(9, 29)).toBe('says little');
  expect(weightOf(4, 400)).toBe('thin');
  expect(weightOf(5, 30)).toBe('enough');
});

test('what would decide is the number on the comparison, with its condition', () => {
  expect(neededWords(compared({ sessionsNeeded: 22 }))).toBe(
    'about 22 more paired sessions if the effect is as measured (80 % chance)',
  );
  expect(neededWords(compared({ sessionsNeeded: 1 }))).toMatch(/^about 1 more paired session if/);
  expect(neededWords(compared({ sessionsNeeded: 0 }))).toMatch(/usually decided by now/);
});

test('an effect next to nothing is not worth deciding, and none at all names no number', () => {
  expect(neededWords(compared({ sessionsNeeded: 201 }))).toMatch(/more than 200 sessions/);
  expect(neededWords(compared({ sessionsNeeded: null }))).toMatch(
    /no number of sessions is enough, because the measured effect is too small/,
  );
  expect(neededWords(compared({ sessionsNeeded: null, gainPerHour: null }))).toMatch(/nothing was measured yet/);
});

test('in a table a final verdict needs no more sessions', () => {
  expect(sessionsToDecide(compared({ sessionsNeeded: 22 }))).toBe('22');
  expect(sessionsToDecide(compared({ sessionsNeeded: 4_000 }))).toBe('> 200');
  expect(sessionsToDecide(compared({ sessionsNeeded: null }))).toBe('–');
  expect(sessionsToDecide(compared({ sessionsNeeded: 3, verdict: 'roll-back' }))).toBe('decided');
});

test('the effect that would have been detected by now', () => {
  expect(detectableWords(compared({ minimumDetectableEffect: 0.4 }), terminalFigures('$'))).toBe(
    'an effect of ±$0.40 an hour or more would have been detected by now (80 % chance)',
  );
  expect(detectableWords(compared({ minimumDetectableEffect: null }), terminalFigures('$'))).toMatch(
    /^no effect can be detected yet/,
  );
});

test('what more sessions would not bring is said instead of their number', () => {
  const gain = { mean: 1, low: 0.5, high: 1.5, level: 0.9 };
  const open = compared({ gainPerHour: gain, sessionsNeeded: null });
  expect(neededWords({ ...open, tradesEnough: false })).toMatch(/trades less than the study asks for$/);
  expect(neededWords({ ...open, tradesEnough: true, signAgrees: false })).toMatch(/loss under optimistic fills$/);
});
