/** What is known of every version of a study, where to explore from, and what to recommend. Derived, never stored. */

import { withoutPriorMean } from '../evaluation/beliefs.ts';
import { hoursOfBlocks } from '../evaluation/blocks.ts';
import type { Comparison } from '../evaluation/comparison.ts';
import {
  chained,
  effectOf,
  type GainOverHours,
  type MeasuredGain,
  mirrored,
  pooledGain,
} from '../evaluation/effect.ts';
import { asBestGuess } from '../evaluation/verdict.ts';
import { champions } from './champions.ts';
import { type ComparedStudy, compareVersions } from './comparisons.ts';
import { type Guess, guessOf, type StudyWithPriors } from './guess.ts';
import type { RaceRecord, VersionRecord } from './records.ts';
import { distinctSessions } from './sessions.ts';
import { measuredBy } from './trials.ts';

/** Of being better than the champion, by sessions and race together, before a version is recommended over it. */
export const RECOMMEND_PROBABILITY = 0.8;
/** Market time beside the champion before that: minutes do not show how much an hour varies. */
export const RECOMMEND_HOURS = 1;

const NOTHING = { mean: 0, standardError: 0 };
/** Of the champion against itself. */
const NO_GAIN: MeasuredGain = { ...NOTHING, markout: NOTHING, holding: NOTHING, riskCharge: NOTHING };

export interface LeaderboardRow {
  readonly version: VersionRecord;
  /** Gain per hour against the current champion, by sessions and trials; null while there is no paired session. */
  readonly effect: MeasuredGain | null;
  /** Market time that it rests on; 0 for the champion. */
  readonly hours: number;
  /** Over all completed sessions, quote currency; null before the first. */
  readonly volumePerHour: number | null;
  /** The comparison with the champion; null for the champion itself and for what never ran beside it. */
  readonly comparison: Comparison | null;
  /** The comparison over the sessions of its trials that chose it; null without trials against this champion. */
  readonly trial: Comparison | null;
  /** The estimate against the champion by sessions, trials and race together; null for the champion, and without a comparison and a trial. */
  readonly guess: Guess | null;
  readonly rolledBack: boolean;
}

export interface Leaderboard {
  readonly champion: number;
  /** The version with the best estimate so far: where the next proposal starts. The champion unless another looks better. */
  readonly centre: number;
  /**
   * What to run if nothing more were measured: the best guess of those that sessions and race together make probable enough,
   * else the champion.
   */
  readonly recommended: number;
  readonly versions: readonly LeaderboardRow[];
}

