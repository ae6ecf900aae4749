/** Where a study stands: who is champion, what is known of every version, where to explore from. Derived, never stored. */

import type { Comparison } from '../evaluation/comparison.ts';
import type { DecisionRules } from '../evaluation/decisionRules.ts';
import { chained, effectOf, type MeasuredGain } from '../evaluation/effect.ts';
import { asBestGuess } from '../evaluation/verdict.ts';
import { childSeed } from '../market/rng.ts';
import { type ComparedInput, compareVersions } from './compareVersions.ts';
import { distinctSessions } from './distinctSessions.ts';
import { expectedOf, type Guess, guessOf } from './guess.ts';
import { lanesOf } from './laneIndex.ts';
import { raceOfVersion } from './raceOfVersion.ts';
import type { ProposalRecord, RaceRecord, SessionRecord, StudyRecord, VersionRecord } from './records.ts';
import { replayTrust } from './replayTrust.ts';

/** Of being better than the champion, by sessions and race together, before a version is recommended over it. */
export const RECOMMEND_PROBABILITY = 0.8;

const NOTHING = { mean: 0, standardError: 0 };
/** Of the champion against itself. */
const NO_GAIN: MeasuredGain = { ...NOTHING, markout: NOTHING, holding: NOTHING, riskCharge: NOTHING };

export interface VersionStanding {
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

export interface Standing {
  readonly champion: number;
  /** The best belief so far: where the next proposal starts. The champion unless another version looks better. */
  readonly centre: number;
  /**
   * What to run if nothing more were measured: the best guess of those that sessions and race together make probable enough,
   * else the champion.
   */
  readonly recommended: number;
  readonly versions: readonly VersionStanding[];
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

/** Derives the whole standing. `seed` feeds the bootstrap of the comparisons. */
export function standingOf(input: StandingInput, rules: DecisionRules, seed: string): Standing {
  const champion = championOf(input);
  const earlier = champions(input).slice(0, -1).reverse();
  const trust = replayTrust(input).weight;
  const prior = expectedOf(input.proposals, champion, trust, rules.expectedEffectPerHour);
  const versions = input.versions.map((version): VersionStanding => {
    const volumePerHour = volumePerHourOf(version.number, input);
    const comparison = compareVersions(
      version.number,
      champion,
      input,
      rules,
      childSeed(seed, version.number, champion),
    );
    if (comparison !== null) {
      return {
        version,
        volumePerHour,
        comparison,
        effect: effectOf(comparison),
        hours: comparison.hours,
        guess: guessOf(comparison, raceOf(version, champion, input), trust, prior),
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
      ...linkedTo(champion, version.number, earlier, input, rules, seed),
    };
  });
  const centre = bestGuess(champion, versions, 0);
  const recommended = bestGuess(champion, versions, RECOMMEND_PROBABILITY);
  return {
    champion,
    centre,
    recommended,
    versions: versions.map((standing) => guessing(standing, centre, rules.currency)),
  };
}

/** The centre's comparison says that exploration goes on from it. */
function guessing(standing: VersionStanding, centre: number, currency: string): VersionStanding {
  const { version, comparison, guess } = standing;
  if (version.number !== centre || comparison === null) return standing;
  return { ...standing, comparison: asBestGuess(comparison, guess?.mean ?? 0, currency) };
}

/**
 * What a session taught: every version that ran in it compared with its champion, over all that the two share so far.
 * Against a champion who has lost the title since, no version is the best guess. `seed` as for {@link standingOf}.
 */
export function comparisonsAfter(
  session: SessionRecord,
  input: StandingInput,
  rules: DecisionRules,
  seed: string,
): Comparison[] {
  const ran = new Set(input.lanes.filter((lane) => lane.sessionId === session.id).map((lane) => lane.version));
  if (championOf(input) === session.champion) {
    const { versions } = standingOf(input, { ...rules, resamples: 0 }, seed);
    // Intervals of ratios take most of the time: only for those that are told of.
    return versions.flatMap(({ version: { number }, comparison }): Comparison[] => {
      if (comparison === null || !ran.has(number)) return [];
      const whole = compareVersions(number, session.champion, input, rules, childSeed(seed, number, session.champion));
      return [{ ...comparison, profitPer10k: whole?.profitPer10k ?? null }];
    });
  }
  return [...ran].flatMap(
    (version) =>
      compareVersions(version, session.champion, input, rules, childSeed(seed, version, session.champion)) ?? [],
  );
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
  seed: string,
): Pick<VersionStanding, 'effect' | 'hours' | 'rolledBack'> {
  const linked = effectThrough(version, champion, earlier, input, rules, seed);
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
  seed: string,
): LinkedEffect | null {
  for (const link of links) {
    const first = compareVersions(version, link, input, rules, childSeed(seed, version, link));
    const second = compareVersions(link, base, input, rules, childSeed(seed, link, base));
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
 * The best guess among the versions that may be one, of those that are better than the champion with that probability at least;
 * the champion's own is zero.
 */
export function bestGuess(champion: number, versions: readonly VersionStanding[], probability: number): number {
  let centre = champion;
  let best = 0;
  for (const { version, comparison, guess, rolledBack } of versions) {
    // Without an effect of its own it never differed from the champion: a race alone recommends nothing.
    if (comparison === null || guess === null || rolledBack || effectOf(comparison) === null) continue;
    if (!comparison.signAgrees || !comparison.tradesEnough || guess.mean <= best) continue;
    if (guess.probabilityBetter < probability) continue;
    best = guess.mean;
    centre = version.number;
  }
  return centre;
}
