import { describe, expect, it } from 'vitest';
import { type Proposer, proposed, type Round } from '../proposer/proposer.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { ProposalDraft } from '../study/records.ts';
import { SmallStudy, smallPlan } from '../testing/smallStudy.ts';
import type { CampaignEvent } from './ports.ts';

/** Proposes one version against the base, and keeps the rounds that it was asked in. */
class Fixed implements Proposer {
  readonly name;
  readonly searches = false;
  readonly rounds: Round[] = [];
  readonly #wanted: Parameters;

  /** @param others further parameters of the version */
  constructor(name: Proposer['name'], orderSizeUsd: number, others: Parameters = {}) {
    this.name = name;
    this.#wanted = { orderSizeUsd, ...others };
  }

  async propose(round: Round) {
    this.rounds.push(round);
    const base = round.versions.find(({ number }) => number === round.base)?.parameters ?? {};
    const draft: ProposalDraft = {
      proposer: this.name,
      base: round.base,
      intent: 'explore',
      changes: Object.entries(this.#wanted).flatMap(([parameter, to]) => {
        const from = base[parameter];
        return from === undefined || from === to ? [] : [{ parameter, from, to, why: '' }];
      }),
      hypothesis: `orders of $${this.#wanted.orderSizeUsd}`,
      prediction: null,
    };
    return proposed(round, [draft]);
  }
}

const silent: Proposer = {
  name: 'model',
  searches: false,
  propose: () =>
    Promise.resolve({
      candidates: [],
      silences: [{ about: 'exploit', reason: 'the endpoint is down' }],
      permutationCheck: { model: 'm-1', found: 'reads' },
      cutPrompt: { model: 'm-1', read: 4096, estimate: 16_191 },
    }),
};

/** The first round of a campaign of two sessions. */
async function firstRound(...proposers: readonly Proposer[]) {
  const study = new SmallStudy();
  const events: CampaignEvent[] = [];
  const campaign = study.begin({ ...smallPlan, sessions: 2 });
  await study.run(campaign, { proposers, progress: (event) => events.push(event) });
  const [session] = study.journal().sessions();
  const proposals = study.journal().proposals();
  return { session, events, proposals: proposals.filter(({ sessionId }) => sessionId === session?.id) };
}

describe('a round with several proposers', () => {
  it('tells each what those before it would do, and which session it follows', async () => {
    const [first, second] = [new Fixed('random', 60), new Fixed('model', 80)];
    const { session } = await firstRound(first, second);
    expect(first.rounds[0]).toMatchObject({ suggestion: null, nth: 1, sessionsLeft: 1, sessionId: session?.id });
    expect(second.rounds[0]).toMatchObject({ suggestion: { proposer: 'random', hypothesis: 'orders of $60' }, nth: 1 });
  });

  it('takes the later of two that would do the same', async () => {
    const { proposals } = await firstRound(new Fixed('random', 60), new Fixed('model', 60));
    expect(proposals.map(({ proposer, status, outcome }) => [proposer, status, outcome])).toEqual([
      ['model', 'approved', ''],
      ['random', 'passed-over', 'the same behaviour as a candidate of model'],
    ]);
  });

  it('sends nothing to review that made no other fills than the base on any market', async () => {
    // The spread of the market is far below 0.9 bps: with this buffer too, the least spread of 1 bps decides.
    const { proposals } = await firstRound(new Fixed('random', 100, { spreadBufferBps: 0.1 }));
    expect(proposals.map(({ status, intent, outcome }) => [status, intent, outcome])).toEqual([
      ['no-change', 'no_change', ''],
      ['passed-over', 'explore', 'no difference: the same fills as v1 on every recorded market that it ran (1)'],
    ]);
    expect(proposals[1]?.race).toMatchObject({ gainPerHour: null, belief: 0, sessions: [1] });
  });

  it('puts on trial what made no other fills on few markets, and nothing that made none on five', async () => {
    const study = new SmallStudy();
    const idle = new Fixed('random', 100, { spreadBufferBps: 0.1 });
    const later = new Fixed('random', 100, { spreadBufferBps: 0.2 });
    const said = [[], [idle], [], [], [], [later]];
    const proposer: Proposer = {
      name: 'random',
      searches: false,
      propose: (round) =>
        said[round.records.sessions.length]?.[0]?.propose(round) ?? Promise.resolve(proposed(round, [])),
    };
    await study.run(study.begin({ ...smallPlan, sessions: 6, minutes: 2, trials: 4 }), { proposers: [proposer] });
    const proposals = study.journal().proposals();
    const sessions = study.journal().sessions();
    const proposedAfter = (nth: number) => proposals.filter(({ sessionId }) => sessionId === sessions[nth - 1]?.id);
    // Its trial over the second session ends it.
    expect(proposedAfter(1).map(({ outcome }) => outcome)).toEqual(['1 session of trial: it did exactly what v1 did']);
    expect(proposedAfter(5).map(({ status, intent, outcome }) => [status, intent, outcome])).toEqual([
      ['no-change', 'no_change', ''],
      ['passed-over', 'explore', 'no difference: the same fills as v1 on every recorded market that it ran (5)'],
    ]);
  });

  it('takes one of two that made the same fills, the later', async () => {
    const { proposals } = await firstRound(new Fixed('random', 60), new Fixed('model', 60, { spreadBufferBps: 0.1 }));
    expect(proposals.map(({ proposer, status, outcome }) => [proposer, status, outcome])).toEqual([
      ['model', 'approved', ''],
      [
        'random',
        'passed-over',
        'no difference: the same fills as another candidate on every recorded market that it ran (1)',
      ],
    ]);
  });

  it('goes on without one that is silent, says so, and tells what was found out on the way', async () => {
    const { proposals, events } = await firstRound(new Fixed('random', 60), silent);
    expect(proposals.map(({ proposer, status }) => [proposer, status])).toEqual([['random', 'approved']]);
    const said = events.filter(({ type }) => ['proposer-silent', 'permutation-check', 'prompt-cut'].includes(type));
    // Of the round after the first session.
    expect(said.slice(0, 3)).toEqual([
      { type: 'permutation-check', model: 'm-1', found: 'reads' },
      { type: 'prompt-cut', model: 'm-1', read: 4096, estimate: 16_191 },
      { type: 'proposer-silent', proposer: 'model', about: 'exploit', reason: 'the endpoint is down' },
    ]);
  });

  it.each([[[silent]], [[]]])('keeps measuring where none of them has a candidate', async (proposers) => {
    const { proposals } = await firstRound(...proposers);
    expect(proposals.map(({ status, hypothesis }) => [status, hypothesis])).toEqual([
      ['no-change', 'No proposer had a candidate: keep measuring.'],
    ]);
  });
});
