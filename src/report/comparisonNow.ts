/** How a version compares with the champion as the study is now, and what that rests on. */

import type { Comparison } from '../evaluation/comparison.ts';
import type { Guess } from '../study/guess.ts';
import type { Leaderboard } from '../study/leaderboard.ts';
import type { Mode } from '../study/records.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';

/** What is believed of the centre against the champion; null for the champion itself. */
export function centreGuess({ centre, versions }: Leaderboard): Guess | null {
  return versions.find(({ version }) => version.number === centre)?.guess ?? null;
}

/** What a guess rests on. */
export function sourcesOf({ raced }: Guess): string {
  return raced ? 'sessions and race' : 'its sessions';
}

/**
 * The newest comparison of a version in a mode, as the study is now: what is believed of it may have changed since it ran. Against
 * a champion who lost the title, and in a mode farther from real money, the record stays. null when it was never compared there.
 */
export function comparisonNow(snapshot: StudySnapshot, version: number, mode: Mode): Comparison | null {
  const recorded = snapshot.newestRecorded(version, mode)?.comparison ?? null;
  if (recorded === null || mode !== snapshot.modes[0]) return recorded;
  const now = snapshot.heldLeaderboard.versions.find((one) => one.version.number === version)?.comparison ?? null;
  return now?.champion === recorded.champion ? now : recorded;
}
