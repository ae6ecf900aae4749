import { describe, expect, it } from 'vitest';
import { aComparison } from '../testing/studyRecords.ts';
import { contendersOf, type LeaderboardRow } from './leaderboard.ts';

function aVersion(number: number, mean: number | null, sd = 1, rolledBack = false): LeaderboardRow {
  return {
    version: { number, parent: null, author: 'surrogate', reason: '', parameters: {}, proposalId: null, createdAt: '' },
    effect: null,
    hours: 5,
    volumePerHour: null,
    comparison: aComparison(number, 1, 'keep-testing'),
    trial: null,
    guess: mean === null ? null : { mean, sd, probabilityBetter: 0.5, raced: false, before: { mean: 0, sd } },
    rolledBack,
  };
}

const contenders = (...versions: LeaderboardRow[]): number[] => contendersOf({ versions });

describe('the versions that run beside every session', () => {
  it('are those that could turn out best with a deviation of luck, the most promising first', () => {
    expect(contenders(aVersion(1, null), aVersion(2, 0.5, 0.1), aVersion(3, -0.2, 1.5), aVersion(4, 0.4, 0.1))).toEqual(
      [3, 2, 4],
    );
  });

  it('are not those that a deviation of luck would leave behind the champion', () => {
    expect(contenders(aVersion(2, -0.5, 0.4), aVersion(3, -0.5, 0.6))).toEqual([3]);
  });

  it('are none that was rolled back, nor one of which nothing is known', () => {
    expect(contenders(aVersion(2, 2, 1, true), aVersion(3, null))).toEqual([]);
  });

  it('are none that hardly trades or gains under one fill model alone', () => {
    const quiet = { ...aVersion(2, 2), comparison: { ...aComparison(2, 1, 'keep-testing'), tradesEnough: false } };
    const oneModel = { ...aVersion(3, 2), comparison: { ...aComparison(3, 1, 'keep-testing'), signAgrees: false } };
    expect(contenders(quiet, oneModel, aVersion(4, 1))).toEqual([4]);
  });

  it('are four at most', () => {
    expect(contenders(...[2, 3, 4, 5, 6, 7].map((number) => aVersion(number, number)))).toEqual([7, 6, 5, 4]);
  });
});
