/** Versions with the parameters of another, as a rollback makes them: they share its evidence, and told twice it would count twice. */

import { sameParameters } from '../strategy/parameters.ts';
import type { Leaderboard } from './leaderboard.ts';
import type { VersionRecord } from './records.ts';

/** Of those that are alike the champion is the original, else the first. */
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
