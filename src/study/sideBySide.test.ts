import { expect, test } from 'vitest';
import { aStudy } from '../testing/study.ts';
import type { Ran } from '../testing/studyRecords.ts';
import { type SideBySide, sideBySide } from './sideBySide.ts';
import type { StudySnapshot } from './studySnapshot.ts';

/** Per hour `profit`, with a noise that is the same in every version, so that differences between them have some too. */
const ran = (version: number, profit: number): Ran => ({
  version,
  profit,
  volume: 6_000,
  fills: 60,
  blocks: Array.from({ length: 12 }, (_, i) => profit / 12 + (i % 2 === 0 ? 0.05 : -0.05) * version),
});

function compared(input: StudySnapshot, version: number, against: number): SideBySide {
  const [a, b] = [version, against].map((number) => input.versions.find((one) => one.number === number));
  if (a === undefined || b === undefined) throw new Error('both versions exist');
  return sideBySide(a, b, input);
}

/** v2 and v3 meet each other once beside v1; v4 met v1 alone. */
function fourVersions() {
  return aStudy()
    .version()
    .version({ spreadBps: 1.5 })
    .version({ spreadBps: 2 })
    .version({ levels: 6 })
    .champion(1)
    .session({ acting: 2, champion: 1, lanes: [ran(1, 0), ran(2, 1), ran(3, 3)], family: 'calm' })
    .session({ acting: 2, champion: 1, lanes: [ran(1, 0), ran(2, 2)], family: 'toxic' })
    .session({ acting: 4, champion: 1, lanes: [ran(1, 0), ran(4, 0.5)], family: 'toxic' });
}

test('any two versions are compared over the sessions that both ran in', () => {
  const { comparison, linked } = compared(fourVersions().snapshot(), 3, 2);
  // One hour in common: 3 − 1.
  expect(comparison).toMatchObject({ challenger: 3, champion: 2, sessions: 1, blocks: 12 });
  expect(comparison?.gainPerHour?.mean).toBeCloseTo(2, 9);
  expect(linked).toBeNull();
});

test('against the champion the figures are those of the leaderboard', () => {
  const input = fourVersions().snapshot();
  const known = input.heldLeaderboard.versions.find(({ version }) => version.number === 2);
  expect(compared(input, 2, 1).comparison).toEqual(known?.comparison);
});

test('each regime has its own effect', () => {
  const { byRegime } = compared(fourVersions().snapshot(), 2, 1);
  expect(byRegime.map(({ regime, sessions, gainPerHour }) => [regime, sessions, gainPerHour?.mean])).toEqual([
    ['calm', 1, expect.closeTo(1, 9)],
    ['toxic', 1, expect.closeTo(2, 9)],
  ]);
});

test('without a session in common the champion links them: effects add, and so do the squares of their errors', () => {
  const input = fourVersions().snapshot();
  const { comparison, linked } = compared(input, 4, 2);
  expect(comparison).toBeNull();
  expect(linked?.through).toBe(1);
  // v4 is 0.50 better than v1, v2 is (1 + 2) / 2 = 1.50 better: v4 is 1.00 worse than v2.
  expect(linked?.effect.mean).toBeCloseTo(-1, 9);
  const errors = [4, 2].map((number) => compared(input, number, 1).comparison?.gainPerHour);
  const squares = errors.map((one) => (((one?.high ?? 0) - (one?.low ?? 0)) / 3.2897) ** 2);
  expect(linked?.effect.standardError).toBeCloseTo(Math.sqrt((squares[0] ?? 0) + (squares[1] ?? 0)), 4);
});

test('versions that met nobody in common are not compared, and equal ones are the same', () => {
  const input = fourVersions().version({}, { parent: 4, author: 'rollback' }).version({ levels: 9 }).snapshot();
  expect(compared(input, 6, 2)).toMatchObject({ comparison: null, linked: null, same: false });
  expect(compared(input, 5, 4)).toMatchObject({ comparison: null, linked: null, same: true });
});
