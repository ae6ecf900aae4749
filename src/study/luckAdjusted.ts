/** The evidence for the best version, corrected for how many were tried: the deflated score. Derived, never stored. */

import { riskPrice } from '../evaluation/blocks.ts';
import type { Comparison, GainEstimates } from '../evaluation/comparison.ts';
import { effectOf } from '../evaluation/effect.ts';
import { deflatedScore, scoreOf } from '../evaluation/overfitting.ts';
import { gain, pairBlocks } from '../evaluation/pairing.ts';
import { parametersKey } from '../strategy/parameters.ts';
import { champions } from './champions.ts';
import { proposedParameters } from './races.ts';
import type { LaneRecord, ProposalRecord } from './records.ts';
import type { StudySnapshot } from './studySnapshot.ts';

export interface LuckAdjusted {
  readonly version: number;
  readonly against: number;
  readonly tried: {
    /** With different parameters. */
    readonly versions: number;
    /** Raced over recorded markets or on trial, and become no version; the same parameters count once. */
    readonly candidates: number;
    /** Whether some of these were on trial. */
    readonly onTrial: boolean;
  };
  readonly blocks: number;
  /** Mean over deviation of the gain in a block, as measured. */
  readonly sharpe: number;
  /** The ratio that the best of as many is expected to show when none is better than the champion. */
  readonly luck: number;
  /** Probability that the true ratio is above `luck`. */
  readonly probability: number;
}

/** Of the best guess against the champion; of a champion that earned the title, against the one before it. Else why there is none, as a sentence. */
export function luckAdjusted(study: StudySnapshot): LuckAdjusted | string {
  const [version, comparisons] = choiceOf(study);
  const comparison = comparisons.find(({ challenger }) => challenger === version);
  if (comparison === undefined && version !== study.champion) {
    return `v${version} is the best guess by its trials alone: what luck explains is told when it has run in a session.`;
  }
  if (comparison === undefined) {
    return `v${study.champion} is champion and best guess, and no measurement chose it: there is nothing to adjust.`;
  }
  const { challenger, champion, blocks } = comparison;
  const sharpe = ratioOver(comparison, blocks);
  const moments = scoreOf(blockDifferences(challenger, champion, study));
  if (sharpe === null || moments === null) {
    return `v${challenger} against v${champion}: the differences of its blocks show no variation yet.`;
  }
  const became = new Set(study.versions.map(({ proposalId }) => proposalId));
  const candidates = study.proposals.flatMap((proposal) => {
    const estimates = study.trialComparison(proposal) ?? proposal.race;
    return estimates === null || became.has(proposal.id) ? [] : [{ proposal, estimates }];
  });
  const measured = [...comparisons, ...candidates.map(({ estimates }) => estimates)].flatMap(
    (one) => ratioOver(one, blocks) ?? [],
  );
  if (measured.length < 2) return 'Only one version has a measured effect: there was nothing to choose from.';
  const score = { ...moments, sharpe, observations: blocks };
  const known = new Set(study.versions.map(({ parameters }) => parametersKey(parameters)));
  const all = new Set([...known, ...candidates.flatMap(({ proposal }) => candidateKey(proposal, study))]);
  return {
    version: challenger,
    against: champion,
    tried: {
      versions: known.size,
      candidates: all.size - known.size,
      onTrial: candidates.some(({ proposal }) => proposal.trial !== null),
    },
    blocks,
    sharpe,
    ...deflatedScore(score, all.size, deviationOf(measured)),
  };
}

/** The version that was chosen, with the comparisons of all versions against the one that it was chosen over. */
function choiceOf(study: StudySnapshot): [number, readonly Comparison[]] {
  const { champion, centre, versions } = study.leaderboard;
  if (centre !== champion) return [centre, versions.flatMap(({ comparison }) => comparison ?? [])];
  const before = champions(study).at(-2);
  if (before === undefined) return [champion, []];
  return [champion, study.versions.flatMap(({ number }) => study.comparison(number, before) ?? [])];
}

/**
 * Mean over deviation per block, as if measured over that many blocks (z / √blocks): races are shorter than what sessions add up to, and chance
 * alone spreads their ratios wider, by the root of the time. So all tries are scaled to the length of the chosen one.
 */
function ratioOver(measured: GainEstimates, blocks: number): number | null {
  const effect = effectOf(measured);
  return effect === null ? null : effect.mean / effect.standardError / Math.sqrt(blocks);
}

function candidateKey(proposal: ProposalRecord, { versions }: StudySnapshot): string[] {
  const proposed = proposedParameters(proposal, versions);
  return proposed === null ? [] : [parametersKey(proposed)];
}

/** Used for their skewness and kurtosis alone. Repeated markets, which count once elsewhere, do not change these. */
function blockDifferences(version: number, against: number, { study, sessions, laneIndex }: StudySnapshot): number[] {
  const price = riskPrice(study);
  const laneOf = (number: number, session: number): LaneRecord | undefined =>
    laneIndex
      .versionsLike(number)
      .map((copy) => laneIndex.lanesOf(copy).get(session)?.pessimistic)
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
