/** Watches a proposal while a person is asked about it: others may decide on it from another terminal or a page. */

import type { StudyReader } from '../study/journal.ts';
import type { ProposalRecord } from '../study/records.ts';

/** How often the records are looked at. */
const LOOK_MS = 1_000;

/** @param ask gets a signal that is aborted as soon as the proposal no longer waits, or was validated again */
export async function untilDecided<T>(
  journal: Pick<StudyReader, 'proposal'>,
  { id, hash }: ProposalRecord,
  ask: (gone: AbortSignal) => Promise<T>,
): Promise<T> {
  const gone = new AbortController();
  const timer = setInterval(() => {
    const now = journal.proposal(id);
    const isOpen = now.status === 'waiting' || now.status === 'on-trial';
    if (!isOpen || now.hash !== hash) gone.abort();
  }, LOOK_MS);
  try {
    return await ask(gone.signal);
  } finally {
    clearInterval(timer);
  }
}
