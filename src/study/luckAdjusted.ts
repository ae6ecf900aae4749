/** What is left of the best version once it is counted how many were tried: the deflated score. Derived, never stored. */

import type { Comparison } from '../evaluation/comparison.ts';
import { decisionRules } from '../evaluation/decisionRules.ts';
import { deflatedScore, scoreOf } from '../evaluation/deflatedScore.ts';
import { effectOf } from '../evaluation/effect.ts';
import { childSeed } from '../market/rng.ts';
import { lanesOf } from './laneIndex.ts';
import type { ProposalRecord, RaceRecord, StudyRecord } from './records.ts';
import { champions, compareVersions, type Standing, type StandingInput } from './standing.ts';

export interface LuckAdjusted {
  readonly version: number;
  readonly against: number;
  readonly tried: {
    readonly versions: number;
    /** Raced over recorded markets and become no version. */
    readonly candidates: number;
  };
  readonly blocks: number;
  /** Mean over deviation of the difference of profit in a block, as measured. */
  readonly sharpe: number;
  /** The same that the best of so many is expected to show when none is better than the champion. */
  readonly luck: number;
  /** Probability that the true ratio is above that of luck. */
  readonly probability: number;
}

export type LuckInput = StandingInput & {
  readonly study: Pick<StudyRecord, 'seed' | 'capital' | 'minVolumePerHour'>;
  readonly proposals: readonly ProposalRecord[];
};

/** Of the best guess against the champion; of a champion that earned the title, against the one before it. Else why there is none, as a sentence. */
export function luckAdjusted(standing: Standing, input: LuckInput): LuckAdjusted | string {
  const chosen = chosenOf(standing, input);
  if (chosen === null) return `v${standing.champion} is champion and best guess from the start: nothing was chosen.`;
  const { comparison } = chosen;
  const { challenger, champion, hours, blocks } = comparison;
  const blockHours = hours / blocks;
  const sharpe = sharpeOf(comparison, blockHours);
  const moments = scoreOf(blockDifferences(challenger, champion, input));
  if (sharpe === null || moments === null) {
    return `v${challenger} against v${champion}: the differences of its blocks show no variation yet.`;
  }
  const candidates = input.proposals.filter(
    ({ id, race }) => race !== null && !input.versions.some(({ proposalId }) => proposalId === id),
  );
  const measured = [
    ...standing.versions.flatMap((one) => one.comparison ?? []),
    ...candidates.flatMap(({ race }) => race ?? []),
  ].flatMap((one) => sharpeOf(one, blockHours) ?? []);
  if (measured.length < 2) return 'Only one version has a measured effect: there was nothing to choose from.';
  const score = { ...moments, sharpe, observations: blocks };
  const tried = input.versions.length + candidates.length;
  return {
    version: challenger,
    against: champion,
    tried: { versions: input.versions.length, candidates: candidates.length },
    blocks,
    sharpe,
    ...deflatedScore(score, tried, deviationOf(measured)),
  };
}

function chosenOf(
  { champion, centre, versions }: Standing,
  input: LuckInput,
): { readonly comparison: Comparison } | null {
  if (centre !== champion) {
    const comparison = versions.find(({ version }) => version.number === centre)?.comparison ?? null;
    return comparison && { comparison };
  }
  const before = champions(input).at(-2);
  if (before === undefined) return null;
  const seed = childSeed(input.study.seed, 'luck', champion, before);
  const comparison = compareVersions(champion, before, input, { ...decisionRules(input.study), resamples: 1 }, seed);
  return comparison && { comparison };
}

/** Per block: the mean of an hour over its deviation shrinks with the root of time. */
function sharpeOf(
  measured: Pick<Comparison | RaceRecord, 'profitPerHour' | 'hours'>,
  blockHours: number,
): number | null {
  const effect = effectOf(measured);
  if (effect === null) return null;
  return (effect.mean / (effect.standardError * Math.sqrt(measured.hours))) * Math.sqrt(blockHours);
}

/** For their shape alone; repeated markets, which count once elsewhere, do not change it. */
function blockDifferences(version: number, against: number, { sessions, lanes }: LuckInput): number[] {
  const [own, other] = [lanesOf(version, lanes), lanesOf(against, lanes)];
  return sessions.flatMap(({ id, status }) => {
    const [a, b] = [own.get(id)?.pessimistic, other.get(id)?.pessimistic];
    if (status !== 'completed' || a === undefined || b === undefined) return [];
    return a.blocks.profit.map((profit, i) => profit - (b.blocks.profit[i] as number));
  });
}

function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
