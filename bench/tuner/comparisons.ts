/** What is claimed of arms, and whether the figures bear it. */

import type { Estimate } from '../../src/evaluation/comparison.ts';
import { normalQuantile } from '../../src/evaluation/distributions.ts';
import type { Family } from '../../src/market/synthetic/families.ts';
import type { FamilyResults } from './runStudies.ts';
import { type Gains, mean, minus, resampledInterval, standardError } from './score.ts';
import { CHECKPOINTS, JUDGED_AT, TOLERANCE_PER_HOUR } from './settings.ts';

/** What is shown. */
export const INTERVAL_LEVEL = 0.9;

/** Gains over the default of what an arm recommended after so many sessions. */
function gainsOf({ studies, truths }: FamilyResults, arm: string, sessions: number): Gains {
  const at = CHECKPOINTS.indexOf(sessions);
  const truth = truths[at];
  if (truth === undefined) throw new RangeError(`nothing is scored after ${sessions} sessions`);
  return (studies.get(arm) ?? []).map(({ recommended }) => {
    const version = recommended[at];
    if (version === undefined) throw new RangeError(`${arm} recommends nothing after ${sessions} sessions`);
    return truth.gains(version);
  });
}

/** One family, or all with each counting alike. */
export function recommendedGain(results: readonly FamilyResults[], arm: string, sessions: number): Estimate {
  const families = results.map((one) => gainsOf(one, arm, sessions));
  return resampledInterval(
    families,
    INTERVAL_LEVEL,
    `gain ${arm} ${sessions} ${results.map(({ family }) => family).join()}`,
  );
}

export interface WorseCounts {
  readonly studies: number;
  /** Studies whose recommended version is worse than the default by more than is tolerated. */
  readonly worse: number;
  /** Those of which the held-out markets say so beyond their own noise: even the upper end of the 90 % interval is below zero. */
  readonly proven: number;
}

export function countWorse(results: readonly FamilyResults[], arm: string, sessions: number): WorseCounts {
  const gains = results.flatMap((one) => gainsOf(one, arm, sessions));
  const below = gains.filter((row) => mean(row) < -TOLERANCE_PER_HOUR);
  const proven = below.filter((row) => mean(row) + normalQuantile(0.5 + INTERVAL_LEVEL / 2) * standardError(row) < 0);
  return { studies: gains.length, worse: below.length, proven: proven.length };
}

export interface ArmComparison {
  readonly better: string;
  readonly than: string;
  readonly byFamily: ReadonlyMap<Family, Estimate>;
  readonly together: Estimate;
}

/**
 * Better minus than, on the same seeds. Each claim is looked at in every family: its intervals are of 1 − 10 % / families
 * (Bonferroni), so that all of them hold together with 90 %.
 */
export function compareArms(results: readonly FamilyResults[], better: string, than: string): ArmComparison {
  const strict = 1 - (1 - INTERVAL_LEVEL) / results.length;
  const differences = results.map((one) => minus(gainsOf(one, better, JUDGED_AT), gainsOf(one, than, JUDGED_AT)));
  const seed = `claim ${better} ${than}`;
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

/** Families in which every claim's interval lies above zero. */
export function familiesAboveZero(claims: readonly ArmComparison[]): Family[] {
  const [first] = claims;
  if (first === undefined) return [];
  return [...first.byFamily.keys()].filter((family) =>
    claims.every(({ byFamily }) => (byFamily.get(family)?.low ?? Number.NEGATIVE_INFINITY) > 0),
  );
}
