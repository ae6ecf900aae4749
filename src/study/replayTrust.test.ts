import { describe, expect, it } from 'vitest';
import { gainFrom } from '../testing/gains.ts';
import type { ProposalRecord, RaceRecord } from './records.ts';
import { replayedGains } from './replayTrust.ts';

const HALF = 1.644853627 * 0.3;

/** 90 % within ±1.645 standard errors of 0.3; markets are sessions 1, 2, … */
function raced(byMarket: readonly number[], more: Partial<RaceRecord> = {}): ProposalRecord {
  const mean = byMarket.reduce((sum, one) => sum + one, 0) / byMarket.length;
  const race: RaceRecord = {
    champion: 1,
    sessions: byMarket.map((_, i) => i + 1),
    tapes: [],
    hours: byMarket.length,
    ...gainFrom({ mean, low: mean - HALF, high: mean + HALF, level: 0.9 }),
    byMarket,
    probabilityBetter: 0.5,
    volumePerHour: 5_000,
    signAgrees: true,
    belief: 0,
    replayWeight: 0.6,
    ...more,
  };
  return { race } as ProposalRecord;
}

const errors = (proposals: readonly ProposalRecord[], trust = 1): number[] =>
  replayedGains(proposals, 1, trust).map(({ gain }) => gain.standardError);

describe('what races measured', () => {
  it('is as sure as its blocks where all ran the same markets', () => {
    for (const error of errors([raced([0.2, -3]), raced([-0.2, 1])])) expect(error).toBeCloseTo(0.3, 6);
  });

  it('is less sure when it ran on quiet markets alone, by as much as gains scattered on all that were raced on', () => {
    // Squares by market: 0.04 (0.04, 0.04, 0.04), 9 (one). Over both 4.52, over the first 0.04: √113 = 10.63 times.
    const [early, , late] = errors([raced([0.2]), raced([-0.2]), raced([0.2, 3])]);
    expect(early).toBeCloseTo(0.3 * Math.sqrt(4.52 / 0.04), 6);
    expect(late).toBeCloseTo(0.3, 6);
  });

  it('is not surer when it ran on loud markets alone', () => {
    const [quiet, loud] = errors([raced([0.1]), raced([2], { sessions: [2] })]);
    expect(quiet).toBeGreaterThan(0.3);
    expect(loud).toBeCloseTo(0.3, 6);
  });

  it('tells tapes apart by their pieces', () => {
    const tape = { type: 'tape', file: 'a', sha256: 'a', fromUs: 0, toUs: 1 } as const;
    const [early] = errors([
      raced([0.2], { sessions: [], tapes: [tape] }),
      raced([0.2, 3], { sessions: [], tapes: [tape, { ...tape, fromUs: 1, toUs: 2 }] }),
    ]);
    expect(early).toBeCloseTo(0.3 * Math.sqrt(4.52 / 0.04), 6);
  });

  it('errs the more the less replays are trusted, and is nothing when they are not', () => {
    expect(errors([raced([0.5])], 0.5)[0]).toBeCloseTo(0.6, 6);
    expect(errors([raced([0.5])], 0.05)).toEqual([]);
  });

  it('counts by its hours, those of replays that are half trusted a quarter', () => {
    expect(replayedGains([raced([0.5, 0.5])], 1, 0.5).map(({ hours }) => hours)).toEqual([0.5]);
  });

  it('does not take short markets for loud ones', () => {
    // Four times a quarter of an hour: ±2 an hour there scatter as much as ±1 over whole hours.
    const [long] = errors([raced([1]), raced([2], { sessions: [2], hours: 0.25 })]);
    expect(long).toBeCloseTo(0.3, 6);
  });

  it('counts races against this champion alone', () => {
    expect(errors([raced([0.5], { champion: 2 })])).toEqual([]);
  });
});
