/**
 * The status of a claim. Code alone decides it, again each time, from comparisons that moved the claim's parameter and
 * nothing else; a bundle of changes supports no single claim.
 */

import type { Estimate } from '../../evaluation/comparison.ts';
import { ENOUGH_SESSIONS } from '../../evaluation/decisionRules.ts';
import type { ParameterDeclarations } from '../../strategy/parameters.ts';
import type { LearningRecord } from '../records.ts';
import type { StudySnapshot } from '../studySnapshot.ts';
import { type Direction, observationsIn, type ParameterObservation } from './observation.ts';

/** proposed: nothing decides yet; contested: comparisons speak for and against it. */
export type ClaimStatus = 'proposed' | 'supported' | 'contested' | 'refuted';

/** A comparison that moved the parameter of a claim alone. */
export interface Evidence {
  readonly observation: ParameterObservation;
  /** Gain per hour of the move as it is claimed: of the opposite move, with the opposite sign. */
  readonly effect: Estimate | null;
  readonly speaks: 'for' | 'against' | 'nothing';
}

export interface JudgedClaim {
  readonly claim: LearningRecord;
  readonly status: ClaimStatus;
  /** One a pair of parameter sets, in order of versions. */
  readonly evidence: readonly Evidence[];
  /** The longest comparison that decides something, or the longest at all; null when the move was never measured alone. */
  readonly measured: Evidence | null;
  /** Sessions behind `measured`. */
  readonly sessions: number;
  /** Whether the claimed size overlaps the measured interval; null when one of them is missing. */
  readonly rangeOverlaps: boolean | null;
  /** Comparisons in which other parameters moved too: they do not test the claim. */
  readonly bundled: number;
}

/** All claims on record, oldest first. */
export function judgeClaims(study: StudySnapshot, declarations: ParameterDeclarations): JudgedClaim[] {
  const { tolerancePerHour } = study.rules;
  const scopes = new Set(study.learnings.map((claim) => claim.scope));
  const observed = new Map([...scopes].map((scope) => [scope, observationsIn(scope, study, declarations)]));
  return study.learnings.map((claim) => judgeClaim(claim, observed.get(claim.scope) ?? [], tolerancePerHour));
}

/**
 * `observations` are those of the claim's scope. An interval inside ± `tolerancePerHour` (quote currency) shows that a
 * move has no relevant effect.
 */
export function judgeClaim(
  claim: LearningRecord,
  observations: readonly ParameterObservation[],
  tolerancePerHour: number,
): JudgedClaim {
  const own = observations.filter(
    ({ change, direction }) => change.parameter === claim.parameter && signOf(direction, claim.direction) !== 0,
  );
  const alone = own.filter((observation) => observation.together.length === 0);
  const evidence = longestOfPairs(alone).map((one) => evidenceOf(one, claim, tolerancePerHour));
  const deciding = evidence.filter((one) => one.speaks !== 'nothing');
  const measured = longest(deciding.length > 0 ? deciding : evidence);
  return {
    claim,
    status: statusOf(deciding),
    evidence,
    measured,
    sessions: measured?.observation.comparison.sessions ?? 0,
    rangeOverlaps: overlaps(claim.effectRange, measured?.effect ?? null),
    bundled: own.length - alone.length,
  };
}

function statusOf(deciding: readonly Evidence[]): ClaimStatus {
  const forIt = deciding.some((one) => one.speaks === 'for');
  const againstIt = deciding.some((one) => one.speaks === 'against');
  if (forIt && againstIt) return 'contested';
  if (forIt) return 'supported';
  return againstIt ? 'refuted' : 'proposed';
}

/** 1 when the observed move is the claimed one, −1 when it is the opposite, 0 when it is another kind of move. */
function signOf(observed: Direction, claimed: LearningRecord['direction']): 1 | -1 | 0 {
  const moves: Readonly<Record<LearningRecord['direction'], readonly [same: Direction, opposite: Direction]>> = {
    raise: ['raised', 'lowered'],
    lower: ['lowered', 'raised'],
    'switch-on': ['switched on', 'switched off'],
    'switch-off': ['switched off', 'switched on'],
  };
  const [same, opposite] = moves[claimed];
  if (observed === same) return 1;
  return observed === opposite ? -1 : 0;
}

/** Comparisons of one pair rest on the same sessions, the longest on all of them. */
function longestOfPairs(observations: readonly ParameterObservation[]): ParameterObservation[] {
  const pairs = new Map<string, ParameterObservation>();
  for (const observation of observations) {
    const key = observation.pair.join('/');
    const known = pairs.get(key);
    if (known === undefined || observation.comparison.blocks > known.comparison.blocks) pairs.set(key, observation);
  }
  return [...pairs.values()];
}

function evidenceOf(observation: ParameterObservation, claim: LearningRecord, tolerancePerHour: number): Evidence {
  const { comparison, direction } = observation;
  const same = signOf(direction, claim.direction) === 1;
  const effect = same || comparison.gainPerHour === null ? comparison.gainPerHour : opposite(comparison.gainPerHour);
  return { observation, effect, speaks: speaking(observation, effect, same, claim.effect, tolerancePerHour) };
}

function speaking(
  { says, comparison }: ParameterObservation,
  effect: Estimate | null,
  same: boolean,
  claimed: LearningRecord['effect'],
  tolerancePerHour: number,
): Evidence['speaks'] {
  if (claimed === 'none') {
    const negligible = effect !== null && effect.low >= -tolerancePerHour && effect.high <= tolerancePerHour;
    if (negligible && comparison.sessions >= ENOUGH_SESSIONS) return 'for';
    return says === 'nothing' ? 'nothing' : 'against';
  }
  if (says === 'nothing') return 'nothing';
  const better = (says === 'better') === same;
  return better === (claimed === 'better') ? 'for' : 'against';
}

function opposite({ mean, low, high, level }: Estimate): Estimate {
  return { mean: -mean, low: -high, high: -low, level };
}

function longest(evidence: readonly Evidence[]): Evidence | null {
  const blocks = (one: Evidence): number => one.observation.comparison.blocks;
  return evidence.reduce<Evidence | null>((a, b) => (a === null || blocks(b) > blocks(a) ? b : a), null);
}

function overlaps(range: LearningRecord['effectRange'], effect: Estimate | null): boolean | null {
  if (range === null || effect === null) return null;
  return range[0] <= effect.high && range[1] >= effect.low;
}
