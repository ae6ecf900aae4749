/** What is left of the best version once it is counted how many were tried: the deflated score. Derived, never stored. */

import { riskPrice } from '../evaluation/blocks.ts';
import type { Comparison, GainEstimates } from '../evaluation/comparison.ts';
import { decisionRules, type StudyTerms } from '../evaluation/decisionRules.ts';
import { effectOf } from '../evaluation/effect.ts';
import { deflatedScore, scoreOf } from '../evaluation/overfitting.ts';
import { gain, pairBlocks } from '../evaluation/pairing.ts';
import { parametersKey } from '../strategy/parameters.ts';
import { type ComparedInput, compareVersions } from './compareVersions.ts';
import { lanesOf, versionsLike } from './laneIndex.ts';
import { champions, type Leaderboard } from './leaderboard.ts';
import { proposedParameters } from './raceOfVersion.ts';
import type { LaneRecord, ProposalRecord, StudyRecord } from './records.ts';

export interface LuckAdjusted {
  readonly version: number;
  readonly against: number;
  readonly tried: {
    /** With different parameters. */
    readonly versions: number;
    /** Raced over recorded markets and become no version; the same parameters count once. */
    readonly candidates: number;
  };
  readonly blocks: number;
  /** Mean over deviation of the gain in a block, as measured. */
  readonly sharpe: number;
  /** The same that the best of so many is expected to show when none is better than the champion. */
  readonly luck: number;
  /** Probability that the true ratio is above that of luck. */
  readonly probability: number;
}

export type LuckInput = ComparedInput & {
  readonly study: Pick<StudyRecord, keyof StudyTerms>;
  readonly proposals: readonly ProposalRecord[];
};

/** Of the best guess against the champion; of a champion that earned the title, against the one before it. Else why there is none, as a sentence. */
export function luckAdjusted(standing: Leaderboard, input: LuckInput): LuckAdjusted | string {
  const [version, comparisons] = choiceOf(standing, input);
  const comparison = comparisons.find(({ challenger }) => challenger === version);
  if (comparison === undefined) {
    return `v${standing.champion} is champion and best guess, and no measurement chose it: there is nothing to adjust.`;
  }
  const { challenger, champion, blocks } = comparison;
  const sharpe = ratioOver(comparison, blocks);
  const moments = scoreOf(blockDifferences(challenger, champion, input));
  if (sharpe === null || moments === null) {
    return `v${challenger} against v${champion}: the differences of its blocks show no variation yet.`;
  }
  const raced = input.proposals.filter(
    ({ id, race }) => race !== null && !input.versions.some(({ proposalId }) => proposalId === id),
  );
  const measured = [...comparisons, ...raced.flatMap(({ race }) => race ?? [])].flatMap(
    (one) => ratioOver(one, blocks) ?? [],
  );
  if (measured.length < 2) return 'Only one version has a measured effect: there was nothing to choose from.';
  const score = { ...moments, sharpe, observations: blocks };
  const known = new Set(input.versions.map(({ parameters }) => parametersKey(parameters)));
  const all = new Set([...known, ...raced.flatMap((proposal) => candidateKey(proposal, input))]);
  return {
    version: challenger,
    against: champion,
    tried: { versions: known.size, candidates: all.size - known.size },
    blocks,
    sharpe,
    ...deflatedScore(score, all.size, deviationOf(measured)),
  };
}

/** The version that was chosen, with the comparisons of all versions against the one that it was chosen over. */
function choiceOf({ champion, centre, versions }: Leaderboard, input: LuckInput): [number, readonly Comparison[]] {
  if (centre !== champion) return [centre, versions.flatMap(({ comparison }) => comparison ?? [])];
  const before = champions(input).at(-2);
  if (before === undefined) return [champion, []];
  const rules = decisionRules(input.study);
  return [champion, input.versions.flatMap(({ number }) => compareVersions(number, before, input, rules) ?? [])];
}

/**
 * Mean over deviation per block, as if measured for so many blocks (z / √blocks): races are shorter than what sessions add up to, and chance
 * alone spreads their ratios wider, by the root of the time. So all tries are put on the length of the chosen one.
 */
function ratioOver(measured: GainEstimates, blocks: number): number | null {
  const effect = effectOf(measured);
  return effect === null ? null : effect.mean / effect.standardError / Math.sqrt(blocks);
}

function candidateKey(proposal: ProposalRecord, { versions }: LuckInput): string[] {
  const proposed = proposedParameters(proposal, versions);
  return proposed === null ? [] : [parametersKey(proposed)];
}

/** For their shape alone; repeated markets, which count once elsewhere, do not change it. */
function blockDifferences(version: number, against: number, { study, versions, sessions, lanes }: LuckInput): number[] {
  const price = riskPrice(study);
  const laneOf = (number: number, session: number): LaneRecord | undefined =>
    versionsLike(number, versions)
      .map((copy) => lanesOf(copy, lanes).get(session)?.pessimistic)
      .find((lane) => lane !== undefined);
  return sessions.flatMap(({ id, status }) => {
    const [a, b] = [laneOf(version, id), laneOf(against, id)];
    if (status !== 'completed' || a === undefined || b === undefined) return [];
    return pairBlocks(a.blocks, b.blocks).map((pair) => gain(pair, price));
  });
}

function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
