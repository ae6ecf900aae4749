/** In which parameters two versions differ, and which versions are copies of others. */

import {
  type ParameterDeclaration,
  type ParameterDeclarations,
  type Parameters,
  type ParameterValue,
  sameParameters,
} from '../strategy/parameters.ts';
import type { Leaderboard } from './leaderboard.ts';
import type { VersionRecord } from './records.ts';

export interface Difference {
  readonly parameter: string;
  /** null when that side does not have the parameter: the strategy's declaration changed in between. */
  readonly from: ParameterValue | null;
  readonly to: ParameterValue | null;
  readonly declaration: ParameterDeclaration | null;
}

/** Parameters with different values, in the order of the declarations, unknown ones last. */
export function differences(from: Parameters, to: Parameters, declarations: ParameterDeclarations): Difference[] {
  return parameterNames(declarations, from, to)
    .filter((name) => from[name] !== to[name])
    .map((name) => ({
      parameter: name,
      from: from[name] ?? null,
      to: to[name] ?? null,
      declaration: declarations[name] ?? null,
    }));
}

/** All names, in the order of the declarations; names that no declaration has last, sorted. */
export function parameterNames(declarations: ParameterDeclarations, ...sets: readonly Parameters[]): string[] {
  const declared = Object.keys(declarations).filter((name) => sets.some((set) => set[name] !== undefined));
  const others = [...new Set(sets.flatMap((set) => Object.keys(set)))].filter(
    (name) => declarations[name] === undefined,
  );
  return [...declared, ...others.sort()];
}

/**
 * Whether a version has the parameters of another one, as after a rollback. It shares that one's evidence, which would count twice.
 * Of those that are alike the champion is the original, else the first.
 */
export function isCopy(
  { number, parameters }: Pick<VersionRecord, 'number' | 'parameters'>,
  { champion, versions }: Pick<Leaderboard, 'champion' | 'versions'>,
): boolean {
  if (number === champion) return false;
  return versions.some(
    ({ version }) =>
      (version.number === champion || version.number < number) && sameParameters(version.parameters, parameters),
  );
}
