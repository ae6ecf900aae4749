/** Races over recorded markets: which one chose a version, what that means for its evidence, and how far the choice can be trusted. */

import type { Comparison } from '../evaluation/comparison.ts';
import { overfitting } from '../evaluation/overfitting.ts';
import { amountText } from '../market/money.ts';
import { type Parameters, sameParameters } from '../strategy/parameters.ts';
import type { LaneIndex } from './laneIndex.ts';
import type { MarketSource, ProposalRecord, RaceRecord, VersionRecord } from './records.ts';
import type { PastRound } from './rounds.ts';
import type { StudyRecords } from './studyRecords.ts';

/** What a proposal would make of its base; null when that is not among the versions. */
export function proposedParameters(
  { base, changes }: Pick<ProposalRecord, 'base' | 'changes'>,
  versions: readonly VersionRecord[],
): Parameters | null {
  const from = versions.find(({ number }) => number === base);
  if (from === undefined) return null;
  return { ...from.parameters, ...Object.fromEntries(changes.map(({ parameter, to }) => [parameter, to])) };
}

/** The proposal that a version came of, as it was proposed. null without one, and for a version that a person made of it with other parameters. */
export function proposalOfVersion(
  version: VersionRecord,
  { versions, proposals }: Pick<StudyRecords, 'versions' | 'proposals'>,
): ProposalRecord | null {
  const proposal = version.proposalId === null ? undefined : proposals.find(({ id }) => id === version.proposalId);
  const proposed = proposal === undefined ? null : proposedParameters(proposal, versions);
  return proposal !== undefined && proposed !== null && sameParameters(proposed, version.parameters) ? proposal : null;
}

/** The race that chose a version. null without one, and for a version that a person made of the proposal with other parameters than those that raced. */
export function raceOfVersion(
  version: VersionRecord,
  versions: readonly VersionRecord[],
  proposals: readonly ProposalRecord[],
): RaceRecord | null {
  return proposalOfVersion(version, { versions, proposals })?.race ?? null;
}

/** Names of what it ran over, in the order of `byMarket`. */
export function marketsOf({ sessions, tapes }: RaceRecord): string[] {
  return [...sessions.map(String), ...tapes.map(({ sha256, fromUs, toUs }) => `${sha256} ${fromUs} ${toUs}`)];
}

/**
 * Markets of the races and trials that chose these versions or their ancestors, most of whose parameters they have. To win there
 * again is no new evidence.
 */
export function marketsChosenOn(
  numbers: readonly number[],
  study: Pick<StudyRecords, 'versions' | 'sessions' | 'proposals'> & { readonly laneIndex: LaneIndex },
): MarketSource[] {
  return [...withAncestors(numbers, study.versions)].flatMap((version) => {
    const proposal = proposalOfVersion(version, study);
    return proposal === null ? [] : [...marketsRacedOn(proposal, study), ...marketsTriedOn(proposal, study)];
  });
}

/** Markets of the race of a proposal. */
export function marketsRacedOn(
  { race }: Pick<ProposalRecord, 'race'>,
  { sessions }: Pick<StudyRecords, 'sessions'>,
): MarketSource[] {
  if (race === null) return [];
  const raced = new Set(race.sessions);
  return [...sessions.flatMap(({ number, source }) => (raced.has(number) ? [source] : [])), ...race.tapes];
}

function marketsTriedOn(
  proposal: ProposalRecord,
  { sessions, laneIndex }: Pick<StudyRecords, 'sessions'> & { readonly laneIndex: LaneIndex },
): MarketSource[] {
  const chose = sessionsThatChose(proposal, laneIndex);
  return sessions.flatMap(({ id, source }) => (chose.has(id) ? [source] : []));
}

