/** The leaderboard of a study, from the records in its journal. */

import { decisionRules } from '../evaluation/decisionRules.ts';
import type { StudyReader } from '../study/journal.ts';
import { type Leaderboard, leaderboardOf, type StandingInput } from '../study/leaderboard.ts';

/** The leaderboard as of now. */
export function standing(journal: StudyReader): Leaderboard {
  return leaderboardOf(standingInput(journal), decisionRules(journal.study));
}

/** The records that the leaderboard follows from. */
export function standingInput(journal: StudyReader): StandingInput {
  return {
    study: journal.study,
    versions: journal.versions(),
    sessions: journal.sessions(),
    lanes: journal.lanes(),
    decisions: journal.decisions(),
    proposals: journal.proposals(),
  };
}
