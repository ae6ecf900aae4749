/** The rounds of proposing: after each session what was taken, and what was not. */

import type { ProposalRecord, SessionRecord } from './records.ts';

export interface PastRound {
  readonly session: SessionRecord;
  /** What came of the round: a candidate for review, or the advice to measure on. By hand there may be several. */
  readonly taken: readonly ProposalRecord[];
  /** The candidates that were not, the one believed to be best first; those that were not raced last. */
  readonly passedOver: readonly ProposalRecord[];
  /** By a guardrail. */
  readonly refused: readonly ProposalRecord[];
}

/** Rounds with at least one proposal, oldest first. */
export function pastRounds(sessions: readonly SessionRecord[], proposals: readonly ProposalRecord[]): PastRound[] {
  const bySession = Map.groupBy(proposals, ({ sessionId }) => sessionId);
  return sessions
    .toSorted((a, b) => a.number - b.number)
    .flatMap((session) => {
      const own = (bySession.get(session.id) ?? []).toSorted((a, b) => a.id - b.id);
      if (own.length === 0) return [];
      return [
        {
          session,
          taken: own.filter(({ status }) => status !== 'passed-over' && status !== 'refused'),
          passedOver: own.filter(({ status }) => status === 'passed-over').sort((a, b) => beliefIn(b) - beliefIn(a)),
          refused: own.filter(({ status }) => status === 'refused'),
        },
      ];
    });
}

function beliefIn({ race }: ProposalRecord): number {
  return race?.belief ?? Number.NEGATIVE_INFINITY;
}