/** Ids of the sessions of a candidate's trials that chose it for review, or may choose it while it is on trial. */
export function sessionsThatChose(
  { id, trial }: Pick<ProposalRecord, 'id' | 'trial'>,
  laneIndex: LaneIndex,
): ReadonlySet<number> {
  if (trial === null) return new Set();
  const last = trial.chosenAfter ?? Number.POSITIVE_INFINITY;
  return new Set([...laneIndex.trialsOf(id).keys()].filter((session) => session <= last));
}

function withAncestors(numbers: readonly number[], versions: readonly VersionRecord[]): Set<VersionRecord> {
  const found = new Set<VersionRecord>();
  const byNumber = new Map(versions.map((version) => [version.number, version]));
  for (const number of numbers) {
    let at = byNumber.get(number);
    while (at !== undefined && !found.has(at)) {
      found.add(at);
      at = at.parent === null ? undefined : byNumber.get(at.parent);
    }
  }
  return found;
}

/** Holds back a promotion that the version's own race contradicts, and adds the reason. Other comparisons stay as they are. */
export function heldByReplay(
  comparison: Comparison,
  versions: readonly VersionRecord[],
  proposals: readonly ProposalRecord[],
  currency: string,
): Comparison {
  if (comparison.verdict !== 'promote') return comparison;
  const version = versions.find(({ number }) => number === comparison.challenger);
  const race = version === undefined ? null : raceOfVersion(version, versions, proposals);
  const replayed = race?.champion === comparison.champion ? race.gainPerHour?.mean : undefined;
  if (replayed === undefined || replayed >= 0) return comparison;
  return {
    ...comparison,
    verdict: 'keep-testing',
    reason: `${comparison.reason}; held back: on ${race?.byMarket.length} recorded markets it did worse than v${comparison.champion} (−${amountText(replayed, currency)} an hour)`,
  };
}

export interface RaceOverfitting {
  /** Number of the session after which the race was run. */
  readonly session: number;
  readonly candidates: number;
  readonly markets: number;
  /** Share of the splits in which the best of one half of the markets is no better than the median on the other half. */
  readonly probability: number;
  readonly splits: number;
}

const LEAST_CANDIDATES = 4;
const LEAST_MARKETS = 4;
/** Six markets make 20 splits; a race has no more. */
const MOST_GROUPS = 6;

/**
 * The overfitting of the newest race that allows it; a sentence where none does. Only candidates that ran over the same markets
 * can be compared, so candidates that left the race earlier are not counted.
 */
export function raceOverfitting(rounds: readonly PastRound[]): RaceOverfitting | string {
  for (const { session, taken, passedOver } of rounds.toReversed()) {
    const rows = longestRace([...taken, ...passedOver]);
    const markets = rows[0]?.length ?? 0;
    if (markets < LEAST_MARKETS) continue;
    const groups = Math.min(MOST_GROUPS, markets - (markets % 2));
    return { session: session.number, candidates: rows.length, markets, ...overfitting(rows, groups) };
  }
  return `No race was run to its end by ${LEAST_CANDIDATES} candidates over ${LEAST_MARKETS} markets.`;
}

/** Gains on the largest set of markets that at least four candidates all ran over: a row a candidate, a column a market. Empty if there is none. */
function longestRace(proposals: readonly ProposalRecord[]): readonly (readonly number[])[] {
  const races = proposals.flatMap(({ race }) => (race === null ? [] : [gainByMarket(race)]));
  const comparable = races.flatMap((markets) => {
    const rows = races.filter((other) => [...markets.keys()].every((market) => other.has(market)));
    const gains = rows.map((row) => [...markets.keys()].map((market) => row.get(market) as number));
    return gains.length < LEAST_CANDIDATES ? [] : [gains];
  });
  return comparable.sort(([a], [b]) => (b?.length ?? 0) - (a?.length ?? 0))[0] ?? [];
}

function gainByMarket(race: RaceRecord): ReadonlyMap<string, number> {
  return new Map(marketsOf(race).map((market, i) => [market, race.byMarket[i] as number]));
}
