/** The race over recorded markets that chose a version. */

import { sameParameters } from '../strategy/parameters.ts';
import type { ProposalRecord, RaceRecord, VersionRecord } from './records.ts';

/** null without one, and for a version that a person made of the proposal with other parameters than those that raced. */
export function raceOfVersion(
  version: VersionRecord,
  versions: readonly VersionRecord[],
  proposals: readonly ProposalRecord[],
): RaceRecord | null {
  const proposal = proposals.find(({ id }) => id === version.proposalId);
  const base = versions.find(({ number }) => number === proposal?.base);
  if (proposal === undefined || proposal.race === null || base === undefined) return null;
  const raced = {
    ...base.parameters,
    ...Object.fromEntries(proposal.changes.map(({ parameter, to }) => [parameter, to])),
  };
  return sameParameters(raced, version.parameters) ? proposal.race : null;
}
