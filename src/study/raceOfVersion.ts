/** The race over recorded markets that chose a version. */

import { type Parameters, sameParameters } from '../strategy/parameters.ts';
import type { ProposalRecord, RaceRecord, VersionRecord } from './records.ts';

/** What a proposal would make of its base; null when that is not among the versions. */
export function proposedParameters(
  { base, changes }: Pick<ProposalRecord, 'base' | 'changes'>,
  versions: readonly VersionRecord[],
): Parameters | null {
  const from = versions.find(({ number }) => number === base);
  if (from === undefined) return null;
  return { ...from.parameters, ...Object.fromEntries(changes.map(({ parameter, to }) => [parameter, to])) };
}

/** null without one, and for a version that a person made of the proposal with other parameters than those that raced. */
export function raceOfVersion(
  version: VersionRecord,
  versions: readonly VersionRecord[],
  proposals: readonly ProposalRecord[],
): RaceRecord | null {
  const proposal = proposals.find(({ id }) => id === version.proposalId);
  const raced = proposal === undefined ? null : proposedParameters(proposal, versions);
  return proposal !== undefined && raced !== null && sameParameters(raced, version.parameters) ? proposal.race : null;
}
