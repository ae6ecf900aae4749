/** Compares a challenger with the champion over the same feed and minutes. Formulas: docs/evidence.md. */

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
import { alwaysValidAround, LEAST_SESSIONS_ALWAYS_VALID } from './intervals.ts';
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

/** Probability with which a true effect is to be found. */
const POWER = 0.8;

/** What a comparison depends on besides the rules. */
export interface Circumstances {
  /**
   * The posterior of a measured gain, by everything else that is known; by default the measurement alone, under a
   * prior around zero that is as wide as the noise of one hour.
   */
  readonly posterior?: (measured: MeasuredGain | null, hours: number) => Posterior | null;
  /**
   * The regime of every market that the study has met so far, one entry each; by default those of the sessions
   * compared.
   */
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
    // A regime that the study never met cannot be asked for.
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
  const posterior = (rules.posterior ?? byItself)(measured, hours);
  if (posterior === null) return { probabilityBetter: 0.5, probabilityHarm: 0 };
  return {
    probabilityBetter: probabilityBetter(posterior),
    probabilityHarm: probabilityHarm(posterior, rules.tolerancePerHour),
  };
}

/** Under a prior as wide as the noise of one hour, so that one hour of evidence gets weight one half. */
function byItself(measured: MeasuredGain | null, hours: number): Posterior | null {
  if (measured === null) return null;
  const { mean, standardError } = measured;
  return posteriorOf(mean, standardError, standardError * Math.sqrt(hours));
}

/**
 * The interval that stays valid when one looks after every session; null with too few sessions to show the skewness,
 * and when that leaves no bound.
 */
function alwaysValid({ mean, uncertainty, hours }: Effect, level: number): Estimate | null {
  if (uncertainty === null || uncertainty.sessions < LEAST_SESSIONS_ALWAYS_VALID) return null;
  const bounds = alwaysValidAround(mean, uncertainty, hours, level);
  return Number.isFinite(bounds.low) && Number.isFinite(bounds.high) ? bounds : null;
}

/** Whether the always-valid intervals show a gain, or a loss beyond the tolerated one. */
function differenceOf({ mean, uncertainty, hours }: Effect, rules: DecisionRules): VerdictInput['difference'] {
  if (uncertainty === null || uncertainty.sessions < LEAST_SESSIONS_ALWAYS_VALID) return 'unclear';
  if (alwaysValidAround(mean, uncertainty, hours, rules.promoteLevel).low > 0) return 'better';
  const { high } = alwaysValidAround(mean, uncertainty, hours, rules.harmLevel);
  return high < -rules.tolerancePerHour ? 'worse' : 'unclear';
}

/**
 * null while nothing can be decided: while the noise is unknown, before the tenth session, and while so few sessions leave no bound at
 * the level that a promotion asks for.
 */
function detectableNow({ uncertainty, hours }: Effect, { promoteLevel }: DecisionRules): number | null {
  if (uncertainty === null || uncertainty.sessions < LEAST_SESSIONS_ALWAYS_VALID) return null;
  const looking = { hoursPerSession: hours / uncertainty.sessions, level: promoteLevel, power: POWER };
  const effect = detectableEffect(uncertainty.largestError * Math.sqrt(hours), hours, looking);
  return Number.isFinite(effect) ? effect : null;
}

/**
 * How many more paired sessions, as long as those so far, lead to a promotion or a roll-back with a probability of 80 %
 * if the effect is as measured. null while the noise is unknown, when the effect is too small or its loss is tolerated,
 * and when something is missing that more sessions do not bring.
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
  const more = Math.max(0, LEAST_SESSIONS_ALWAYS_VALID - sessions, needed - sessions);
  if (mean < 0) return more;
  if (!signAgrees || volumePerHour < rules.minVolumePerHour) return null;
  return regimes.length >= regimesAsked ? more : Math.max(more, sessionsToOtherRegime(met, regimes));
}

/** Mean number of sessions until one has a regime that is not in `regimes`, if regimes come as often as so far. */
function sessionsToOtherRegime(met: readonly string[], regimes: readonly string[]): number {
  const others = met.filter((regime) => !regimes.includes(regime)).length;
  return Math.ceil(met.length / others);
}
