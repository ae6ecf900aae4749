import { describe, expect, it } from 'vitest';
import type { RaceRecord } from '../study/records.ts';
import { gainFrom } from '../testing/gains.ts';
import { aStudy } from '../testing/study.ts';

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

/** v2 made 1 more than v1 in one hour, in blocks of ±√(1/11) around it: a standard error of 1 with two degrees of freedom, so 2.919986 / 1.644854 = 1.7752. */
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
    .snapshot();
}

describe('the best guess', () => {
  it('without a race is what sessions say, drawn to the size of effects that is expected', () => {
    // Effects of 0.5 (0.05 % of 1,000) are expected, the hour says 1 ± 1.7752: 1 × 0.25 / (0.25 + 3.1514).
    const { centre, versions } = studyOf(null).heldLeaderboard;
    expect(versions[1]?.guess?.mean).toBeCloseTo(0.0735, 3);
    expect(versions[1]?.guess?.sd).toBeCloseTo(0.4813, 3);
    expect(centre).toBe(2);
  });

  it('counts the race before the sessions by its hours, its error divided by the trust in replays', () => {
    // They are 2 apart, 2² − 0.3² − 1.7752² = 0.759 beyond their errors: √(0.09 / 0.849) = 0.326 on one version, 0.6 on five: trust 0.554.
    // The race's error counts as 0.3 / 0.554 = 0.541, its six hours as 6 × 0.554² = 1.843: with the hour of the session
    // (1 − 1.843) / 2.843 = −0.297, give or take √(3.151 + (1.843 × 0.541)²) / 2.843 = 0.716.
    // The prior after that one race: mean −1 / 9 = −0.111; variance v = (8 × 0.25 + (0.889 k)² + v (1 − k)) / 9 with k = v / (v + 0.293),
    // which v = 0.2566 solves. Precisions 3.897 at −0.111 and 1.950 at −0.297: (−0.433 − 0.578) / 5.847.
    const { centre, versions } = studyOf(raced(-1)).heldLeaderboard;
    expect(versions[1]?.guess?.mean).toBeCloseTo(-0.173, 3);
    expect(centre).toBe(1);
  });

  it('does not count a race of other parameters than a person made of the proposal', () => {
    const { versions } = studyOf(raced(3), 2).heldLeaderboard;
    expect(versions[1]?.guess).toMatchObject({ raced: false });
    expect(studyOf(raced(3)).heldLeaderboard.versions[1]?.guess).toMatchObject({ raced: true });
  });

  it('does not count a race against another champion', () => {
    expect(studyOf({ ...raced(-1), champion: 7 }).heldLeaderboard.centre).toBe(2);
  });
});
