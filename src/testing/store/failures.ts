/** Databases for tests of faults, and checks of the errors. */

import { expect } from 'vitest';
import { StoreError, type StoreErrorKind } from '../../store/errors.ts';
import { openStore } from '../../store/store.ts';
import { aCompletedSession, aWaitingProposal, begun, btcStudy } from './journalFixtures.ts';
import { freshFile } from './testDirectory.ts';

export const storeNow = (): string => '2026-01-02T03:04:05.000Z';

/** The StoreError that `action` ends in. */
export function thrownBy(action: () => unknown): StoreError {
  try {
    action();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('it should have failed');
}

export function expectFailure(action: () => unknown, kind: StoreErrorKind, message: RegExp): void {
  const failure = thrownBy(action);
  expect(failure.kind).toBe(kind);
  expect(failure.message).toMatch(message);
}

/** A closed database with one session and a decided proposal. */
export function aDatabase(): string {
  const file = freshFile('tune.db');
  const store = openStore(file, { now: storeNow });
  const journal = store.open(btcStudy);
  const session = aCompletedSession(journal, begun(journal).campaignId);
  const { id } = aWaitingProposal(journal, session.id);
  journal.decide(id, { kind: 'reject', by: 'ann', reason: 'no', version: null });
  store.close();
  return file;
}
