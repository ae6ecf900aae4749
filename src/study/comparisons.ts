/** The comparisons on record. */

import type { Comparison } from '../evaluation/comparison.ts';
import type { SessionRecord } from './records.ts';
import type { StudyRecords } from './studyRecords.ts';

type Evaluated = Pick<StudyRecords, 'sessions' | 'evaluations'>;

/** A comparison and the session after which it was made. */
export interface RecordedComparison {
  readonly session: SessionRecord;
  readonly comparison: Comparison;
}

/** The newest comparison of each pair of challenger and champion: each covers all their common sessions up to then. */
export function comparisonsByPair(compared: Evaluated): Comparison[] {
  const newest = new Map<string, Comparison>();
  for (const { comparison } of comparisonsInOrder(compared)) {
    newest.set(`${comparison.challenger}/${comparison.champion}`, comparison);
  }
  return [...newest.values()].sort((a, b) => a.challenger - b.challenger || a.champion - b.champion);
}

/** All comparisons with the session after which each was made, in order of session. */
export function comparisonsInOrder({ sessions, evaluations }: Evaluated): RecordedComparison[] {
  const byId = new Map(sessions.map((session) => [session.id, session]));
  return evaluations
    .flatMap(({ sessionId, comparisons }) => {
      const session = byId.get(sessionId);
      return session === undefined ? [] : comparisons.map((comparison) => ({ session, comparison }));
    })
    .sort((a, b) => a.session.number - b.session.number);
}
