/** Challenger against champion on the same feed and minutes, and what follows from it. Formulas: docs/evidence.md. */

import { alwaysValidHalfWidth } from './alwaysValid.ts';
import type { Comparison, Estimate } from './comparison.ts';
import { type DecisionRules, ENOUGH_SESSIONS } from './decisionRules.ts';
import { type Effect, effectPerHour, intervalOf, piecesOf, unknownIfSame } from './effect.ts';
import { peekedDetectableEffect } from './minimumDetectableEffect.ts';
import { pairedRatioInterval } from './pairedBootstrap.ts';
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
import { posteriorOf, probabilityBetter, probabilityHarm } from './posterior.ts';
import { peekedObservations, plannedObservations } from './sessionsNeeded.ts';
import { type Facts, judge } from './verdict.ts';

/** Of finding an effect that is there. */
const POWER = 0.8;

/** @throws RangeError without sessions, or when the two sides of a session do not cover the same blocks. */
export function compare(
  challenger: number,
  champion: number,
  sessions: readonly PairedSession[],
  rules: DecisionRules,
  seed: string,
): Comparison {
  if (sessions.length === 0) throw new RangeError(`v${challenger} and v${champion} have no session in common`);
  const pairs = sessions.map((session) => pairBlocks(session.challenger, session.champion));
  const optimistic = sessions.map((session) => pairBlocks(session.optimisticChallenger, session.optimisticChampion));
  const pieces = piecesOf(pairs);
  const gained = (pair: Pair): number => gain(pair, rules.riskPrice);
  const effect = unknownIfSame(effectPerHour(pieces, gained), pieces);
  const part = (differenceOf: (pair: Pair) => number): Estimate | null =>
    Number.isFinite(effect.sdPerHour) ? intervalOf(effectPerHour(pieces, differenceOf), rules.level) : null;
  const probabilities = probabilitiesOf(effect, rules);
  const bounds = alwaysValid(effect, rules.level);
  const regimes = [...new Set(sessions.map((session) => session.regime))].sort();
  const volumePerHour = pieces.whole.challengerVolume / effect.hours;
  const optimisticGain = gained(sumOf(optimistic.flat()));
  const signAgrees = Math.sign(effect.mean) === Math.sign(optimisticGain);
  const facts: Facts = {
    ...probabilities,
    sessions: sessions.length,
    regimes: regimes.length,
    halted: sessions.some((session) => session.halted),
    lowerBound: bounds?.low ?? Number.NEGATIVE_INFINITY,
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
    blocks: pieces.blocks.length,
    hours: effect.hours,
    gainPerHour: intervalOf(effect, rules.level),
    profitPerHour: part(profitDifference),
    markoutPerHour: part(markoutDifference),
    holdingPerHour: part(holdingDifference),
    riskChargePerHour: part((pair) => chargeDifference(pair, rules.riskPrice)),
    // Its width rests on a deviation that fewer sessions do not show.
    alwaysValid: sessions.length < ENOUGH_SESSIONS ? null : bounds,
    profitPer10k:
      rules.resamples === 0
        ? null
        : pairedRatioInterval(pairs, { level: rules.level, resamples: rules.resamples, seed }),
    ...probabilities,
    sessionsNeeded: furtherSessions(effect, sessions.length, rules),
    minimumDetectableEffect: Number.isFinite(effect.sdPerHour)
      ? peekedDetectableEffect(effect.sdPerHour, effect.hours, rules.differenceLevel, POWER)
      : null,
    volumePerHour,
    tradesEnough: volumePerHour >= rules.minVolumePerHour,
    optimisticGainPerHour: optimisticGain / effect.hours,
    signAgrees,
    ...judge(facts, rules),
  };
}

/** Under a prior as wide as the noise of one hour: an hour of evidence is believed by half. */
function probabilitiesOf(
  effect: Effect,
  rules: DecisionRules,
): Pick<Comparison, 'probabilityBetter' | 'probabilityHarm'> {
  if (!Number.isFinite(effect.sdPerHour)) return { probabilityBetter: 0.5, probabilityHarm: 0 };
  const posterior = posteriorOf(effect.mean, effect.standardError, effect.sdPerHour);
  return {
    probabilityBetter: probabilityBetter(posterior),
    probabilityHarm: probabilityHarm(posterior, rules.tolerancePerHour),
  };
}

/** The interval that may be looked at after every session; null while the noise is unknown. */
function alwaysValid({ mean, sdPerHour, hours }: Effect, level: number): Estimate | null {
  if (!Number.isFinite(sdPerHour)) return null;
  const half = alwaysValidHalfWidth(sdPerHour, hours, sdPerHour, 1 - level);
  return { mean, low: mean - half, high: mean + half, level };
}

function differenceOf(effect: Effect, rules: DecisionRules): Facts['difference'] {
  const bounds = alwaysValid(effect, rules.differenceLevel);
  if (bounds === null) return 'unclear';
  if (bounds.low > 0) return 'better';
  return bounds.high < 0 ? 'worse' : 'unclear';
}

/**
 * Paired sessions, as long as those so far, after which an effect as measured has been promoted or rolled back with a
 * probability of 80 %. null while the noise is unknown, or the effect too small or too tolerable for any number.
 */
function furtherSessions(effect: Effect, sessions: number, rules: DecisionRules): number | null {
  const { mean, sdPerHour, hours } = effect;
  if (!Number.isFinite(sdPerHour)) return null;
  const toZero = peekedObservations(Math.abs(mean), sdPerHour, rules.differenceLevel, POWER);
  if (toZero === null) return null;
  if (mean < 0) {
    const beyondTolerance = -mean - rules.tolerancePerHour;
    if (beyondTolerance <= 0) return null;
    const toHarm = plannedObservations(beyondTolerance, sdPerHour, 1 - rules.harmProbability, POWER);
    return Math.max(0, rules.harmSessions - sessions, ahead(Math.max(toZero, toHarm), hours, sessions));
  }
  const toTolerance = peekedObservations(mean + rules.tolerancePerHour, sdPerHour, rules.level, POWER);
  if (toTolerance === null) return null;
  return Math.max(0, rules.promoteSessions - sessions, ahead(Math.max(toZero, toTolerance), hours, sessions));
}

/** Sessions still to come until there are that many hours. */
function ahead(hoursNeeded: number, hours: number, sessions: number): number {
  // A hair of tolerance: sixty blocks of 300 s sum up to a little less than five hours.
  return Math.ceil((hoursNeeded - hours) / (hours / sessions) - 1e-6);
}
