/** What is to be reviewed in a study, and what was decided last. */

import type { Journal } from '../study/journal.ts';
import type { VersionRecord } from '../study/records.ts';
import type { KeptAnswers } from '../workspace/keptAnswers.ts';
import { type RecentDecisions, recentDecisions } from './recentDecisions.ts';
import { cancellableVersions, waitingIn } from './waiting.ts';

export interface ReviewNow {
  /** Id of the proposal that waits; null where none does. */
  readonly waiting: number | null;
  /** null before the first campaign. */
  readonly recent: RecentDecisions | null;
  /** Versions that wait for a session. */
  readonly queue: readonly VersionRecord[];
}

export function reviewNow(journal: Journal, kept: KeptAnswers): ReviewNow {
  return kept.answer('review', [], () => ({
    waiting: waitingIn(journal)?.id ?? null,
    recent: recentDecisions(journal),
    queue: cancellableVersions(journal),
  }));
}
