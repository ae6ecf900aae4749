/** All that is on record of a study, but for what is read apart since it is long: series of lanes, calls to models. */

import type { DocumentRecord } from './importedDocument.ts';
import type {
  CampaignRecord,
  DecisionRecord,
  EvaluationRecord,
  LaneRecord,
  LearningRecord,
  ProposalRecord,
  SessionRecord,
  StudyRecord,
  TimelineEntry,
  TrialLaneRecord,
  VersionRecord,
} from './records.ts';

export interface StudyRecords {
  readonly study: StudyRecord;
  /** In order of number. */
  readonly versions: readonly VersionRecord[];
  /** Oldest first. */
  readonly campaigns: readonly CampaignRecord[];
  /** In order of number. */
  readonly sessions: readonly SessionRecord[];
  /** Of sealed sessions, in order of session. */
  readonly lanes: readonly LaneRecord[];
  /** Of candidates on trial in sealed sessions, in order of session. */
  readonly trialLanes: readonly TrialLaneRecord[];
  /** In order of session. */
  readonly evaluations: readonly EvaluationRecord[];
  /** Oldest first, as decisions and learnings are. */
  readonly proposals: readonly ProposalRecord[];
  readonly decisions: readonly DecisionRecord[];
  readonly learnings: readonly LearningRecord[];
  readonly documents: readonly DocumentRecord[];
  /** The order in which all of them were written. */
  readonly timeline: readonly TimelineEntry[];
}
