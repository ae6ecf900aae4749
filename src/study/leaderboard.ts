/** Where a study stands: who is champion, what is known of every version, where to explore from. Derived, never stored. */

import { unbiased } from '../evaluation/beliefs.ts';
import type { Comparison } from '../evaluation/comparison.ts';
import type { DecisionRules } from '../evaluation/decisionRules.ts';
import { chained, effectOf, type MeasuredGain, mirrored } from '../evaluation/effect.ts';
import { asBestGuess } from '../evaluation/verdict.ts';
import { type ComparedInput, compareVersions } from './compareVersions.ts';
import { distinctSessions } from './distinctSessions.ts';
import { expectedOf, type Guess, guessOf } from './guess.ts';
import { lanesOf } from './laneIndex.ts';
import { raceOfVersion } from './raceOfVersion.ts';
import type { ProposalRecord, RaceRecord, SessionRecord, StudyRecord, VersionRecord } from './records.ts';
import { replayTrust } from './replayTrust.ts';

/** Of being better than the champion, by sessions and race together, before a version is recommended over it. */
export const RECOMMEND_PROBABILITY = 0.8;
/** Market time beside the champion before that: minutes do not show how loud an hour is. */
export const RECOMMEND_HOURS = 1;

const NOTHING = { mean: 0, standardError: 0 };
/** Of the champion against itself. */
const NO_GAIN: MeasuredGain = { ...NOTHING, markout: NOTHING, holding: NOTHING, riskCharge: NOTHING };

export interface LeaderboardRow {
  readonly version: VersionRecord;
  /** Gain per hour against the current champion; null while there is no paired session. */
  readonly effect: MeasuredGain | null;
  /** Market time that it rests on; 0 for the champion. */
  readonly hours: number;
  /** Over all completed sessions, quote currency; null before the first. */
  readonly volumePerHour: number | null;
  /** The comparison with the champion; null for the champion itself and for what never ran beside it. */
  readonly comparison: Comparison | null;
  /** What sessions and race together make one believe of it against the champion; null for the champion and without a comparison. */
  readonly guess: Guess | null;
  readonly rolledBack: boolean;
}

export interface Leaderboard {
  readonly champion: number;
  /** The best belief so far: where the next proposal starts. The champion unless another version looks better. */
  readonly centre: number;
  /**
   * What to run if nothing more were measured: the best guess of those that sessions and race together make probable enough,
   * else the champion.
   */
  readonly recommended: number;
  readonly versions: readonly LeaderboardRow[];
}

export interface StandingInput extends ComparedInput {
  readonly study: StudyRecord;
  readonly proposals: readonly ProposalRecord[];
}

/** The version that holds the title: the first, until a promotion or a rollback names another. */
export function championOf({ versions, decisions }: Pick<ComparedInput, 'versions' | 'decisions'>): number {
  const named = decisions.filter((d) => d.version !== null && (d.kind === 'promote' || d.kind === 'rollback')).at(-1);
  return named?.version ?? versions[0]?.number ?? 1;
}

/** Derives the whole standing. */
export function leaderboardOf(input: StandingInput, rules: DecisionRules): Leaderboard {
  const champion = championOf(input);
  const earlier = champions(input).slice(0, -1).reverse();
  const beliefs = beliefsAgainst(champion, input, rules);
  const versions = input.versions.map((version): LeaderboardRow => {
    const volumePerHour = volumePerHourOf(version.number, input);
    const guess = beliefs(version);
    const comparison = compareVersions(version.number, champion, input, rules, guess);
    if (comparison !== null) {
      const effect = effectOf(comparison);
      return {
        version,
        volumePerHour,
        comparison,
        effect,
        hours: comparison.hours,
        guess: guess(effect, comparison.hours),
        rolledBack: comparison.verdict === 'roll-back',
      };
    }
    if (version.number === champion) {
      return {
        version,
        volumePerHour,
        comparison,
        effect: NO_GAIN,
        hours: 0,
        guess: null,
        rolledBack: false,
      };
    }
    return {
      version,
      volumePerHour,
      comparison,
      guess: null,
      ...linkedTo(champion, version.number, earlier, input, rules),
    };
  });
  const centre = bestGuess(champion, versions, 0);
  const recommended = bestGuess(champion, versions, RECOMMEND_PROBABILITY, RECOMMEND_HOURS);
  return {
    champion,
    centre,
    recommended,
    versions: versions.map((standing) => guessing(standing, centre, rules.currency)),
  };
}

/** What all that is known makes one believe of a measured gain; one that never differed from the other side is not believed by its race alone. */
type Believe = (measured: MeasuredGain | null, hours: number) => Guess | null;

/** Of each version against the champion. */
function beliefsAgainst(
  champion: number,
  input: StandingInput,
  rules: DecisionRules,
): (version: VersionRecord) => Believe {
  const trust = replayTrust(input).weight;
  const priors = expectedOf(input.proposals, champion, trust, rules.expectedEffectPerHour);
  return (version) => {
    const background = { race: raceOf(version, champion, input), trust, priors };
    return (measured, hours) => (measured === null ? null : guessOf(measured, hours, background));
  };
}

/**
 * What to believe of any two versions: of one against the champion what the standing says, of the champion against one the same
 * mirrored; of two others their sessions alone, under what changes are expected to be worth either way.
 */
