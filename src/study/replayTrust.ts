/** How well races over recorded markets predicted sessions, and what they measured, weighted by that. */

import type { GainEstimates } from '../evaluation/comparison.ts';
import { effectOf, type GainOverHours, withWiderErrors } from '../evaluation/effect.ts';
import { rankCorrelation } from '../evaluation/rankCorrelation.ts';
import type { ComparedStudy } from './comparisons.ts';
import { MarketVariances } from './marketVariances.ts';
import type { ProposalRecord, RaceRecord } from './records.ts';

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
   * explain; shrunk towards the expected trust while few versions are known.
   */
  readonly weight: number;
}

/** With less trust than this, races are no evidence. */
const LEAST_TRUST = 0.1;
/** The trust before any race was followed by sessions. It counts like that many versions. */
const EXPECTED = 0.6;
const EXPECTED_VERSIONS = 5;

export function replayTrust(study: ComparedStudy): ReplayTrust {
  const versions = study.versions.flatMap((version): ReplayedVersion[] => {
    const race = study.proposalOf(version)?.race ?? null;
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
 * √(race's variance / (race's variance + what sessions differ by beyond both errors)). A rank correlation is not used: it is
 * low for perfect replays too while sessions are short.
 */
function found(versions: readonly ReplayedVersion[]): number {
  if (versions.length === 0) return 0;
  const mean = (of: (one: ReplayedVersion) => number): number =>
    versions.reduce((sum, one) => sum + of(one), 0) / versions.length;
  const error = mean(({ replayedError }) => replayedError ** 2);
  const apart = mean((one) => (one.measured - one.replayed) ** 2 - one.replayedError ** 2 - one.measuredError ** 2);
  return Math.sqrt(error / (error + Math.max(0, apart)));
}

/** Gain per hour against the champion of a race. */
export interface ReplayedGain extends GainOverHours {
  readonly proposal: ProposalRecord;
  readonly race: RaceRecord;
}

/**
 * What one race measured; null when replays are not to be trusted, or it has too few blocks.
 *
 * @param trust 0…1, by which its errors are divided: its hours count by the square of it
 */
export function replayedGain(race: GainEstimates & Pick<RaceRecord, 'hours'>, trust: number): GainOverHours | null {
  const gain = trust < LEAST_TRUST ? null : effectOf(race);
  return gain === null ? null : { gain: withWiderErrors(gain, 1 / trust), hours: race.hours * trust ** 2 };
}

/**
 * What all races against this champion measured, oldest first.
 *
 * A race on quiet markets alone is precise about quiet markets. So its error grows with how much more gains scattered on
 * the other markets that candidates raced on against this champion.
 *
 * @param trust as of {@link replayedGain}
 * @param variances of this champion's races, which it may know already
 */
export function replayedGains(
  proposals: readonly ProposalRecord[],
  champion: number,
  trust: number,
  variances: MarketVariances = new MarketVariances(),
): readonly ReplayedGain[] {
  const raced = proposals.filter(({ race }) => race?.champion === champion);
  variances.take(raced.map(({ race }) => race as RaceRecord));
  const { usual } = variances;
  const gainOf = (race: RaceRecord): GainOverHours | null => {
    const narrow = replayedGain(race, trust);
    if (narrow === null) return null;
    const own = variances.of(race);
    const wider = own === 0 ? 1 : Math.max(1, Math.sqrt(usual / own));
    return { ...narrow, gain: withWiderErrors(narrow.gain, wider) };
  };
  const gains: ReplayedGain[] = [];
  // A loop: a long study has tens of thousands of races, and a campaign asks after each session.
  for (const proposal of raced) {
    const race = proposal.race as RaceRecord;
    const measured = variances.gainOf(race, trust, gainOf);
    if (measured !== null) gains.push({ proposal, race, gain: measured.gain, hours: measured.hours });
  }
  return gains;
}
