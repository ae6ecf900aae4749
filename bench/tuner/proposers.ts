/** Proposers as arms use them. */

import { type Proposer, proposed } from '../../src/proposer/proposer.ts';
import type { ProposalDraft } from '../../src/study/records.ts';

/** Its first candidate alone: without a gate there is nothing that could choose among several. */
export function oneCandidate(proposer: Proposer): Proposer {
  return { ...proposer, propose: (round) => proposer.propose({ ...round, candidates: 1 }) };
}

/** Leaves the round to the model beside it. */
export const noChange: Proposer = {
  name: 'random',
  searches: true,
  propose: async (round) => {
    const nothing: ProposalDraft = {
      proposer: 'random',
      base: round.base,
      intent: 'no_change',
      changes: [],
      hypothesis: 'The model is to propose.',
      prediction: null,
    };
    return proposed(round, [nothing]);
  },
};
