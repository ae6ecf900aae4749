/** The estimate of a version's gain from all its evidence: its sessions, and the trials and the race over recorded markets before them. */

import { type GainPriors, type Posterior, posteriorGain, probabilityBetter } from '../evaluation/beliefs.ts';
import type { Comparison } from '../evaluation/comparison.ts';
import { type GainOverHours, type MeasuredGain, pooledGain } from '../evaluation/effect.ts';
import type { ComparedStudy } from './comparisons.ts';
import type { ProposalRecord, RaceRecord } from './records.ts';
import { type ReplayTrust, replayedGain } from './replayTrust.ts';

/** Gain per hour against the champion, quote currency: profit after the charge for risk. */
export interface Guess extends Posterior {
  readonly probabilityBetter: number;
  /** Whether a race is part of it. */
  readonly raced: boolean;
  /** The estimate before its sessions: by its trials and its race, if there were any, and by the priors. */
  readonly before: Posterior;
}

/** What estimates need of a {@link StudySnapshot}. */
export interface StudyWithPriors extends ComparedStudy {
  readonly champion: number;
  readonly trust: ReplayTrust;
  /** What to expect of a version against the champion before it is measured. */
  readonly priors: GainPriors;
  /** As `compareTrial` gives it against the champion; computed once. */
  trialComparison(proposal: ProposalRecord): Comparison | null;
  /** That as a measurement, with the noise of the usual candidate in its errors; null without one, and while both never differed. */
  trialGain(proposal: ProposalRecord): GainOverHours | null;
}

/** What is known beside a version's own sessions. */
export interface Background {
  /** null when there was none against this champion. */
  readonly race: RaceRecord | null;
  /** What the trials that chose it measured against this champion; null without any. */
  readonly trial: GainOverHours | null;
  /** As in {@link replayedGain}. */
  readonly trust: number;
  readonly priors: GainPriors;
}

/**
 * Sessions, trials and race as one measurement, by the hours of each (pooledGain in effect.ts).
 *
 * @param own what sessions measured, null when nothing; `hours` is their market time
 */
export function guessOf(own: MeasuredGain | null, hours: number, { race, trial, trust, priors }: Background): Guess {
  const replayed = race === null ? null : replayedGain(race, trust);
  const before = [trial, replayed].filter((one) => one !== null);
  const measured = own === null ? before : [{ gain: own, hours }, ...before];
  const posterior = posteriorGain(measured.length === 0 ? null : pooledGain(measured), priors);
  return {
    ...posterior,
    probabilityBetter: probabilityBetter(posterior),
    raced: replayed !== null,
    before: posteriorGain(before.length === 0 ? null : pooledGain(before), priors),
  };
}