export function beliefOfPair(
  version: VersionRecord,
  against: VersionRecord,
  input: StandingInput,
  rules: DecisionRules,
): Believe {
  const champion = championOf(input);
  if (against.number === champion) return beliefsAgainst(champion, input, rules)(version);
  if (version.number === champion) {
    const ofChampion = beliefsAgainst(champion, input, rules)(against);
    return (measured, hours) => {
      const guess = ofChampion(measured === null ? null : mirrored(measured), hours);
      if (guess === null) return null;
      const before = { ...guess.before, mean: -guess.before.mean };
      return { ...guess, mean: -guess.mean, probabilityBetter: 1 - guess.probabilityBetter, before };
    };
  }
  const trust = replayTrust(input).weight;
  const priors = unbiased(expectedOf(input.proposals, champion, trust, rules.expectedEffectPerHour));
  return (measured, hours) => (measured === null ? null : guessOf(measured, hours, { race: null, trust, priors }));
}

/** The centre's comparison says that exploration goes on from it. */
function guessing(standing: LeaderboardRow, centre: number, currency: string): LeaderboardRow {
  const { version, comparison, guess } = standing;
  if (version.number !== centre || comparison === null) return standing;
  return { ...standing, comparison: asBestGuess(comparison, guess?.mean ?? 0, currency) };
}

/**
 * What a session taught: every version that ran in it compared with its champion, over all that the two share so far.
 * Against a champion who has lost the title since, no version is the best guess.
 */
export function comparisonsAfter(session: SessionRecord, input: StandingInput, rules: DecisionRules): Comparison[] {
  const ran = new Set(input.lanes.filter((lane) => lane.sessionId === session.id).map((lane) => lane.version));
  if (championOf(input) === session.champion) {
    const { versions } = leaderboardOf(input, rules);
    return versions.flatMap(({ version: { number }, comparison }) =>
      comparison === null || !ran.has(number) ? [] : [comparison],
    );
  }
  return [...ran].flatMap((version) => compareVersions(version, session.champion, input, rules) ?? []);
}

function volumePerHourOf(version: number, { sessions, lanes }: StandingInput): number | null {
  let volume = 0;
  let hours = 0;
  const runs = lanesOf(version, lanes);
  for (const { id } of distinctSessions(sessions.filter((session) => runs.has(session.id)))) {
    const lane = runs.get(id)?.pessimistic;
    if (lane === undefined) continue;
    volume += lane.metrics.volume;
    hours += (lane.blocks.blockSeconds * lane.blocks.profit.length) / 3600;
  }
  return hours === 0 ? null : volume / hours;
}

/** Every champion in the order in which they held the title; the present one is last. */
export function champions(input: Pick<ComparedInput, 'versions' | 'decisions'>): number[] {
  const named = input.decisions.flatMap((d) =>
    d.version !== null && (d.kind === 'promote' || d.kind === 'rollback') ? [d.version] : [],
  );
  const first = input.versions[0]?.number ?? 1;
  return [first, ...named];
}

function linkedTo(
  champion: number,
  version: number,
  earlier: readonly number[],
  input: StandingInput,
  rules: DecisionRules,
): Pick<LeaderboardRow, 'effect' | 'hours' | 'rolledBack'> {
  const linked = effectThrough(version, champion, earlier, input, rules);
  const { effect = null, hours = 0, first } = linked ?? {};
  return { effect, hours, rolledBack: first?.verdict === 'roll-back' };
}

/** What a version was worth against a third one, plus what that one was worth against `base`. */
export interface LinkedEffect {
  readonly effect: MeasuredGain;
  /** Market time of the shorter of the two comparisons. */
  readonly hours: number;
  /** The third version. */
  readonly through: number;
  /** The comparison with it. */
  readonly first: Comparison;
}

/** Through the first of `links` that ran beside both; null when none did. */
export function effectThrough(
  version: number,
  base: number,
  links: readonly number[],
  input: ComparedInput,
  rules: DecisionRules,
): LinkedEffect | null {
  for (const link of links) {
    const first = compareVersions(version, link, input, rules);
    const second = compareVersions(link, base, input, rules);
    if (first === null || second === null) continue;
    const a = effectOf(first);
    const b = effectOf(second);
    if (a === null || b === null) continue;
    return { effect: chained(a, b), hours: Math.min(first.hours, second.hours), through: link, first };
  }
  return null;
}

/** The race of a version, if it was against this champion. */
function raceOf(version: VersionRecord, champion: number, { versions, proposals }: StandingInput): RaceRecord | null {
  const race = raceOfVersion(version, versions, proposals);
  return race?.champion === champion ? race : null;
}

/**
 * The best guess among the versions that may be one, of those that are better than the champion with that probability at least and
 * ran beside it for so long; the champion's own is zero.
 */
export function bestGuess(
  champion: number,
  versions: readonly LeaderboardRow[],
  probability: number,
  leastHours = 0,
): number {
  let centre = champion;
  let best = 0;
  for (const { version, comparison, guess, rolledBack } of versions) {
    // Without an effect of its own it never differed from the champion: a race alone recommends nothing.
    if (comparison === null || guess === null || rolledBack || effectOf(comparison) === null) continue;
    if (!comparison.signAgrees || !comparison.tradesEnough || guess.mean <= best) continue;
    // A hair of tolerance: twelve blocks of 300 s sum up to a little less than an hour.
    if (guess.probabilityBetter < probability || comparison.hours < leastHours - 1e-6) continue;
    best = guess.mean;
    centre = version.number;
  }
  return centre;
}
