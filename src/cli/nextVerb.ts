/** The line `Next:` at the end of a verb: what can be done next in a study. */

import { type CampaignNow, campaignNow } from '../app/campaignNow.ts';
import { lockHolder } from '../store/lock.ts';
import type { Journal } from '../study/journal.ts';
import type { ProposalRecord } from '../study/records.ts';
import type { Context } from './context.ts';

/** `atRest` when nothing runs and nothing waits. */
export function nextVerb(
  now: CampaignNow | null,
  proposals: readonly ProposalRecord[],
  atRest: string = 'tune start',
): string {
  const waiting = proposals.find(({ status }) => status === 'waiting');
  const review = waiting === undefined ? '' : `tune review p${waiting.id}`;
  if (now === null) return atRest;
  switch (now.state) {
    case 'running':
      return `${review || 'tune review'}, tune history while it runs; Ctrl-C in its terminal stops it, tune resume goes on then`;
    case 'finished':
      return review || atRest;
    case 'waiting':
      return review === '' ? 'tune resume' : `${review}, then tune resume`;
    default:
      return 'tune resume';
  }
}

/** Says what can be done next in a study. @throws StoreError when the lock cannot be read */
export function sayNext({ io, workspace }: Context, journal: Journal): void {
  io.say(`Next: ${nextVerb(campaignNow(journal, lockHolder(workspace.lockFile)), journal.proposals())}`);
}
