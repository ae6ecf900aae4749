import { describe, expect, it } from 'vitest';
import { gainPriors } from '../evaluation/beliefs.ts';
import { GENERATOR_VERSION } from '../market/synthetic/generate.ts';
import { type Proposed, type Proposer, proposed, type Round } from '../proposer/proposer.ts';
import { grid } from '../strategy/grid/grid.ts';
import { defaultParameters, type Parameters } from '../strategy/parameters.ts';
import type { ProposalDraft } from '../study/records.ts';
import { SmallStudy, smallPlan } from '../testing/smallStudy.ts';
import type { RaceMarket } from './race.ts';
import { roundStart } from './round.ts';
import { type Found, search } from './search.ts';

const plain = defaultParameters(grid.parameters);

function draftOf(changes: Parameters): ProposalDraft {
  return {
    proposer: 'surrogate',
    base: 1,
    intent: 'explore',
    changes: Object.entries(changes).map(([parameter, to]) => ({
      parameter,
      from: plain[parameter] as number | boolean,
      to,
      why: '',
    })),
    hypothesis: '',
    prediction: null,
  };
}

/** Much smaller orders than those of the best so far, in every wave; and one that quotes far away. */
class Shrinking implements Proposer {
  readonly name = 'surrogate';
  readonly asked: Round[] = [];

  readonly searches: boolean = true;

  propose(round: Round): Promise<Proposed> {
    this.asked.push(round);
    const size = Number((round.leads[0] ?? plain).orderSizeUsd);
    return Promise.resolve(
      proposed(round, [
        draftOf({ orderSizeUsd: Math.round(size / 30) * 10 }),
        draftOf({ spreadBps: 20 - this.asked.length, levels: 1 }),
      ]),
    );
  }
}

function markets(count: number): RaceMarket[] {
  return Array.from({ length: count }, (_, i) => {
    const source = { family: 'trending', seed: `m${i}`, minutes: 10, startPrice: 92_000, generator: GENERATOR_VERSION };
    return { source: { type: 'synthetic', ...source }, regime: 'trending', session: i + 1 };
  });
}

/** In markets with trends, where smaller orders lose less. */
async function found(proposer: Proposer, count: number, stop = false): Promise<Found | null> {
  const study = new SmallStudy();
  const { ports } = study;
  const { round } = roundStart(ports.journal, { id: 1, plan: smallPlan }, 1);
  const champion = ports.journal.version(1);
  return search(
    proposer,
    { ...round, judge: () => [] },
    markets(count),
    {
      champion,
      base: champion,
      plan: smallPlan,
      effectScale: 1,
      trust: round.records.trust,
      priors: gainPriors([], 0.5),
    },
    { ...ports, stop: { requested: stop } },
  );
}

function sizesOf(drafts: readonly { readonly draft: ProposalDraft }[]): unknown[] {
  return drafts.flatMap(({ draft }) =>
    draft.changes.filter(({ parameter }) => parameter === 'orderSizeUsd').map(({ to }) => to),
  );
}

describe('the search on recorded markets', () => {
  it('goes on from what was found, in a wave that knows what the one before it showed', async () => {
    const proposer = new Shrinking();
    const result = await found(proposer, 9);
    expect(proposer.asked.map(({ replayed }) => replayed.length)).toEqual([0, 2]);
    expect(proposer.asked.map(({ leads }) => leads[0]?.orderSizeUsd)).toEqual([undefined, 30]);
    const ran = [...(result?.candidates ?? []), ...(result?.left ?? []).map(({ candidate }) => candidate)];
    expect(sizesOf(ran).toSorted((a, b) => Number(b) - Number(a))).toEqual([30, 10]);
  });

  it('runs a wave over some of the markets, and leaves behind with its figures what lost there', async () => {
    const sizes = [90, 80, 70, 60, 50, 40];
    const several: Proposer = {
      name: 'surrogate',
      searches: true,
      propose: async (round) =>
        proposed(
          round,
          sizes.map((orderSizeUsd) => draftOf({ orderSizeUsd })),
        ),
    };
    const result = await found(several, 9);
    const left = result?.left ?? [];
    expect(result?.candidates).toHaveLength(4);
    expect(left).toHaveLength(2);
    for (const { race } of left) {
      expect([5, 8]).toContain(race?.byMarket.length);
      // A search runs under pessimistic fills alone.
      expect(race?.signAgrees).toBeNull();
    }
    // The surrogate is told of all, whether they go on or not.
    expect(result?.round.replayed).toHaveLength(6);
  });

  it('asks once and runs nothing while there are fewer than five recorded markets', async () => {
    const proposer = new Shrinking();
    const result = await found(proposer, 4);
    expect(proposer.asked).toHaveLength(1);
    expect(result?.left).toEqual([]);
    expect(result?.candidates).toHaveLength(2);
    expect(result?.candidates.map(({ draft }) => draft.changes.length)).toEqual([1, 2]);
  });

  it('does not run the same behaviour twice, and ends with a wave that finds nothing better', async () => {
    const asked: Round[] = [];
    const result = await found(
      {
        name: 'surrogate',
        searches: true,
        propose: async (round) => {
          asked.push(round);
          return proposed(round, [draftOf({ orderSizeUsd: 30 })]);
        },
      },
      6,
    );
    expect(asked).toHaveLength(2);
    expect(sizesOf(result?.candidates ?? [])).toEqual([30]);
    expect(sizesOf(result?.alike ?? [])).toEqual([30]);
  });

  it('leaves behind what made no other fills than the base or another candidate', async () => {
    // The market's spread is far below 0.9 bps, so that a buffer of 0.1 bps does nothing.
    const idle: Proposer = {
      name: 'surrogate',
      searches: true,
      propose: async (round) =>
        proposed(round, [
          draftOf({ spreadBufferBps: 0.1 }),
          draftOf({ orderSizeUsd: 30 }),
          draftOf({ orderSizeUsd: 30, spreadBufferBps: 0.1 }),
        ]),
    };
    const result = await found(idle, 6);
    expect(result?.candidates.map(({ draft }) => draft.changes.map(({ parameter }) => parameter))).toEqual([
      ['orderSizeUsd'],
    ]);
    const [kept] = result?.candidates ?? [];
    const repeated = (changes: number): unknown =>
      result?.left.find(({ candidate }) => candidate.draft.changes.length === changes)?.sameAs;
    expect(result?.left).toHaveLength(2);
    expect(repeated(1)).toBe('champion');
    expect(repeated(2)).toBe(kept);
  });

  it('sends the best on to the race though a few markets do not put them above the base', async () => {
    const tighter: Proposer = {
      name: 'surrogate',
      searches: true,
      propose: async (round) => proposed(round, [draftOf({ spreadBps: 2.5 })]),
    };
    const result = await found(tighter, 6);
    expect(result?.round.replayed[0]?.effect?.mean).toBeLessThan(0);
    expect(result?.candidates).toHaveLength(1);
    expect(result?.left).toEqual([]);
  });

  it('asks a proposer once that does not search, and runs nothing, however many recorded markets there are', async () => {
    const proposer = new Shrinking();
    const result = await found(Object.assign(proposer, { searches: false }), 9);
    expect(proposer.asked).toHaveLength(1);
    expect(result?.left).toEqual([]);
    expect(result?.candidates).toHaveLength(2);
    expect(result?.round).toBe(proposer.asked[0]);
  });

  it('gives null when the user wants to stop', async () => {
    expect(await found(new Shrinking(), 6, true)).toBeNull();
  });
});
