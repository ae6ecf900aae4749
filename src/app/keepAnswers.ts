/** Computes what reading verbs show of a long study, and keeps it, while a campaign has all records in memory. */

import { join } from 'node:path';
import type { Store } from '../store/store.ts';
import type { Journal } from '../study/journal.ts';
import { FEWEST_CHANGES, keptAnswers } from '../workspace/keptAnswers.ts';
import { planOf } from './decisions.ts';
import { judgedClaims } from './learnings.ts';
import type { UseCasePorts } from './ports.ts';
import { proposalFacts } from './proposalFacts.ts';
import { studyReport } from './reportStudy.ts';
import { reviewNow } from './reviewNow.ts';
import { studyStatus } from './studyStatus.ts';

/** Of a long study: status, report, claims, and what is to be reviewed. They are read from files afterwards. */
export function keepAnswers(journal: Journal, store: Pick<Store, 'digest'>, ports: UseCasePorts): void {
  const records = store.digest();
  if (records.changes < FEWEST_CHANGES) return;
  const kept = keptAnswers(join(ports.workspace.answersFolder, journal.study.name), records);
  studyStatus(journal, ports, kept);
  studyReport(journal, ports, kept);
  judgedClaims(journal, kept);
  const { waiting } = reviewNow(journal, kept);
  if (waiting === null) return;
  const proposal = journal.proposal(waiting);
  proposalFacts(journal, proposal, kept);
  planOf(journal, proposal, ports, kept);
}
