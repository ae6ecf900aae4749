/** What is believed of a version by all its evidence: its sessions, and the race over recorded markets before them. */

import type { Comparison } from '../evaluation/comparison.ts';
import { effectOf } from '../evaluation/effect.ts';
import { effectPrior, type Measured } from '../evaluation/effectPrior.ts';
import { type Posterior, posteriorOf, probabilityBetter } from '../evaluation/posterior.ts';
import type { ProposalRecord, RaceRecord } from './records.ts';
import { LEAST_TRUST } from './replayTrust.ts';

/** Profit per hour against the champion, quote currency. */
export interface Guess extends Posterior {
  readonly probabilityBetter: number;
  /** Whether a race is part of it. */
  readonly raced: boolean;
}

/**
 * What to expect of a version before it is measured: how all candidates did that were ever raced against this champion,
 * losers too.
 *
 * @param trust 0…1, by which the races' standard errors are divided
 * @param expected size of effects to expect when there was no race
 */
export function expectedOf(
  proposals: readonly ProposalRecord[],
  champion: number,
  trust: number,
  expected: number,
): Posterior {
  const measured = proposals.flatMap(({ race }) =>
    race === null || race.champion !== champion ? [] : (replayedEffect(race, trust) ?? []),
  );
  return effectPrior(measured, expected);
}

/**
 * Sessions and race as one measurement, each with its precision, drawn to what was to be expected.
 *
 * @param race null when there was none against this champion
 * @param trust 0…1, by which the race's standard error is divided
 */
export function guessOf(comparison: Comparison, race: RaceRecord | null, trust: number, prior: Posterior): Guess {
  const replayed = race === null ? null : replayedEffect(race, trust);
  let belief = prior;
  for (const one of [effectOf(comparison), replayed]) {
    if (one !== null) belief = posteriorOf(one.mean, one.standardError, belief.sd, belief.mean);
  }
  return { ...belief, probabilityBetter: probabilityBetter(belief), raced: replayed !== null };
}

/** null when replays are not to be trusted, or the race has too few blocks. */
function replayedEffect(race: RaceRecord, trust: number): Measured | null {
  const effect = trust < LEAST_TRUST ? null : effectOf(race);
  return effect === null ? null : { mean: effect.mean, standardError: effect.standardError / trust };
}
