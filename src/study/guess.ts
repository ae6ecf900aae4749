/** What is believed of a version by all its evidence: its sessions, and the race over recorded markets before them. */

import { believedGain, type GainPriors, gainPriors } from '../evaluation/believedGain.ts';
import type { Comparison } from '../evaluation/comparison.ts';
import { effectOf, lessSure, type MeasuredGain } from '../evaluation/effect.ts';
import { type Posterior, probabilityBetter } from '../evaluation/posterior.ts';
import type { ProposalRecord, RaceRecord } from './records.ts';
import { LEAST_TRUST } from './replayTrust.ts';

/** Gain per hour against the champion, quote currency: profit after the charge for risk. */
export interface Guess extends Posterior {
  readonly probabilityBetter: number;
  /** Whether a race is part of it. */
  readonly raced: boolean;
}

/**
 * What to expect of a version before it is measured: how all candidates did that were ever raced against this champion, losers too.
 *
 * @param trust 0…1, by which the races' standard errors are divided
 * @param expected size of effects to expect when there was no race
 */
export function expectedOf(
  proposals: readonly ProposalRecord[],
  champion: number,
  trust: number,
  expected: number,
): GainPriors {
  const measured = proposals.flatMap(({ race }) =>
    race === null || race.champion !== champion ? [] : (replayedGain(race, trust) ?? []),
  );
  return gainPriors(measured, expected);
}

/**
 * Sessions and race as one measurement, each with its precision, part by part (believedGain.ts).
 *
 * @param race null when there was none against this champion
 * @param trust 0…1, by which the race's standard error is divided
 */
export function guessOf(comparison: Comparison, race: RaceRecord | null, trust: number, priors: GainPriors): Guess {
  const replayed = race === null ? null : replayedGain(race, trust);
  const belief = believedGain(
    [effectOf(comparison), replayed].filter((one) => one !== null),
    priors,
  );
  return { ...belief, probabilityBetter: probabilityBetter(belief), raced: replayed !== null };
}

/** null when replays are not to be trusted, or the race has too few blocks. */
function replayedGain(race: RaceRecord, trust: number): MeasuredGain | null {
  const effect = trust < LEAST_TRUST ? null : effectOf(race);
  return effect === null ? null : lessSure(effect, 1 / trust);
}
