import { expect, test } from 'vitest';
import { aVersion, btcStudy } from '../testing/store/journalFixtures.ts';
import { aStudy } from '../testing/study.ts';
import type { Ran60 } from '../testing/studyRecords.ts';
import { MemoryStudies } from './memoryStudies.ts';
import { type StudySnapshot, snapshotOf } from './studySnapshot.ts';

/** v2 beside v1: fifty cents an hour better where the market trends, and worse where it is calm. */
const hour = (family: 'trending' | 'calm', profit: number): Ran60 => ({
  acting: 2,
  champion: 1,
  family,
  lanes: [
    {
      version: 2,
      profit,
      volume: 6_000,
      fills: 60,
      blocks: Array.from({ length: 12 }, (_, i) => (profit + (i % 2 === 0 ? 0.1 : -0.1)) / 12),
    },
    { version: 1, profit: 0, volume: 6_000, fills: 60 },
  ],
});

function study(): StudySnapshot {
  return aStudy()
    .version()
    .version({ spreadBps: 1.5 })
    .champion(1)
    .session(hour('trending', 0.5))
    .session(hour('calm', -0.5))
    .compared(2, 1, { probabilityBetter: 0.6 })
    .session(hour('trending', 0.5))
    .compared(2, 1, { probabilityBetter: 0.7 })
    .snapshot();
}

test('what is derived does not depend on the order in which the records came', () => {
  const told = study();
  const reversed = told.with({
    versions: told.versions.toReversed(),
    sessions: told.sessions.toReversed(),
    lanes: told.lanes.toReversed(),
    evaluations: told.evaluations.toReversed(),
  });
  expect(reversed.leaderboard).toEqual(told.leaderboard);
  expect(reversed.sessions).toEqual(told.sessions);
  expect(reversed.newestRecorded(2, 'paper')?.comparison.probabilityBetter).toBe(0.7);
});

test('what is derived is derived once', () => {
  const told = study();
  expect(told.comparison(2, 1)).not.toBeNull();
  expect(told.comparison(2, 1)).toBe(told.comparison(2, 1));
  expect(told.leaderboard).toBe(told.leaderboard);
  expect(told.trust).toBe(told.trust);
  expect(told.pooled(2, 'paper', 'pessimistic')).toBe(told.pooled(2, 'paper', 'pessimistic'));
});

test('other records make another study, and leave this one as it was', () => {
  const told = study();
  const before = told.comparison(2, 1);
  const without = told.with({ sessions: told.sessions.slice(0, 1) });
  expect(without.comparison(2, 1)?.sessions).toBe(1);
  expect(told.comparison(2, 1)).toBe(before);
  expect(before?.sessions).toBe(3);
});

test('one regime alone is the study with its sessions alone', () => {
  const told = study();
  expect(told.inRegime('calm').comparison(2, 1)?.sessions).toBe(1);
  expect(told.inRegime('trending').comparison(2, 1)?.sessions).toBe(2);
  // 2 × 0.5 over two hours; −0.5 over one.
  expect(told.inRegime('trending').comparison(2, 1)?.profitPerHour?.mean).toBeCloseTo(0.5, 12);
  expect(told.inRegime('calm').comparison(2, 1)?.profitPerHour?.mean).toBeCloseTo(-0.5, 12);
});

test('it is the same while nothing was added, and records that are written later are not in it', () => {
  const journal = new MemoryStudies(() => '2026-01-02T03:04:05.000Z').open(btcStudy);
  journal.addVersion(aVersion());
  const before = snapshotOf(journal);
  expect(snapshotOf(journal)).toBe(before);
  journal.addVersion(aVersion());
  expect(before.versions.map(({ number }) => number)).toEqual([1]);
  expect(snapshotOf(journal).versions.map(({ number }) => number)).toEqual([1, 2]);
});
