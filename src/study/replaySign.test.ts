import { describe, expect, it } from 'vitest';
import { gainFrom } from '../testing/gains.ts';
import { aStudy } from '../testing/study.ts';
import { aComparison } from '../testing/studyRecords.ts';
import type { RaceRecord } from './records.ts';
import { heldByReplay } from './replaySign.ts';

const race: RaceRecord = {
  champion: 1,
  sessions: [1, 2, 3, 4, 5],
  tapes: [],
  hours: 5,
  ...gainFrom({ mean: -0.4, low: -1, high: 0.2, level: 0.9 }),
  byMarket: [-0.4, -0.4, -0.4, -0.4, -0.4],
  probabilityBetter: 0.2,
  volumePerHour: 5_000,
  signAgrees: true,
  belief: -0.1,
  replayWeight: 0.6,
};

/** v2 came of a proposal that was raced so before its first session. */
function judgedAfter(raced: RaceRecord | null, verdict: 'promote' | 'explore' = 'promote') {
  const study = aStudy().version().version({}, { author: 'surrogate', proposalId: 1 }).ran(1);
  const { versions, proposals } = study.proposal({ base: 1, changes: [], race: raced }).snapshot();
  return heldByReplay(aComparison(2, 1, verdict), versions, proposals, '$');
}

describe('a promotion', () => {
  it('is held back when replays of recorded markets said the opposite', () => {
    const held = judgedAfter(race);
    expect(held.verdict).toBe('keep-testing');
    expect(held.reason).toMatch(/held back: on 5 recorded markets it did worse than v1 \(−\$0.40 an hour\)/);
  });

  it('stands when replays agree, were run against another champion, or were never run', () => {
    const agreeing = { ...race, gainPerHour: { mean: 0.4, low: -0.2, high: 1, level: 0.9 } };
    for (const one of [agreeing, { ...race, champion: 7 }, { ...race, gainPerHour: null }, null]) {
      expect(judgedAfter(one).verdict).toBe('promote');
    }
  });

  it('is all that it looks at', () => {
    expect(judgedAfter(race, 'explore')).toEqual(aComparison(2, 1, 'explore'));
  });
});
