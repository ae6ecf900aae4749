/** What waits in a study: a proposal for its decision, and versions for their session. */

import { lockHolder } from '../store/lock.ts';
import { championOf } from '../study/champions.ts';
import { decisionWords } from '../study/decisionWords.ts';
import { AlreadyDecided, type Journal } from '../study/journal.ts';
import { queuedVersions } from '../study/queued.ts';
import type { ProposalRecord, VersionRecord } from '../study/records.ts';
import { campaignNow } from './campaignNow.ts';
import { UsageError } from './errors.ts';
import type { UseCasePorts } from './ports.ts';

/** The proposal that waits. There is at most one: a newer proposal replaces the one that waited. */
export function waitingIn(journal: Journal): ProposalRecord | undefined {
  return journal.proposals().find((proposal) => proposal.status === 'waiting');
}

/**
 * The proposal that a decision is about: the one with this id, or for null the one that waits.
 * @throws NotFound; AlreadyDecided or UsageError where nothing waits, UsageError or where a running campaign may replace the proposal that waits
 */
export function proposalToDecide(
  journal: Journal,
  id: number | null,
  { workspace }: Pick<UseCasePorts, 'workspace'>,
): ProposalRecord {
  if (id !== null) return journal.proposal(id);
  const waiting = waitingIn(journal);
  if (waiting === undefined) throw nothingWaits(journal);
  if (campaignNow(journal, lockHolder(workspace.lockFile))?.state === 'running') {
    throw new UsageError(
      `a campaign is running and may replace the proposal that waits: name the one that you mean, e.g. p${waiting.id}`,
    );
  }
  return waiting;
}

/** Where the newest proposal that waited was decided, somebody else may have been faster: who, and when. */
function nothingWaits(journal: Journal): Error {
  const decided = 'proposal waits; what was decided: tune review';
  const last = journal.proposals().findLast(({ waitingSince }) => waitingSince !== null);
  const decision = journal.decisions().find(({ proposalId }) => proposalId === last?.id);
  if (last === undefined || decision === undefined) return new UsageError(`no ${decided}`);
  return new AlreadyDecided(`p${last.id} no longer waits: it was ${decisionWords(decision)}. No other ${decided}`);
}

/** Queued versions that may be cancelled: not the champion, which runs in every session. */
export function cancellableVersions(journal: Journal): VersionRecord[] {
  const records = { versions: journal.versions(), sessions: journal.sessions(), decisions: journal.decisions() };
  const champion = championOf(records);
  return queuedVersions(records).filter(({ number }) => number !== champion);
}
