import { expect, test } from 'vitest';
import { aStudy } from '../testing/study.ts';
import type { Ran60 } from '../testing/studyRecords.ts';

const session = (mode: 'sim' | 'replay' | 'paper', profit: number): Ran60 => ({
  acting: 2,
  champion: 1,
  mode,
  lanes: [
    {
      version: 2,
      profit,
      volume: 6_000,
      fills: 60,
      blocks: Array.from({ length: 12 }, (_, i) => (profit + (i % 2)) / 12),
    },
    { version: 1, profit: 0, volume: 6_000, fills: 60 },
  ],
});

test('sessions of different modes are never pooled: those nearest to money count', () => {
  const study = aStudy().version().version({ spreadBps: 1.5 });
  const only = (modes: readonly ['sim' | 'replay' | 'paper', number][]) => {
    const built = modes.reduce((one, [mode, profit]) => one.session(session(mode, profit)), study);
    return built.snapshot().heldLeaderboard.versions[1]?.comparison?.sessions;
  };
  expect(
    only([
      ['sim', 9],
      ['sim', 9],
    ]),
  ).toBe(2);
  expect(only([['replay', 3]])).toBe(1);
  expect(
    only([
      ['sim', 9],
      ['paper', -1],
      ['replay', 3],
      ['paper', -1],
    ]),
  ).toBe(2);
});
