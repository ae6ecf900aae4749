/** The proposal that a decision is about: the one that is named, or the one that waits. */

import type { Context } from '../cli/context.ts';
import { proposalId } from '../cli/recordIds.ts';
import { lockHolder } from '../store/lock.ts';
import type { Journal } from '../study/journal.ts';
import type { ProposalRecord } from '../study/records.ts';
import { campaignNow } from './campaignNow.ts';
import { UsageError } from './errors.ts';

/** The newest takes the place of an older one: there is at most one. */
export function waitingIn(journal: Journal): ProposalRecord | undefined {
  return journal.proposals().find((proposal) => proposal.status === 'waiting');
}

/** @throws UsageError where nothing waits, or where a running campaign may put another proposal in its place */
export function proposalFor(context: Context, journal: Journal, name: string | undefined): ProposalRecord {
  if (name !== undefined) return journal.proposal(proposalId(name));
  const waiting = waitingIn(journal);
  if (waiting === undefined) throw new UsageError('no proposal waits; what was decided: tune review');
  if (campaignNow(journal, lockHolder(context.workspace.lockFile))?.state === 'running') {
    throw new UsageError(
      `a campaign runs and may propose anew before this is decided: name the proposal that you mean, e.g. p${waiting.id}`,
    );
  }
  return waiting;
}
