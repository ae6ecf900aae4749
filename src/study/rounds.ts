/** The rounds of proposing: after each session what was taken, and what was not. */

import type { ProposalRecord, SessionRecord } from './records.ts';

export interface PastRound extends RoundResult {
  readonly session: SessionRecord;
}

export interface RoundResult {
  /** What the round led to: a candidate for review, or the advice to keep measuring. Proposals by hand may be several. */
  readonly taken: readonly ProposalRecord[];
  /** Candidates that were not taken, by expected gain, the best first; those that were not raced last. */
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
      return own.length === 0 ? [] : [{ session, ...roundResult(own) }];
    });
}

/** The proposals of one round, oldest first, by what became of them. */
export function roundResult(proposals: readonly ProposalRecord[]): RoundResult {
  return {
    taken: proposals.filter(({ status }) => status !== 'passed-over' && status !== 'refused'),
    passedOver: proposals
      .filter(({ status }) => status === 'passed-over')
      .sort((a, b) => expectedGainOf(b) - expectedGainOf(a)),
    refused: proposals.filter(({ status }) => status === 'refused'),
  };
}

function expectedGainOf({ race }: ProposalRecord): number {
  return race?.belief ?? Number.NEGATIVE_INFINITY;
}
