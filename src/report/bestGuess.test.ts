import { describe, expect, it } from 'vitest';
import { gainFrom } from '../evaluation/aGain.testing.ts';
import type { RaceRecord } from '../study/records.ts';
import { aStudy } from './aStudy.testing.ts';
import { standingNow } from './standingNow.ts';

/** Of v2 against v1, over six markets: 90 % within ±1.645 standard errors of 0.3. */
function raced(mean: number): RaceRecord {
  return {
    champion: 1,
    sessions: [1],
    tapes: [],
    hours: 6,
    ...gainFrom({ mean, low: mean - 1.6449 * 0.3, high: mean + 1.6449 * 0.3, level: 0.9 }),
    byMarket: [mean],
    probabilityBetter: 0.5,
    volumePerHour: 5_000,
    signAgrees: true,
    belief: 0,
    replayWeight: 0.6,
  };
}

/** v2 made 1 more than v1 in one hour, in blocks of ±√(1/11) around it: a standard error of 1. */
function studyOf(race: RaceRecord | null, spreadBps = 1.5) {
  const around = (Math.sqrt(11 / 12) * Math.sqrt(12 / 11)) / Math.sqrt(12);
  const blocks = Array.from({ length: 12 }, (_, i) => 1 / 12 + (i % 2 === 0 ? around : -around) * Math.sqrt(11 / 12));
  const study = aStudy().version().session({ acting: 1, champion: 1, lanes: [] });
  if (race !== null)
    study.proposal({ base: 1, changes: [{ parameter: 'spreadBps', from: 2.5, to: 1.5, why: '' }], race });
  return study
    .version({ spreadBps }, { proposalId: race === null ? null : 1 })
    .session({
      acting: 2,
      champion: 1,
      lanes: [
        { version: 2, profit: 1, volume: 6_000, fills: 60, blocks },
        { version: 1, profit: 0, volume: 6_000, fills: 60 },
      ],
    })
    .build();
}

describe('the best guess', () => {
  it('without a race is what sessions say, drawn to the size of effects that is expected', () => {
    // Effects of 0.5 (0.05 % of 1,000) are expected, the hour says 1 ± 1: 1 × 0.25 / (0.25 + 1).
    const { centre, versions } = standingNow(studyOf(null));
    expect(versions[1]?.guess?.mean).toBeCloseTo(0.2, 2);
    expect(versions[1]?.guess?.sd).toBeCloseTo(Math.sqrt(0.2), 2);
    expect(centre).toBe(2);
  });

  it('counts the race before the sessions by its hours, its error divided by the trust in replays', () => {
    // They are 2 apart, 2² − 0.3² − 1² = 2.91 beyond their errors: √(0.09 / 3) = 0.173 on one version, 0.6 on five: trust 0.529.
    // The race's error counts as 0.3 / 0.529 = 0.567, its six hours as 6 × 0.529² = 1.68: with the hour of the session
    // (1 − 1.68) / 2.68 = −0.254, give or take √(1 + (1.68 × 0.567)²) / 2.68 = 0.515.
    // The prior after that one race: mean −1 / 9 = −0.111; variance v = (8 × 0.25 + (0.889 k)² + v (1 − k)) / 9 with k = v / (v + 0.322),
    // which v = 0.255 solves. Precisions 3.92 at −0.111 and 3.77 at −0.254: (−0.435 − 0.957) / 7.69.
    const { centre, versions } = standingNow(studyOf(raced(-1)));
    expect(versions[1]?.guess?.mean).toBeCloseTo(-0.181, 2);
    expect(centre).toBe(1);
  });

  it('does not count a race of other parameters than a person made of the proposal', () => {
    const { versions } = standingNow(studyOf(raced(3), 2));
    expect(versions[1]?.guess).toMatchObject({ raced: false });
    expect(standingNow(studyOf(raced(3))).versions[1]?.guess).toMatchObject({ raced: true });
  });

  it('does not count a race against another champion', () => {
    expect(standingNow(studyOf({ ...raced(-1), champion: 7 })).centre).toBe(2);
  });
});
