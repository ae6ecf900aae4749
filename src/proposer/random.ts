/** A proposer that only explores: the yardstick that any cleverer one has to beat. */

import type { ProposalDraft } from '../study/records.ts';
import { randomChanges } from './neighbours.ts';
import { baseOf, type Proposer, type Round } from './proposer.ts';

const TRIES = 200;

export const randomProposer: Proposer = {
  name: 'random',
  propose: (round) => Promise.resolve(explore(round)),
};

function explore(round: Round): [ProposalDraft, ...ProposalDraft[]] {
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
    if (draft.changes.length > 0 && round.admissible(draft)) drafts.push(draft);
  }
  const [first, ...others] = drafts;
  if (first !== undefined) return [first, ...others];
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
