/** What is believed of a version by all its evidence: its sessions, and the race over recorded markets before them. */

import type { Comparison } from '../evaluation/comparison.ts';
import { doubted, effectOf, lessSure, type Measured, type MeasuredGain } from '../evaluation/effect.ts';
import { effectPrior } from '../evaluation/effectPrior.ts';
import { type Posterior, posteriorOf, probabilityBetter } from '../evaluation/posterior.ts';
import type { ProposalRecord, RaceRecord } from './records.ts';
import { LEAST_TRUST } from './replayTrust.ts';

/** Charges that never differed are known exactly; no error may be zero. */
const LEAST_ERROR = 1e-9;

/** Gain per hour against the champion, quote currency: profit after the charge for risk. */
export interface Guess extends Posterior {
  readonly probabilityBetter: number;
  /** Whether a race is part of it. */
  readonly raced: boolean;
}

/**
 * What profit to expect of a version before it is measured: how all candidates did that were ever raced against this champion,
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
    race === null || race.champion !== champion ? [] : (replayedGain(race, trust)?.profit ?? []),
  );
  return effectPrior(measured, expected);
}

/**
 * Sessions and race as one measurement, each with its precision. Profit is drawn to what was to be expected of it. The charge for risk
 * is not, but it may be off by half: swings show within hours, and a version that holds half the position has a quarter of them whatever its luck.
 *
 * @param race null when there was none against this champion
 * @param trust 0…1, by which the race's standard error is divided
 */
export function guessOf(comparison: Comparison, race: RaceRecord | null, trust: number, prior: Posterior): Guess {
  const replayed = race === null ? null : replayedGain(race, trust);
  const measured = [effectOf(comparison), replayed].filter((one) => one !== null);
  let profit = prior;
  for (const one of measured) {
    profit = posteriorOf(one.profit.mean, one.profit.standardError, profit.sd, profit.mean);
  }
  const charge = pooled(measured.map(({ riskCharge }) => doubted(riskCharge)));
  const belief = { mean: profit.mean - charge.mean, sd: Math.hypot(profit.sd, charge.standardError) };
  return { ...belief, probabilityBetter: probabilityBetter(belief), raced: replayed !== null };
}

/** Each with its precision; nothing at all when there is none. */
function pooled(measured: readonly Measured[]): Measured {
  let weights = 0;
  let weighted = 0;
  for (const { mean, standardError } of measured) {
    const weight = 1 / Math.max(standardError, LEAST_ERROR) ** 2;
    weights += weight;
    weighted += weight * mean;
  }
  return weights === 0
    ? { mean: 0, standardError: 0 }
    : { mean: weighted / weights, standardError: Math.sqrt(1 / weights) };
}

/** null when replays are not to be trusted, or the race has too few blocks. */
function replayedGain(race: RaceRecord, trust: number): MeasuredGain | null {
  const effect = trust < LEAST_TRUST ? null : effectOf(race);
  return effect === null ? null : lessSure(effect, 1 / trust);
}
