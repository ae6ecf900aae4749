/** What a comparison says about a parameter in which its two versions differ. */

import type { Comparison } from '../../evaluation/comparison.ts';
import { ENOUGH_SESSIONS } from '../../evaluation/decisionRules.ts';
import { type ParameterDeclarations, sameParameters } from '../../strategy/parameters.ts';
import type { VersionRecord } from '../records.ts';
import type { StudySnapshot } from '../studySnapshot.ts';
import { type Difference, differences } from '../versions.ts';

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

/** Of the newest comparison of every pair, in order of versions, then of the declarations. */
export function observations(study: StudySnapshot, declarations: ParameterDeclarations): ParameterObservation[] {
  return study.comparisonsByPair.flatMap((comparison) => observe(study, declarations, comparison));
}

/** As {@link observations}, each pair compared again over its sessions of one regime alone; `any` takes all. */
export function observationsIn(
  scope: string,
  study: StudySnapshot,
  declarations: ParameterDeclarations,
): ParameterObservation[] {
  if (scope === 'any') return observations(study, declarations);
  const ofRegime = study.inRegime(scope);
  return study.comparisonsByPair
    .flatMap(({ challenger, champion }) => ofRegime.comparison(challenger, champion) ?? [])
    .flatMap((comparison) => observe(study, declarations, comparison));
}

function observe(
  { versions }: StudySnapshot,
  declarations: ParameterDeclarations,
  comparison: Comparison,
): ParameterObservation[] {
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
