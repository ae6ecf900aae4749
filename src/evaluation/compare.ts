/** Challenger against champion on the same feed and minutes, and what follows from it. Formulas: docs/evidence.md. */

import { type Posterior, posteriorOf, probabilityBetter, probabilityHarm } from './beliefs.ts';
import type { Comparison, Estimate, GainEstimates } from './comparison.ts';
import type { DecisionRules } from './decisionRules.ts';
import {
  type Effect,
  effectOf,
  effectPerHour,
  gainPartsOf,
  intervalOf,
  type MeasuredGain,
  unknownIfSame,
} from './effect.ts';
import { alwaysValidAround, SESSIONS_FOR_LOOKING } from './intervals.ts';
import {
  chargeDifference,
  gain,
  holdingDifference,
  markoutDifference,
  type Pair,
  type PairedSession,
  pairBlocks,
  profitDifference,
  sumOf,
} from './pairing.ts';
import { ratioDifference } from './ratio.ts';
import { detectableEffect, detectingSessions } from './sessionsNeeded.ts';
import { type VerdictInput, verdictOf } from './verdict.ts';

/** Of finding an effect that is there. */
const POWER = 0.8;

/** What a comparison is made under beside the rules. */
export interface Circumstances {
  /**
   * What is believed of a measured gain by all that is known; left out, the measurement alone counts, drawn to zero by a prior as wide
   * as the noise of one hour.
   */
  readonly believe?: (measured: MeasuredGain | null, hours: number) => Posterior | null;
  /** The regime of every market that the study has met so far, one entry each; left out, those of the sessions compared. */
  readonly metRegimes?: readonly string[];
}

/** @throws RangeError without sessions, or when the two sides of a session do not cover the same blocks. */
export function compare(
  challenger: number,
  champion: number,
  sessions: readonly PairedSession[],
  rules: DecisionRules & Circumstances,
): Comparison {
  if (sessions.length === 0) throw new RangeError(`v${challenger} and v${champion} have no session in common`);
  const pairs = sessions.map((session) => pairBlocks(session.challenger, session.champion));
  const optimistic = sessions.map((session) => pairBlocks(session.optimisticChallenger, session.optimisticChampion));
  const pieces = gainPartsOf(pairs);
  const gained = (pair: Pair): number => gain(pair, rules.riskPrice);
  const effect = unknownIfSame(effectPerHour(pieces, gained), pieces);
  const part = (differenceOf: (pair: Pair) => number): Estimate | null =>
    effect.uncertainty === null ? null : intervalOf(effectPerHour(pieces, differenceOf), rules.level);
  const estimates: GainEstimates = {
    gainPerHour: intervalOf(effect, rules.level),
    profitPerHour: part(profitDifference),
    markoutPerHour: part(markoutDifference),
    holdingPerHour: part(holdingDifference),
    riskChargePerHour: part((pair) => chargeDifference(pair, rules.riskPrice)),
  };
  const probabilities = probabilitiesOf(estimates, effect.hours, rules);
  const regimes = [...new Set(sessions.map((session) => session.regime))].sort();
  const met = rules.metRegimes ?? sessions.map((session) => session.regime);
  const volumePerHour = pieces.whole.challengerVolume / effect.hours;
  const optimisticGain = gained(sumOf(optimistic.flat()));
  const signAgrees = Math.sign(effect.mean) === Math.sign(optimisticGain);
  const facts: VerdictInput = {
    ...probabilities,
    sessions: sessions.length,
    regimes: regimes.length,
    // What never came cannot be asked for.
    regimesAsked: Math.min(rules.promoteRegimes, new Set(met).size),
    halted: sessions.some((session) => session.halted),
    difference: differenceOf(effect, rules),
    volumePerHour,
    signAgrees,
    gainPerHour: effect.mean,
    optimisticGainPerHour: optimisticGain / effect.hours,
  };
  return {
    challenger,
    champion,
    sessions: sessions.length,
    regimes,
    blocks: pieces.blocks,
    hours: effect.hours,
    ...estimates,
    alwaysValid: alwaysValid(effect, rules.level),
    profitPer10k: ratioDifference(pairs, rules.level),
    ...probabilities,
    sessionsNeeded: furtherSessions(effect, facts, met, regimes, rules),
    minimumDetectableEffect: detectableNow(effect, rules),
    volumePerHour,
    tradesEnough: volumePerHour >= rules.minVolumePerHour,
    optimisticGainPerHour: optimisticGain / effect.hours,
    signAgrees,
    ...verdictOf(facts, rules),
  };
}