/** Computed once a snapshot: take its `leaderboard`. */
export function leaderboardOf(study: StudyWithPriors): Leaderboard {
  const { champion } = study;
  const earlier = champions(study).slice(0, -1).reverse();
  const versions = study.versions.map((version): LeaderboardRow => {
    const volumePerHour = volumePerHourOf(version.number, study);
    const guess = guessAgainstChampion(version, study);
    const comparison = compareVersions(version.number, champion, study, guess);
    const trial = version.number === champion ? null : trialOf(version, study);
    if (comparison !== null || trial !== null) {
      const own = comparison === null ? null : effectOf(comparison);
      const ownHours = comparison?.hours ?? 0;
      const measured = [measuredBy(comparison), trialGainOf(version, study)].filter((one) => one !== null);
      return {
        version,
        volumePerHour: volumePerHour ?? trial?.volumePerHour ?? null,
        comparison,
        trial,
        effect: measured.length === 0 ? null : pooledGain(measured),
        hours: ownHours + (trial?.hours ?? 0),
        guess: guess(own, ownHours),
        rolledBack: comparison?.verdict === 'roll-back',
      };
    }
    if (version.number === champion) {
      return {
        version,
        volumePerHour,
        comparison,
        trial,
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
      trial,
      guess: null,
      ...linkedTo(champion, version.number, earlier, study),
    };
  });
  const centre = bestGuess(champion, versions, 0);
  const recommended = bestGuess(champion, versions, RECOMMEND_PROBABILITY, RECOMMEND_HOURS);
  return {
    champion,
    centre,
    recommended,
    versions: versions.map((row) => withBestGuess(row, centre, study.rules.currency)),
  };
}

/** The estimate of a measured gain by all evidence; null where nothing was measured, since a race alone is not enough. */
type GuessFrom = (measured: MeasuredGain | null, hours: number) => Guess | null;

function guessAgainstChampion(version: VersionRecord, study: StudyWithPriors): GuessFrom {
  const { trust, priors } = study;
  const trial = trialGainOf(version, study);
  const background = { race: raceAgainstChampion(version, study), trial, trust: trust.weight, priors };
  return (measured, hours) => (measured === null && trial === null ? null : guessOf(measured, hours, background));
}

/** What the trials that chose a version measured against the champion. */
function trialOf(version: VersionRecord, study: StudyWithPriors): Comparison | null {
  const proposal = study.proposalOf(version);
  return proposal === null ? null : study.trialComparison(proposal);
}

function trialGainOf(version: VersionRecord, study: StudyWithPriors): GainOverHours | null {
  const proposal = study.proposalOf(version);
  return proposal === null ? null : study.trialGain(proposal);
}

/**
 * Estimates for any two versions. Against the champion it is that of the leaderboard, for the champion against another version
 * the same mirrored. For two others it is by their sessions alone, under priors around zero.
 */
export function guessOfPair(version: VersionRecord, against: VersionRecord, study: StudyWithPriors): GuessFrom {
  const { champion } = study;
  if (against.number === champion) return guessAgainstChampion(version, study);
  if (version.number === champion) {
    const ofChampion = guessAgainstChampion(against, study);
    return (measured, hours) => {
      const guess = ofChampion(measured === null ? null : mirrored(measured), hours);
      if (guess === null) return null;
      const before = { ...guess.before, mean: -guess.before.mean };
      return { ...guess, mean: -guess.mean, probabilityBetter: 1 - guess.probabilityBetter, before };
    };
  }
  const background = { race: null, trial: null, trust: study.trust.weight, priors: withoutPriorMean(study.priors) };
  return (measured, hours) => (measured === null ? null : guessOf(measured, hours, background));
}

/** Marks the centre's comparison as the one that exploration goes on from. */
function withBestGuess(row: LeaderboardRow, centre: number, currency: string): LeaderboardRow {
  const { version, comparison, guess } = row;
  if (version.number !== centre || comparison === null) return row;
  return { ...row, comparison: asBestGuess(comparison, guess?.mean ?? 0, currency) };
}

function volumePerHourOf(version: number, study: ComparedStudy): number | null {
  const { laneIndex } = study;
  let volume = 0;
  let hours = 0;
  const runs = laneIndex.lanesOf(version);
  const ran = [...runs.keys()].flatMap((id) => study.session(id) ?? []).sort((a, b) => a.number - b.number);
  for (const { id } of distinctSessions(ran)) {
    const lane = runs.get(id)?.pessimistic;
    if (lane === undefined) continue;
    volume += lane.metrics.volume;
    hours += hoursOfBlocks(lane.blocks);
  }
  return hours === 0 ? null : volume / hours;
}

function linkedTo(
  champion: number,
  version: number,
  earlier: readonly number[],
  study: ComparedStudy,
): Pick<LeaderboardRow, 'effect' | 'hours' | 'rolledBack'> {
  const linked = effectThrough(version, champion, earlier, study);
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
  study: ComparedStudy,
): LinkedEffect | null {
  for (const link of links) {
    const first = study.comparison(version, link);
    const second = study.comparison(link, base);
    if (first === null || second === null) continue;
    const a = effectOf(first);
    const b = effectOf(second);
    if (a === null || b === null) continue;
    return { effect: chained(a, b), hours: Math.min(first.hours, second.hours), through: link, first };
  }
  return null;
}

/** The race of a version, if it was against the present champion. */
function raceAgainstChampion(version: VersionRecord, study: StudyWithPriors): RaceRecord | null {
  const race = study.proposalOf(version)?.race ?? null;
  return race?.champion === study.champion ? race : null;
}

/**
 * The version with the highest estimated gain among those that are better than the champion with at least `probability` and ran
 * beside it for at least `leastHours`; the champion, whose gain is zero, if none of them gains.
 */
export function bestGuess(
  champion: number,
  versions: readonly LeaderboardRow[],
  probability: number,
  leastHours = 0,
): number {
  let centre = champion;
  let best = 0;
  for (const { version, comparison, trial, effect, hours, guess, rolledBack } of versions) {
    const measured = comparison ?? trial;
    // Without an effect of its own it never differed from the champion: a race alone recommends nothing.
    if (measured === null || guess === null || rolledBack || effect === null) continue;
    if (!measured.signAgrees || !measured.tradesEnough || guess.mean <= best) continue;
    // A small tolerance: twelve blocks of 300 s sum up to a little less than an hour.
    if (guess.probabilityBetter < probability || hours < leastHours - 1e-6) continue;
    best = guess.mean;
    centre = version.number;
  }
  return centre;
}

/** The acting version may be one of them. More would hardly improve the choice and slow every session down. */
const MOST_CONTENDERS = 4;

/** Numbers, the most promising first: by the estimate plus one standard deviation, so that versions with little evidence are not left out. */
export function contendersOf({ versions }: Pick<Leaderboard, 'versions'>): number[] {
  return versions
    .filter(({ comparison, trial }) => {
      const measured = comparison ?? trial;
      return measured?.tradesEnough && measured.signAgrees;
    })
    .flatMap(({ version, guess, rolledBack }) =>
      guess === null || rolledBack ? [] : [{ number: version.number, high: guess.mean + guess.sd }],
    )
    .filter(({ high }) => high > 0)
    .sort((a, b) => b.high - a.high)
    .slice(0, MOST_CONTENDERS)
    .map(({ number }) => number);
}
