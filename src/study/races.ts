/** Races over recorded markets: which one chose a version, what that means for its evidence, and how far the choice can be trusted. */

import type { Comparison } from '../evaluation/comparison.ts';
import { overfitting } from '../evaluation/overfitting.ts';
import { amountText } from '../market/money.ts';
import { type Parameters, sameParameters } from '../strategy/parameters.ts';
import type { EvidenceMemory } from './evidenceMemory.ts';
import type { LaneIndex } from './laneIndex.ts';
import { MarketSet, overlap } from './marketSet.ts';
import type { MarketSource, ProposalRecord, RaceRecord, SessionRecord, VersionRecord } from './records.ts';
import type { PastRound } from './rounds.ts';
import type { StudyRecords } from './studyRecords.ts';

/** @param versions in order of number, which has no gaps unless some are left out */
function versionNumbered(versions: readonly VersionRecord[], number: number): VersionRecord | null {
  const there = versions[number - 1];
  return there?.number === number ? there : (versions.find((version) => version.number === number) ?? null);
}

/** @param proposals oldest first: in order of id */
function proposalWithId(proposals: readonly ProposalRecord[], id: number): ProposalRecord | undefined {
  let low = 0;
  let high = proposals.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((proposals[middle] as ProposalRecord).id < id) low = middle + 1;
    else high = middle;
  }
  const found = proposals[low];
  return found?.id === id ? found : undefined;
}

/** What proposals would make of the parameters of their base. */
const proposedOf = new WeakMap<object, { readonly from: Parameters; readonly proposed: Parameters }>();

/** What a proposal would make of its base, the same object each time; null when that is not among the versions. */
export function proposedParameters(
  proposal: Pick<ProposalRecord, 'base' | 'changes'>,
  versions: readonly VersionRecord[],
): Parameters | null {
  const from = versionNumbered(versions, proposal.base)?.parameters ?? null;
  if (from === null) return null;
  const known = proposedOf.get(proposal);
  if (known?.from === from) return known.proposed;
  const proposed = { ...from, ...Object.fromEntries(proposal.changes.map(({ parameter, to }) => [parameter, to])) };
  proposedOf.set(proposal, { from, proposed });
  return proposed;
}

/** The proposal that a version came of, as it was proposed. null without one, and for a version that a person made of it with other parameters. */
export function proposalOfVersion(
  version: VersionRecord,
  { versions, proposals }: Pick<StudyRecords, 'versions' | 'proposals'>,
): ProposalRecord | null {
  const proposal = version.proposalId === null ? undefined : proposalWithId(proposals, version.proposalId);
  const proposed = proposal === undefined ? null : proposedParameters(proposal, versions);
  return proposal !== undefined && proposed !== null && sameParameters(proposed, version.parameters) ? proposal : null;
}

/** Names of what it ran over, in the order of `byMarket`. */
function marketsOf({ sessions, tapes }: RaceRecord): string[] {
  return [...sessions.map(String), ...tapes.map(({ sha256, fromUs, toUs }) => `${sha256} ${fromUs} ${toUs}`)];
}

/** What is needed of a study to know on which markets its candidates were chosen. */
export interface ChoosingStudy extends Pick<StudyRecords, 'versions'> {
  readonly laneIndex: LaneIndex;
  readonly memory: EvidenceMemory;
  /** null where it is not among the sessions. */
  sessionNumbered(number: number): SessionRecord | null;
  /** By id; null where it is not among the sessions. */
  session(id: number): SessionRecord | null;
  /** As {@link proposalOfVersion} gives it; found once. */
  proposalOf(version: VersionRecord): ProposalRecord | null;
}

/**
 * Markets of the races and trials that chose these versions or their ancestors, most of whose parameters they have. To win there
 * again is no new evidence. The same list while nothing of it changed.
 */
export function marketsChosenOn(numbers: readonly number[], study: ChoosingStudy): readonly MarketSet[] {
  const sets = [...withAncestors(numbers, study.versions)].flatMap((version) => {
    const proposal = study.proposalOf(version);
    return proposal === null ? [] : [marketsOfChoice(proposal, study)];
  });
  return study.memory.chain(numbers.join(' '), sets);
}

/** Markets of the race of a proposal, and of those of its trials that chose it. */
function marketsOfChoice(proposal: ProposalRecord, study: ChoosingStudy): MarketSet {
  const { id, race, trial } = proposal;
  const tried = trial === null ? null : study.laneIndex.trialsOf(id);
  return study.memory.markets(id, [race, trial?.chosenAfter ?? null, tried], () => {
    const markets = new MarketSet();
    for (const number of race?.sessions ?? []) {
      const session = study.sessionNumbered(number);
      if (session !== null) markets.add(session.source);
    }
    for (const piece of race?.tapes ?? []) markets.add(piece);
    for (const chose of sessionsThatChose(proposal, study.laneIndex)) {
      const session = study.session(chose);
      if (session !== null) markets.add(session.source);
    }
    return markets;
  });
}

/** Whether the race of a proposal ran over a market. */
export function wasRacedOn(
  { race }: Pick<ProposalRecord, 'race'>,
  source: MarketSource,
  study: Pick<ChoosingStudy, 'sessionNumbered'>,
): boolean {
  if (race === null) return false;
  if (race.tapes.some((piece) => overlap(piece, source))) return true;
  return race.sessions.some((number) => {
    const session = study.sessionNumbered(number);
    return session !== null && overlap(session.source, source);
  });
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
  const version = versionNumbered(versions, comparison.challenger);
  const race = version === null ? null : (proposalOfVersion(version, { versions, proposals })?.race ?? null);
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
