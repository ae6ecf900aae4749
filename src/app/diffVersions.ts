/** Which parameters differ between two versions. */

import { currencyOf } from '../market/money.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { declarationsIn, type ParameterDeclarations, type Parameters } from '../strategy/parameters.ts';
import type { Journal } from '../study/journal.ts';

export interface VersionsDiff {
  readonly from: Parameters;
  readonly to: Parameters;
  readonly declarations: ParameterDeclarations;
  /** Names of the parameters of `to` that have another value in `from`. */
  readonly changed: readonly string[];
}

/** @param from and `to` are numbers of versions. @throws NotFound */
export function diffVersions(journal: Journal, from: number, to: number): VersionsDiff {
  const [before, after] = [journal.version(from).parameters, journal.version(to).parameters];
  const { strategy, instrument } = journal.study;
  return {
    from: before,
    to: after,
    declarations: declarationsIn(strategyNamed(strategy).parameters, currencyOf(instrument)),
    changed: Object.keys(after).filter((name) => before[name] !== after[name]),
  };
}
