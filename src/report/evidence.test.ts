import { expect, test } from 'vitest';
import type { Comparison } from '../evaluation/comparison.ts';
import { aStudy } from './aStudy.testing.ts';
import { evidenceNeeded, evidenceWords, neededWords, weightOf } from './evidence.ts';

function compared(more: Partial<Comparison>): Comparison {
  const [evaluation] = aStudy().session({ acting: 2, champion: 1, lanes: [] }).compared(2, 1, more).build().evaluations;
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

test('a difference of half a standard deviation of a session needs 18 sessions', () => {
  // The case of the formula's own table: δ = 0.5 σ per session → (1.2816 + 0.8416)² / 0.25 = 18.03 sessions.
  // σ = 1 a session of 12 blocks; after 4 sessions the standard error is 1/√4 = 0.5, the 90 % interval ±1.645 × 0.5.
  const half = 1.6449 * 0.5;
  const comparison = compared({
    sessions: 4,
    blocks: 48,
    profitPerHour: { mean: 0.5, low: 0.5 - half, high: 0.5 + half, level: 0.9 },
  });
  const needed = evidenceNeeded(comparison);
  expect(needed?.sessions).toBe(19); // 18.03, rounded up
  expect(needed?.blocks).toBe(217); // 18.03 × 12 = 216.4
  expect(neededWords(comparison)).toBe(
    'at least about 217 blocks in all (19 sessions, 15 more) if the difference stays as measured',
  );
});

test('however clear, never fewer than five sessions', () => {
  expect(evidenceNeeded(compared({ profitPerHour: { mean: 5, low: 4.9, high: 5.1, level: 0.9 } }))).toEqual({
    sessions: 5,
    blocks: 60,
  });
});

test('a difference next to nothing is not worth deciding, and none at all names no number', () => {
  expect(neededWords(compared({ profitPerHour: { mean: 0.001, low: -1, high: 1.002, level: 0.9 } }))).toMatch(
    /more than 200 sessions/,
  );
  expect(neededWords(compared({ profitPerHour: { mean: 0, low: -1, high: 1, level: 0.9 } }))).toMatch(
    /no difference measured/,
  );
  expect(neededWords(compared({ profitPerHour: null }))).toMatch(/no difference measured/);
});
