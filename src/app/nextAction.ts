/** What the user can do next with a study. */

import { lockHolder } from '../store/lock.ts';
import type { Journal } from '../study/journal.ts';
import { type CampaignNow, campaignNow } from './campaignNow.ts';
import type { UseCasePorts } from './ports.ts';
import { waitingIn } from './waiting.ts';

export type NextAction =
  /** Nothing runs and nothing waits. */
  | { readonly kind: 'start' }
  /** A campaign is running. A proposal of it may be reviewed meanwhile: its id, or null. */
  | { readonly kind: 'wait'; readonly review: number | null }
  /** A proposal waits, with this id; `resumes` when a campaign continues after its decision. */
  | { readonly kind: 'review'; readonly review: number; readonly resumes: boolean }
  /** A campaign was interrupted, or the decision that it waited for is made. */
  | { readonly kind: 'resume' };

/** @param now the last campaign, null before the first one @param review id of the proposal that waits; null where none does */
export function nextAction(now: Pick<CampaignNow, 'state'> | null, review: number | null): NextAction {
  if (now === null) return { kind: 'start' };
  switch (now.state) {
    case 'running':
      return { kind: 'wait', review };
    case 'finished':
      return review === null ? { kind: 'start' } : { kind: 'review', review, resumes: false };
    case 'waiting':
      return review === null ? { kind: 'resume' } : { kind: 'review', review, resumes: true };
    default:
      return { kind: 'resume' };
  }
}

/** By the study's records and the workspace's lock. @throws StoreError when the lock cannot be read */
export function nextActionIn(journal: Journal, { workspace }: Pick<UseCasePorts, 'workspace'>): NextAction {
  return nextAction(campaignNow(journal, lockHolder(workspace.lockFile)), waitingIn(journal)?.id ?? null);
}
