/** All tables over one connection, with their statements prepared once. */

import { AuditTable } from './audit.ts';
import { CallTable } from './calls.ts';
import { CampaignTable } from './campaigns.ts';
import type { Connection } from './connection.ts';
import { DecisionTable } from './decisions.ts';
import { DocumentTable } from './documents.ts';
import { EvaluationTable } from './evaluations.ts';
import { LaneTable } from './lanes.ts';
import { LearningTable } from './learnings.ts';
import { ProbeTable } from './probes.ts';
import { ProposalTable } from './proposals.ts';
import { RenewalTable } from './renewals.ts';
import { SessionTable } from './sessions.ts';
import { StudyTable } from './studies.ts';
import { TrialLaneTable } from './trialLanes.ts';
import { VersionTable } from './versions.ts';

export interface Tables {
  readonly studies: StudyTable;
  readonly campaigns: CampaignTable;
  readonly versions: VersionTable;
  readonly sessions: SessionTable;
  readonly lanes: LaneTable;
  readonly trialLanes: TrialLaneTable;
  readonly evaluations: EvaluationTable;
  readonly proposals: ProposalTable;
  readonly renewals: RenewalTable;
  readonly decisions: DecisionTable;
  readonly calls: CallTable;
  readonly learnings: LearningTable;
  readonly documents: DocumentTable;
  readonly probes: ProbeTable;
  readonly audit: AuditTable;
}

export function tablesOver(connection: Connection): Tables {
  const versions = new VersionTable(connection);
  const proposals = new ProposalTable(connection);
  return {
    studies: new StudyTable(connection),
    campaigns: new CampaignTable(connection),
    versions,
    sessions: new SessionTable(connection),
    lanes: new LaneTable(connection),
    trialLanes: new TrialLaneTable(connection),
    evaluations: new EvaluationTable(connection),
    proposals,
    renewals: new RenewalTable(connection),
    decisions: new DecisionTable(connection, versions, proposals),
    calls: new CallTable(connection),
    learnings: new LearningTable(connection),
    documents: new DocumentTable(connection),
    probes: new ProbeTable(connection),
    audit: new AuditTable(connection),
  };
}
