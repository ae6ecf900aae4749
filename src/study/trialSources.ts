/** Where candidates on trial come from, and what those of each source were worth. Lanes are given by that. */

import { meanChance, type Successes } from '../evaluation/thompson.ts';
import type { ProposalDraft } from './records.ts';
import type { TrialEvidence } from './trials.ts';

/** What the trials of one source were worth. */
export interface SourceWorth extends Successes {
  /** A proposer, or a model's framing: `surrogate`, `random`, `human`, `model exploit`. */
  readonly source: string;
  /** Candidates with at least one session of trial. */
  readonly tried: number;
  /** Expected chance that its next candidate is better than the champion, 0…1. */
  readonly chance: number;
}

export function sourceOf({ proposer, notes }: Pick<ProposalDraft, 'proposer' | 'notes'>): string {
  return notes === undefined ? proposer : `${proposer} ${notes.framing}`;
}

/** Of every source with a candidate that ran on trial, in order of name. Each counts with its probability of being better than the present champion. */
export function sourceWorths(trials: readonly TrialEvidence[]): SourceWorth[] {
  const measured = trials.filter(({ guess }) => guess !== null);
  const bySource = Map.groupBy(measured, ({ proposal }) => sourceOf(proposal));
  return [...bySource]
    .map(([source, tried]): SourceWorth => {
      const successes = tried.reduce((sum, { guess }) => sum + (guess?.probabilityBetter ?? 0), 0);
      const counts = { successes, failures: tried.length - successes };
      return { source, tried: tried.length, ...counts, chance: meanChance(counts) };
    })
    .sort((a, b) => (a.source < b.source ? -1 : 1));
}
