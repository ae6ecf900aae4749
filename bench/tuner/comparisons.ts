/** Gains of the tuning methods over the default and over each other, with intervals. */

import type { Estimate } from '../../src/evaluation/comparison.ts';
import { normalQuantile } from '../../src/evaluation/distributions.ts';
import type { Family } from '../../src/market/synthetic/families.ts';
import { mean } from '../../test/market/estimate.ts';
import { type Gains, minus, resampledInterval, standardError } from './gains.ts';
import type { FamilyResults } from './runStudies.ts';
import { CHECKPOINTS, TOLERANCE_PER_HOUR } from './settings.ts';

/** Of the intervals that the page shows. */
export const INTERVAL_LEVEL = 0.9;

/** Gains over the default of what a method recommended after `sessions` sessions. */
function gainsOf({ studies, heldOutGains }: FamilyResults, method: string, sessions: number): Gains {
  const at = CHECKPOINTS.indexOf(sessions);
  const scored = heldOutGains[at];
  if (scored === undefined) throw new RangeError(`nothing is scored after ${sessions} sessions`);
  return (studies.get(method) ?? []).map(({ recommended }) => {
    const version = recommended[at];
    if (version === undefined) throw new RangeError(`${method} recommends nothing after ${sessions} sessions`);
    return scored.gains(version);
  });
}

/** Over one family, or over several with equal weight. */
export function recommendedGain(results: readonly FamilyResults[], method: string, sessions: number): Estimate {
  const families = results.map((one) => gainsOf(one, method, sessions));
  const seed = `gain ${method} ${sessions} ${results.map(({ family }) => family).join()}`;
  return resampledInterval(families, INTERVAL_LEVEL, seed);
}

export interface WorseCounts {
  readonly studies: number;
  /** Studies whose recommended version is worse than the default by more than the tolerance. */
  readonly worse: number;
  /** Those of them in which even the upper end of the 90 % interval over held-out markets is below zero. */
  readonly proven: number;
}

export function countWorse(results: readonly FamilyResults[], method: string, sessions: number): WorseCounts {
  const gains = results.flatMap((one) => gainsOf(one, method, sessions));
  const below = gains.filter((row) => mean(row) < -TOLERANCE_PER_HOUR);
  const proven = below.filter((row) => mean(row) + normalQuantile(0.5 + INTERVAL_LEVEL / 2) * standardError(row) < 0);
  return { studies: gains.length, worse: below.length, proven: proven.length };
}

/** A method after a number of sessions. */
export interface Compared {
  readonly method: string;
  readonly sessions: number;
}

/** Gain of the first minus gain of the second, USD per hour. */
export interface MethodComparison {
  readonly better: Compared;
  readonly than: Compared;
  readonly byFamily: ReadonlyMap<Family, Estimate>;
  readonly together: Estimate;
}

/**
 * Compares two methods on the same seeds. The comparison is made in every family: the interval of each family has level
 * 1 − 10 % / families (Bonferroni), so that all of them together cover with 90 %.
 *
 * @throws RangeError when one of them is scored on other markets than the other
 */
export function compareMethods(results: readonly FamilyResults[], better: Compared, than: Compared): MethodComparison {
  const strict = 1 - (1 - INTERVAL_LEVEL) / results.length;
  const differences = results.map((one) => {
    const [a, b] = [better, than].map(({ method, sessions }) => gainsOf(one, method, sessions)) as [Gains, Gains];
    if (a[0]?.length !== b[0]?.length) {
      throw new RangeError(`${better.sessions} and ${than.sessions} sessions are scored on different markets`);
    }
    return minus(a, b);
  });
  const seed = `claim ${better.method} ${than.method}`;
  return {
    better,
    than,
    byFamily: new Map(
      results.map(({ family }, i) => [
        family,
        resampledInterval([differences[i] as Gains], strict, `${seed} ${family}`),
      ]),
    ),
    together: resampledInterval(differences, INTERVAL_LEVEL, seed),
  };
}

/** Families in which the interval of every comparison lies above zero. */
export function familiesAboveZero(comparisons: readonly MethodComparison[]): Family[] {
  const [first] = comparisons;
  if (first === undefined) return [];
  return [...first.byFamily.keys()].filter((family) =>
    comparisons.every(({ byFamily }) => (byFamily.get(family)?.low ?? Number.NEGATIVE_INFINITY) > 0),
  );
}