function probabilitiesOf(
  estimates: GainEstimates,
  hours: number,
  rules: DecisionRules & Circumstances,
): Pick<Comparison, 'probabilityBetter' | 'probabilityHarm'> {
  const measured = effectOf(estimates);
  const belief = (rules.believe ?? byItself)(measured, hours);
  if (belief === null) return { probabilityBetter: 0.5, probabilityHarm: 0 };
  return {
    probabilityBetter: probabilityBetter(belief),
    probabilityHarm: probabilityHarm(belief, rules.tolerancePerHour),
  };
}

/** Under a prior as wide as the noise of one hour: an hour of evidence is believed by half. */
function byItself(measured: MeasuredGain | null, hours: number): Posterior | null {
  if (measured === null) return null;
  const { mean, standardError } = measured;
  return posteriorOf(mean, standardError, standardError * Math.sqrt(hours));
}

/** The interval that may be looked at after every session; null while too few show the skewness, or it leaves no bound. */
function alwaysValid({ mean, uncertainty, hours }: Effect, level: number): Estimate | null {
  if (uncertainty === null || uncertainty.sessions < SESSIONS_FOR_LOOKING) return null;
  const bounds = alwaysValidAround(mean, uncertainty, hours, level);
  return Number.isFinite(bounds.low) && Number.isFinite(bounds.high) ? bounds : null;
}

/** On which side of what counts as equal the always-valid intervals lie. */
function differenceOf({ mean, uncertainty, hours }: Effect, rules: DecisionRules): VerdictInput['difference'] {
  if (uncertainty === null || uncertainty.sessions < SESSIONS_FOR_LOOKING) return 'unclear';
  if (alwaysValidAround(mean, uncertainty, hours, rules.promoteLevel).low > 0) return 'better';
  const { high } = alwaysValidAround(mean, uncertainty, hours, rules.harmLevel);
  return high < -rules.tolerancePerHour ? 'worse' : 'unclear';
}

/** null while the noise is unknown, and before the tenth session: nothing would have been found by then. */
function detectableNow({ uncertainty, hours }: Effect, { promoteLevel }: DecisionRules): number | null {
  if (uncertainty === null || uncertainty.sessions < SESSIONS_FOR_LOOKING) return null;
  const looking = { hoursPerSession: hours / uncertainty.sessions, level: promoteLevel, power: POWER };
  return detectableEffect(uncertainty.largestError * Math.sqrt(hours), hours, looking);
}

/**
 * Paired sessions, as long as those so far, after which an effect as measured has been promoted or rolled back with a
 * probability of 80 %. null while the noise is unknown, the effect too small or too tolerable for any number, or something is
 * missing that more sessions do not bring.
 */
function furtherSessions(
  { mean, uncertainty, hours }: Effect,
  { sessions, regimesAsked, volumePerHour, signAgrees }: VerdictInput,
  met: readonly string[],
  regimes: readonly string[],
  rules: DecisionRules,
): number | null {
  if (uncertainty === null) return null;
  const gap = mean > 0 ? mean : -mean - rules.tolerancePerHour;
  const sdPerHour = uncertainty.largestError * Math.sqrt(hours);
  const level = mean > 0 ? rules.promoteLevel : rules.harmLevel;
  const needed = detectingSessions(gap, sdPerHour, { hoursPerSession: hours / sessions, level, power: POWER });
  if (needed === null) return null;
  const more = Math.max(0, SESSIONS_FOR_LOOKING - sessions, needed - sessions);
  if (mean < 0) return more;
  if (!signAgrees || volumePerHour < rules.minVolumePerHour) return null;
  return regimes.length >= regimesAsked ? more : Math.max(more, sessionsToOtherRegime(met, regimes));
}

/** How many sessions it takes on average until one of a regime comes that is not among these, as the regimes came so far. */
function sessionsToOtherRegime(met: readonly string[], regimes: readonly string[]): number {
  const others = met.filter((regime) => !regimes.includes(regime)).length;
  return Math.ceil(met.length / others);
}
