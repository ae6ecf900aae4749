import { expect, test } from 'vitest';
import { aStudy, type StudyBuilder } from '../testing/study.ts';
import { aRace } from '../testing/studyRecords.ts';
import { raceOverfitting } from './races.ts';
import { pastRounds } from './rounds.ts';

const changes = [{ parameter: 'spreadBps', from: 2.5, to: 1.5, why: '' }];
const session = { acting: 1, champion: 1, lanes: [] } as const;

/** One round whose candidates showed these differences by market; the first waits. */
function round(races: readonly (readonly number[])[], study: StudyBuilder = aStudy().version()): StudyBuilder {
  study.session(session);
  for (const [i, byMarket] of races.entries()) {
    study.proposal({ base: 1, changes, status: i === 0 ? 'waiting' : 'passed-over', race: aRace(byMarket) });
  }
  return study;
}

test('a round tells what was taken, what was passed over, the best first, and what was refused', () => {
  const { sessions, proposals } = round([[1], [-1], [0.5]])
    .proposal({ base: 1, changes, status: 'refused' })
    .proposal({ base: 1, changes: [], intent: 'replicate', status: 'passed-over' })
    .session(session)
    .snapshot();
  const [first, ...others] = pastRounds(sessions, proposals);
  expect(first?.taken.map(({ id }) => id)).toEqual([1]);
  expect(first?.passedOver.map(({ id }) => id)).toEqual([3, 2, 5]);
  expect(first?.refused.map(({ id }) => id)).toEqual([4]);
  expect(others).toEqual([]);
});

test('a candidate that is best on every market is no overfitting; one that is best by turns is', () => {
  const steady = round([
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 1, 1, 1],
    [0, 0, 0, 0],
  ]).snapshot();
  expect(raceOverfitting(pastRounds(steady.sessions, steady.proposals))).toMatchObject({
    session: 1,
    candidates: 4,
    markets: 4,
    probability: 0,
    splits: 6,
  });
  // Whoever wins two markets loses the other two by as much: the best of one half is the worst of the other.
  const turns = round([
    [1, 1, -1, -1],
    [-1, -1, 1, 1],
    [1, -1, 1, -1],
    [-1, 1, -1, 1],
  ]).snapshot();
  expect(raceOverfitting(pastRounds(turns.sessions, turns.proposals))).toMatchObject({ probability: 1 });
});

test('candidates that were taken out early are left out, and too few say nothing', () => {
  const few = round([
    [1, 1, 1, 1],
    [1, 2, 1, 1],
    [0, 0, 0, 0],
    [-1, -1],
  ]).snapshot();
  expect(raceOverfitting(pastRounds(few.sessions, few.proposals))).toBe(
    'No race was run to its end by 4 candidates over 4 markets.',
  );
});

test('candidates of different samples of markets are not compared, however many markets each ran', () => {
  const study = aStudy().version().session(session);
  for (const first of [1, 11, 21, 31]) {
    const sessions = [first, first + 1, first + 2, first + 3];
    study.proposal({ base: 1, changes, status: 'passed-over', race: { ...aRace([1, 2, 3, 4]), sessions } });
  }
  const { sessions, proposals } = study.snapshot();
  expect(raceOverfitting(pastRounds(sessions, proposals))).toContain('No race');
});
