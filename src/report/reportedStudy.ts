/** What the pages of a study are given: the study at one moment, and what its records do not contain. */

import type { ParameterDeclarations } from '../strategy/parameters.ts';
import type { CallRecord, DecisionRecord, ProposalRecord, VersionRecord } from '../study/records.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';

export interface ReportedStudy {
  readonly snapshot: StudySnapshot;
  /** Of the study's strategy. */
  readonly declarations: ParameterDeclarations;
  /** Sign (`$`) or code (`EUR`) of the quote currency. */
  readonly currency: string;
  /** Calls to language models, oldest first. */
  readonly calls: readonly CallRecord[];
  readonly canaries: readonly PermutationReport[];
}

/** The same question asked with permuted outcomes. */
export interface PermutationReport {
  /** The last call of it. */
  readonly call: CallRecord;
  /** Whether the answer changed with the history; null when one is missing or neither changes anything. */
  readonly reads: boolean | null;
}

/** The champion now; null before the first version. */
export function reportedChampion({ versions, champion }: StudySnapshot): number | null {
  return versions.length === 0 ? null : champion;
}

/** The proposal that became this version, if any. */
export function proposalOf({ proposals }: StudySnapshot, version: VersionRecord): ProposalRecord | null {
  return proposals.find((proposal) => proposal.id === version.proposalId) ?? null;
}

/** Decisions on a version or on the proposal that became it, in order. */
export function decisionsOn({ decisions }: StudySnapshot, version: VersionRecord): DecisionRecord[] {
  return decisions.filter(
    (d) => d.version === version.number || (d.proposalId !== null && d.proposalId === version.proposalId),
  );
}

export const GENERATED =
  '> Generated from the study’s database. Do not edit: it is rendered again after every session. To change what happens next, decide on a proposal.';
