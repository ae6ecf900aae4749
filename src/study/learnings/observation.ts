/** What a comparison says about a parameter in which its two versions differ. */

import type { Comparison } from '../../evaluation/comparison.ts';
import type { StudyTerms } from '../../evaluation/decisionRules.ts';
import { type DecisionRules, decisionRules, ENOUGH_SESSIONS } from '../../evaluation/decisionRules.ts';
import { type ParameterDeclarations, sameParameters } from '../../strategy/parameters.ts';
import { type ComparedInput, compareVersions } from '../compareVersions.ts';
import { comparisonsByPair } from '../comparisons.ts';
import { type Difference, differences } from '../difference.ts';
import type { EvaluationRecord, StudyRecord, VersionRecord } from '../records.ts';
import { regimesAmong } from '../regime.ts';

export type Direction = 'raised' | 'lowered' | 'switched on' | 'switched off' | 'added' | 'removed';

/** One comparison in which the challenger differs from the champion in the parameter. */
export interface ParameterObservation {
  readonly change: Difference;
  readonly direction: Direction;
  readonly comparison: Comparison;
  /** The first versions with the two parameter sets, ascending: comparisons of one pair rest on the same sessions. */
  readonly pair: readonly [number, number];
  /** Names of other parameters that differed too: the effect belongs to all of them together. */
  readonly together: readonly string[];
  readonly says: 'better' | 'worse' | 'nothing';
}

export interface ObservedStudy extends ComparedInput {
  readonly study: Pick<StudyRecord, 'seed' | keyof StudyTerms>;
  readonly evaluations: readonly EvaluationRecord[];
  readonly declarations: ParameterDeclarations;
}

/** Of the newest comparison of every pair, in order of versions, then of the declarations. */
export function observations(study: ObservedStudy): ParameterObservation[] {
  return comparisonsByPair(study).flatMap((comparison) => observe(study, comparison));
}

/** As {@link observations}, each pair compared anew over its sessions of one regime alone; `any` takes all. */
export function observationsIn(scope: string, observed: ObservedStudy): ParameterObservation[] {
  if (scope === 'any') return observations(observed);
  const { study } = observed;
  const rules: DecisionRules = decisionRules(study);
  const regimeOf = regimesAmong(observed.sessions);
  const ofRegime = { ...observed, sessions: observed.sessions.filter((session) => regimeOf(session) === scope) };
  return comparisonsByPair(observed)
    .flatMap(({ challenger, champion }) => compareVersions(challenger, champion, ofRegime, rules) ?? [])
    .flatMap((comparison) => observe(observed, comparison));
}

function observe({ versions, declarations }: ObservedStudy, comparison: Comparison): ParameterObservation[] {
  const challenger = versions.find((version) => version.number === comparison.challenger);
  const champion = versions.find((version) => version.number === comparison.champion);
  if (challenger === undefined || champion === undefined) return [];
  const changes = differences(champion.parameters, challenger.parameters, declarations);
  const [a, b] = [firstLike(challenger, versions), firstLike(champion, versions)];
  return changes.map((change) => ({
    change,
    direction: directionOf(change),
    comparison,
    pair: [Math.min(a, b), Math.max(a, b)],
    together: changes.filter((other) => other !== change).map((other) => other.parameter),
    says: saying(comparison),
  }));
}

function firstLike(version: VersionRecord, versions: readonly VersionRecord[]): number {
  const alike = versions.filter((other) => sameParameters(other.parameters, version.parameters));
  return Math.min(...alike.map((other) => other.number));
}

function saying({ sessions, gainPerHour, signAgrees }: Comparison): ParameterObservation['says'] {
  if (gainPerHour === null || sessions < ENOUGH_SESSIONS || !signAgrees) return 'nothing';
  if (gainPerHour.low > 0) return 'better';
  return gainPerHour.high < 0 ? 'worse' : 'nothing';
}

function directionOf({ from, to }: Difference): Direction {
  if (from === null) return 'added';
  if (to === null) return 'removed';
  if (typeof to === 'boolean') return to ? 'switched on' : 'switched off';
  return to > Number(from) ? 'raised' : 'lowered';
}
