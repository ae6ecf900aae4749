/** Where the study of a report stands. */

import type { Comparison } from '../evaluation/comparison.ts';
import { decisionRules } from '../evaluation/decisionRules.ts';
import type { Guess } from '../study/guess.ts';
import { type Leaderboard, leaderboardOf, type StandingInput } from '../study/leaderboard.ts';
import { type LuckAdjusted, luckAdjusted } from '../study/luckAdjusted.ts';
import type { Mode } from '../study/records.ts';
import { heldByReplay } from '../study/replaySign.ts';
import { latestComparison, modesOf, type ReportInput, sessionsInOrder, versionsInOrder } from './input.ts';
import { oncePerInput } from './oncePerInput.ts';

export const standingNow: (input: ReportInput) => Leaderboard = oncePerInput((input) => {
  const records = inOrder(input);
  const { study, versions, proposals } = records;
  const standing = leaderboardOf(records, decisionRules(study));
  return {
    ...standing,
    versions: standing.versions.map((one) => ({
      ...one,
      comparison: one.comparison && heldByReplay(one.comparison, versions, proposals, input.currency),
    })),
  };
});

/** What is left of the best version once it is counted how many were tried; else why there is none, as a sentence. */
export function luckNow(input: ReportInput): LuckAdjusted | string {
  return luckAdjusted(standingNow(input), inOrder(input));
}

/** The same records give the same figures, in whatever order they come. */
function inOrder(input: ReportInput): StandingInput {
  const { study, lanes } = input;
  return {
    study,
    lanes,
    versions: versionsInOrder(input),
    sessions: sessionsInOrder(input),
    decisions: input.decisions.toSorted((a, b) => a.id - b.id),
    proposals: input.proposals.toSorted((a, b) => a.id - b.id),
  };
}

/** What is believed of the centre against the champion; null for the champion itself. */
export function centreGuess({ centre, versions }: Leaderboard): Guess | null {
  return versions.find(({ version }) => version.number === centre)?.guess ?? null;
}

/** What a guess rests on. */
export function sourcesOf({ raced }: Guess): string {
  return raced ? 'sessions and race' : 'its sessions';
}

/**
 * The newest comparison of a version in a mode, as the study stands: what is believed of it may have changed since it ran. Against
 * a champion who lost the title, and in a mode farther from real money, the record stays. null when it was never compared there.
 */
export function comparisonNow(input: ReportInput, version: number, mode: Mode): Comparison | null {
  const recorded = latestComparison(input, version, mode);
  if (recorded === null || mode !== modesOf(input)[0]) return recorded;
  const now = standingNow(input).versions.find((one) => one.version.number === version)?.comparison ?? null;
  return now?.champion === recorded.champion ? now : recorded;
}
