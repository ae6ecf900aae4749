import { describe, expect, it } from 'vitest';
import { gainFrom } from '../testing/gains.ts';
import { aStudy, type StudyBuilder } from '../testing/study.ts';
import { aComparison, aRace, type Ran } from '../testing/studyRecords.ts';
import { heldByReplay } from './races.ts';
import type { RaceRecord, TapePiece } from './records.ts';

const changes = [{ parameter: 'spreadBps', from: 2.5, to: 1.5, why: '' }];

/** An hour of a day's tape. */
function hour(nth: number): TapePiece {
  return { type: 'tape', file: 'day.parquet', sha256: 'ab', fromUs: nth * 3_600e6, toUs: (nth + 1) * 3_600e6 };
}

function ran(version: number, profit: number): Ran {
  return {
    version,
    profit,
    volume: 6_000,
    fills: 60,
    blocks: Array.from({ length: 12 }, (_, i) => profit / 12 + (i % 2)),
  };
}

/** v2, chosen by a race over the market of the first session and the third hour of the tape. */
function chosen(): StudyBuilder {
  return aStudy()
    .version()
    .version({ spreadBps: 1.5 }, { proposalId: 1 })
    .session({ acting: 1, champion: 1, mode: 'replay', source: hour(0), lanes: [ran(1, 0)] })
    .proposal({ base: 1, changes, proposer: 'surrogate', race: aRace([2, 2], { sessions: [1], tapes: [hour(2)] }) });
}

function sessionsOf(study: StudyBuilder): number | undefined {
  return study.snapshot().comparison(2, 1)?.sessions;
}

describe('a market that a version was chosen on', () => {
  const again = (study: StudyBuilder, nth: number): StudyBuilder =>
    study.session({ acting: 2, champion: 1, mode: 'replay', source: hour(nth), lanes: [ran(1, 0), ran(2, 1)] });

  it('is no evidence when it is replayed, be it of a session or of a gate tape', () => {
    expect(sessionsOf(again(chosen(), 0))).toBeUndefined();
    expect(sessionsOf(again(chosen(), 2))).toBeUndefined();
  });

  it('is no evidence for what was made of the chosen version either', () => {
    const child = again(
      chosen().version({ pauseSeconds: 11 }, { parent: 2 }),
      // A new hour, for both.
      1,
    );
    const both = (study: StudyBuilder): number | undefined => study.snapshot().comparison(3, 1)?.sessions;
    const replayed = (study: StudyBuilder, nth: number): StudyBuilder =>
      study.session({ acting: 3, champion: 1, mode: 'replay', source: hour(nth), lanes: [ran(1, 0), ran(3, 1)] });
    expect(both(replayed(child, 2))).toBeUndefined();
    expect(both(replayed(replayed(child, 2), 4))).toBe(1);
  });

  it('counts as seen wherever raced pieces overlap each other', () => {
    const piece = (from: number, to: number): TapePiece => ({ ...hour(0), fromUs: from * 60e6, toUs: to * 60e6 });
    const overlapping = aStudy()
      .version()
      .version({ spreadBps: 1.5 }, { proposalId: 1 })
      .session({ acting: 1, champion: 1, lanes: [ran(1, 0)] })
      .proposal({ base: 1, changes, race: aRace([2, 2], { sessions: [], tapes: [piece(45, 90), piece(60, 120)] }) })
      .session({ acting: 2, champion: 1, source: piece(90, 135), lanes: [ran(1, 0), ran(2, 1)] });
    expect(sessionsOf(overlapping)).toBeUndefined();
  });

  it('takes nothing from other minutes of the tape', () => {
    expect(sessionsOf(again(again(again(chosen(), 1), 0), 3))).toBe(2);
  });

  it('counts for a version that a person made: no race chose it', () => {
    const byHand = aStudy()
      .version()
      .version({ spreadBps: 1.5 })
      .session({ acting: 1, champion: 1, mode: 'replay', source: hour(0), lanes: [ran(1, 0)] });
    expect(sessionsOf(again(byHand, 0))).toBe(1);
  });
});

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
