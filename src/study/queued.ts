/** Versions that wait for their session. */

import type { DecisionRecord, VersionRecord } from './records.ts';
import type { StudyRecords } from './studyRecords.ts';

/** The records that a queue follows from. */
export type QueueRecords = Pick<StudyRecords, 'versions' | 'sessions' | 'decisions'>;

/**
 * Versions that have not yet completed a session as acting, in the order in which they run. A rollback's copy ran under
 * its first number; what was cancelled runs no more.
 */
export function queuedVersions({ versions, sessions, decisions }: QueueRecords): VersionRecord[] {
  const ran = new Set(sessions.filter((s) => s.status === 'completed').map((s) => s.acting));
  const cancelled = cancelledVersions(decisions);
  return versions.filter(({ number, author }) => !ran.has(number) && author !== 'rollback' && !cancelled.has(number));
}

/** Numbers of versions that a person took out of the queue. */
export function cancelledVersions(decisions: readonly DecisionRecord[]): ReadonlySet<number> {
  return new Set(decisions.flatMap(({ kind, version }) => (kind === 'cancel' && version !== null ? [version] : [])));
}

/** Cancelled versions of which nothing is known: no lane of them was ever sealed. */
export function cancelledUnrun({ lanes, decisions }: Pick<StudyRecords, 'lanes' | 'decisions'>): ReadonlySet<number> {
  const ran = new Set(lanes.map(({ version }) => version));
  return new Set([...cancelledVersions(decisions)].filter((number) => !ran.has(number)));
}
