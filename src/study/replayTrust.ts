/** How well replays foretold sessions: what the replay gate may weigh. */

import { decisionRules } from '../evaluation/decisionRules.ts';
import { rankCorrelation } from '../evaluation/rankCorrelation.ts';
import { childSeed } from '../market/rng.ts';
import { type ComparedInput, compareVersions } from './compareVersions.ts';
import type { ProposalRecord, StudyRecord } from './records.ts';

/** One version that was raced before its sessions; profit per hour against the champion of its race. */
export interface ReplayedVersion {
  readonly version: number;
  readonly replayed: number;
  readonly measured: number;
  readonly sessions: number;
}

export interface ReplayTrust {
  readonly versions: readonly ReplayedVersion[];
  /** Spearman; null with fewer than three versions. */
  readonly correlation: number | null;
  /** 0…1: the correlation, drawn to what is expected of a replay while few versions are known. */
  readonly weight: number;
}

/** Replays that foretold sessions so badly are no evidence. */
export const LEAST_TRUST = 0.1;
/** What replays are trusted before any was followed by sessions, as if that had been seen on so many versions. */
const EXPECTED = 0.6;
const EXPECTED_VERSIONS = 5;

export function replayTrust(
  input: ComparedInput & { readonly study: StudyRecord; readonly proposals: readonly ProposalRecord[] },
): ReplayTrust {
  // Only the effect is wanted: no interval of a ratio.
  const rules = { ...decisionRules(input.study), resamples: 1 };
  const versions = input.versions.flatMap((version): ReplayedVersion[] => {
    const race = input.proposals.find((proposal) => proposal.id === version.proposalId)?.race;
    if (race === undefined || race === null || race.profitPerHour === null) return [];
    const seed = childSeed(input.study.seed, 'trust', version.number);
    const comparison = compareVersions(version.number, race.champion, input, rules, seed);
    if (comparison === null || comparison.profitPerHour === null) return [];
    const { sessions, profitPerHour } = comparison;
    return [{ version: version.number, replayed: race.profitPerHour.mean, measured: profitPerHour.mean, sessions }];
  });
  const correlation = rankCorrelation(versions.map(({ replayed, measured }) => [replayed, measured]));
  const seen = correlation === null ? 0 : versions.length;
  const drawn = ((correlation ?? 0) * seen + EXPECTED * EXPECTED_VERSIONS) / (seen + EXPECTED_VERSIONS);
  return { versions, correlation, weight: Math.max(0, drawn) };
}
