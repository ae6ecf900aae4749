/** The estimate of a version's gain from all its evidence: its sessions, and the race over recorded markets before them. */

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
  /** The estimate before its sessions: by its race, if there was one, and by the priors. */
  readonly before: Posterior;
}

/**
 * Priors for a version that is not yet measured, from all candidates that were raced against this champion, losers included.
 *
 * @param trust 0…1, by which the races' standard errors are divided
 * @param expected size of effects to expect when there was no race
 */
export function priorsFromRaces(
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
  /** As in {@link replayedGain}. */
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
  const posterior = posteriorGain(measured.length === 0 ? null : pooledGain(measured), priors);
  return {
    ...posterior,
    probabilityBetter: probabilityBetter(posterior),
    raced: replayed !== null,
    before: posteriorGain(replayed?.gain ?? null, priors),
  };
}
