import { describe, expect, it } from 'vitest';
import { createRng } from '../market/rng.ts';
import type { ProposalDraft } from '../study/records.ts';
import { assignTrials } from './assignTrials.ts';
import type { Ranked } from './ranking.ts';

function candidates(proposer: ProposalDraft['proposer'], count: number, framing?: string): Ranked[] {
  return Array.from({ length: count }, (_, i): Ranked => {
    const draft: ProposalDraft = {
      proposer,
      base: 1,
      intent: 'explore',
      changes: [],
      hypothesis: `${proposer} ${i + 1}`,
      prediction: null,
      ...(framing === undefined ? {} : { notes: { framing, falsifier: '', risks: '', evidence: {} } }),
    };
    const candidate = { draft, findings: [], calls: [], learnings: [] };
    return {
      candidate,
      parameters: {},
      result: null,
      race: null,
      cut: null,
      tradesEnough: true,
      expectedGain: -i,
      sameAs: null,
    };
  });
}

const taken = (ranked: readonly Ranked[]): string[] => ranked.map(({ candidate }) => candidate.draft.hypothesis);

describe('lanes for trials', () => {
  it('go to every candidate of a model and of a person, also when there are more of them than lanes', () => {
    const all = [...candidates('surrogate', 3), ...candidates('model', 3, 'exploit'), ...candidates('human', 1)];
    const got = taken(assignTrials(all, 2, new Map(), createRng('a')));
    expect(got).toEqual(['model 1', 'model 2', 'model 3', 'human 1']);
  });

  it('leave no source without one', () => {
    const all = [...candidates('surrogate', 8), ...candidates('random', 2)];
    // Random steps have always lost so far.
    const worths = new Map([
      ['surrogate', { successes: 30, failures: 0 }],
      ['random', { successes: 0, failures: 30 }],
    ]);
    const got = taken(assignTrials(all, 5, worths, createRng('a')));
    expect(got.toSorted()).toEqual(['random 1', 'surrogate 1', 'surrogate 2', 'surrogate 3', 'surrogate 4']);
  });

  it('go mostly to the source whose trials were better, the best of its candidates first', () => {
    const worths = new Map([
      ['surrogate', { successes: 2, failures: 18 }],
      ['random', { successes: 18, failures: 2 }],
    ]);
    const all = [...candidates('surrogate', 8), ...candidates('random', 8)];
    const got = taken(assignTrials(all, 8, worths, createRng('a')));
    expect(got.filter((name) => name.startsWith('random'))).toEqual(
      Array.from({ length: 7 }, (_, i) => `random ${i + 1}`),
    );
  });

  it('end with the candidates when there are more lanes', () => {
    expect(assignTrials(candidates('surrogate', 2), 10, new Map(), createRng('a'))).toHaveLength(2);
  });
});
