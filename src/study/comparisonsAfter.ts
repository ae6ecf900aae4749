/** What a session taught: the comparisons that go on record after it. */

import type { Comparison } from '../evaluation/comparison.ts';
import type { SessionRecord } from './records.ts';
import { heldByReplay } from './replaySign.ts';
import type { StudySnapshot } from './studySnapshot.ts';

/**
 * Every version that ran in the session compared with its champion, over all that the two share so far. Against a champion who
 * has lost the title since, no version is the best guess.
 */
export function comparisonsAfter(session: SessionRecord, study: StudySnapshot): Comparison[] {
  const ran = new Set(study.lanes.filter((lane) => lane.sessionId === session.id).map((lane) => lane.version));
  if (study.champion === session.champion) {
    return study.heldLeaderboard.versions.flatMap(({ version: { number }, comparison }) =>
      comparison === null || !ran.has(number) ? [] : [comparison],
    );
  }
  return [...ran].flatMap((version) => {
    const comparison = study.comparison(version, session.champion);
    return comparison === null ? [] : [heldByReplay(comparison, study.versions, study.proposals, study.rules.currency)];
  });
}
