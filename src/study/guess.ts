/** What is believed of a version by all its evidence: its sessions, and the race over recorded markets before them. */

import {
  type GainPriors,
  gainPriors,
  type Posterior,
  posteriorGain,
  probabilityBetter,
} from '../evaluation/beliefs.ts';
import { type MeasuredGain, pooledGain } from '../evaluation/effect.ts';
import type { ProposalRecord, RaceRecord } from './records.ts';
import { replayedGain, replayedGains } from './replayTrust.ts';

/** Gain per hour against the champion, quote currency: profit after the charge for risk. */
export interface Guess extends Posterior {
  readonly probabilityBetter: number;
  /** Whether a race is part of it. */
  readonly raced: boolean;
  /** What was believed before its sessions: by its race, if there was one, and by what changes are worth. */
  readonly before: Posterior;
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
  const measured = replayedGains(proposals, champion, trust);
  return gainPriors(
    measured.map(({ gain }) => gain),
    expected,
  );
}

/** What is known beside a version's own sessions. */
export interface Background {
  /** null when there was none against this champion. */
  readonly race: RaceRecord | null;
  /** As of {@link replayedGain}. */
  readonly trust: number;
  readonly priors: GainPriors;
}

/**
 * Sessions and race as one measurement, by the hours of each (pooledGain in effect.ts).
 *
 * @param own what sessions measured, null when nothing; `hours` is their market time
 */
export function guessOf(own: MeasuredGain | null, hours: number, { race, trust, priors }: Background): Guess {
  const replayed = race === null ? null : replayedGain(race, trust);
  const measured = [own === null ? null : { gain: own, hours }, replayed].filter((one) => one !== null);
  const belief = posteriorGain(measured.length === 0 ? null : pooledGain(measured), priors);
  return {
    ...belief,
    probabilityBetter: probabilityBetter(belief),
    raced: replayed !== null,
    before: posteriorGain(replayed?.gain ?? null, priors),
  };
}
