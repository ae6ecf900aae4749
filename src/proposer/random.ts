/** A proposer of random steps: any other one has to do better than this. */

import { isRefused } from '../guardrails/judge.ts';
import type { ProposalDraft } from '../study/records.ts';
import { randomChanges } from './neighbours.ts';
import { baseOf, type Proposer, proposed, type Round } from './proposer.ts';

const TRIES = 200;

export const randomProposer: Proposer = {
  name: 'random',
  searches: true,
  propose: async (round) => proposed(round, explore(round)),
};

/** A few random candidates beside those of other proposers, for trial lanes: they show what searching is worth. */
export function randomTrials(candidates: number): Proposer {
  return {
    name: 'random',
    searches: false,
    propose: async (round) => proposed(round, explore({ ...round, candidates })),
  };
}

function explore(round: Round): ProposalDraft[] {
  const base = baseOf(round);
  const drafts: ProposalDraft[] = [];
  for (let i = 0; i < TRIES && drafts.length < round.candidates; i++) {
    const draft: ProposalDraft = {
      proposer: 'random',
      base: base.number,
      intent: 'explore',
      changes: randomChanges(round.strategy.parameters, base.parameters, 1, round.rng),
      hypothesis: 'A random step: it explores and claims nothing.',
      prediction: null,
    };
    if (draft.changes.length > 0 && !isRefused(round.judge(draft))) drafts.push(draft);
  }
  if (drafts.length > 0) return drafts;
  return [
    {
      proposer: 'random',
      base: base.number,
      intent: 'no_change',
      changes: [],
      hypothesis: `None of ${TRIES} random steps passed the guardrails.`,
      prediction: null,
    },
  ];
}
