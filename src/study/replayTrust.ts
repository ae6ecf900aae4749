/** How well replays foretold sessions: what the replay gate may weigh. */

import { effectOf } from '../evaluation/effect.ts';
import { rankCorrelation } from '../evaluation/rankCorrelation.ts';
import type { ComparedStudy } from './compareVersions.ts';
import { raceOfVersion } from './raceOfVersion.ts';

/** One version that was raced before its sessions; gain per hour against the champion of its race. */
export interface ReplayedVersion {
  readonly version: number;
  readonly replayed: number;
  readonly replayedError: number;
  readonly measured: number;
  readonly measuredError: number;
  readonly sessions: number;
}

export interface ReplayTrust {
  readonly versions: readonly ReplayedVersion[];
  /** Spearman; null with fewer than three versions. */
  readonly correlation: number | null;
  /**
   * 0…1: by how much a race's standard error is divided. 1 when races and sessions differ by no more than their errors
   * explain; drawn to what is expected of a replay while few versions are known.
   */
  readonly weight: number;
}

/** Replays that foretold sessions so badly are no evidence. */
export const LEAST_TRUST = 0.1;
/** What replays are trusted before any was followed by sessions, as if that had been seen on so many versions. */
const EXPECTED = 0.6;
const EXPECTED_VERSIONS = 5;

export function replayTrust(study: ComparedStudy): ReplayTrust {
  const versions = study.versions.flatMap((version): ReplayedVersion[] => {
    const race = raceOfVersion(version, study.versions, study.proposals);
    if (race === null || race.gainPerHour === null) return [];
    const comparison = study.comparison(version.number, race.champion);
    if (comparison === null || comparison.gainPerHour === null) return [];
    const [replayed, measured] = [effectOf(race), effectOf(comparison)];
    if (replayed === null || measured === null) return [];
    return [
      {
        version: version.number,
        replayed: replayed.mean,
        replayedError: replayed.standardError,
        measured: measured.mean,
        measuredError: measured.standardError,
        sessions: comparison.sessions,
      },
    ];
  });
  const correlation = rankCorrelation(versions.map(({ replayed, measured }) => [replayed, measured]));
  const seen = versions.length;
  const weight = (found(versions) * seen + EXPECTED * EXPECTED_VERSIONS) / (seen + EXPECTED_VERSIONS);
  return { versions, correlation, weight };
}

/**
 * √(race's variance / (race's variance + what sessions differ by beyond both errors)). A rank correlation would not do: it is low
 * for perfect replays too while sessions are short.
 */
function found(versions: readonly ReplayedVersion[]): number {
  if (versions.length === 0) return 0;
  const mean = (of: (one: ReplayedVersion) => number): number =>
    versions.reduce((sum, one) => sum + of(one), 0) / versions.length;
  const error = mean(({ replayedError }) => replayedError ** 2);
  const apart = mean((one) => (one.measured - one.replayed) ** 2 - one.replayedError ** 2 - one.measuredError ** 2);
  return Math.sqrt(error / (error + Math.max(0, apart)));
}
