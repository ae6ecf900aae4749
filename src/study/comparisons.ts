/** Comparisons of two versions over all sessions that they share: new ones, and those on record. */

import { type Circumstances, compare } from '../evaluation/compare.ts';
import type { Comparison } from '../evaluation/comparison.ts';
import type { DecisionRules } from '../evaluation/decisionRules.ts';
import type { PairedSession } from '../evaluation/pairing.ts';
import { stoppedByItself } from '../risk/stops.ts';
import type { Paired, PairedFrom, Runs } from './evidenceMemory.ts';
import type { EvidencePair, LaneIndex } from './laneIndex.ts';
import { MarketSet } from './marketSet.ts';
import { type ChoosingStudy, sessionsThatChose, wasRacedOn } from './races.ts';
import {
  type MarketSource,
  type Mode,
  modes,
  type ProposalRecord,
  type SessionRecord,
  type VersionRecord,
} from './records.ts';
import { distinctSessions, isEvidence } from './sessions.ts';
import type { StudyRecords } from './studyRecords.ts';

/** What a comparison of versions needs of a {@link StudySnapshot}. */
export interface ComparedStudy extends StudyRecords, ChoosingStudy {
  readonly rules: DecisionRules;
  readonly laneIndex: LaneIndex;
  /** Sessions that are evidence, each market once. */
  readonly evidence: readonly SessionRecord[];
  /** Regime of each of {@link evidence}. */
  readonly metRegimes: readonly string[];
  /** As {@link regimesAmong} gives it, among all sessions. */
  readonly regimeOf: (session: SessionRecord) => string;
  /** Versions that trials chose. */
  readonly chosenByTrials: readonly VersionRecord[];
  /** As {@link runsOf} gives them; found once. */
  runs(version: number): Runs;
  /** Markets that chose one of two versions, a copy or an ancestor of them. The same list while nothing of it changed. */
  chosenOn(one: number, other: number): readonly MarketSet[];
  /** As {@link compareVersions} gives it, by the sessions alone; computed once. */
  comparison(challenger: number, champion: number): Comparison | null;
}

const NO_RUNS: ReadonlyMap<number, EvidencePair> = new Map();

/** Lanes of a version and its copies, and those that it ran on trial before it was approved. Found once a snapshot: take its `runs`. */
export function runsOf(number: number, study: ComparedStudy): Runs {
  const { laneIndex, chosenByTrials } = study;
  const alike = laneIndex.versionsLike(number);
  const tried = chosenByTrials.flatMap((version) =>
    alike.includes(version.number) ? (study.proposalOf(version)?.id ?? []) : [],
  );
  return {
    lists: [...alike.map((version) => laneIndex.lanesOf(version)), ...tried.map((id) => laneIndex.trialsOf(id))],
    names: `v${alike.join(' v')} p${tried.join(' p')}`,
  };
}

function lanesIn({ lists }: Runs, session: number): EvidencePair | undefined {
  return lists.find((list) => list.has(session))?.get(session);
}

/** Sessions of one mode in which both ran to the end, on markets that chose neither, as pairs of blocks. */
function pairedSessions(
  challenger: Runs,
  champion: Runs,
  counts: (session: number) => boolean,
  wasChosenOn: (source: MarketSource) => boolean,
  study: ComparedStudy,
): Paired {
  const ran = new Set(challenger.lists.flatMap((list) => [...list.keys()]));
  const both = [...ran]
    .flatMap((id) => {
      if (!counts(id) || !hasBothModels(lanesIn(challenger, id)) || !hasBothModels(lanesIn(champion, id))) return [];
      return study.session(id) ?? [];
    })
    .sort((a, b) => a.number - b.number);
  // The same versions on the same market give the same result again: seeing it twice is no new evidence.
  const counted = new Set(distinctSessions(both, wasChosenOn));
  const pairs = both.flatMap((session): { readonly mode: Mode; readonly pair: PairedSession }[] => {
    const { pessimistic: a, optimistic: optimisticA } = lanesIn(challenger, session.id) ?? {};
    const { pessimistic: b, optimistic: optimisticB } = lanesIn(champion, session.id) ?? {};
    if (a === undefined || b === undefined || optimisticA === undefined || optimisticB === undefined) return [];
    const halted = stoppedByItself({ ...a.metrics, riskEvents: a.riskEvents });
    // Missing data stopped all lanes of this session. Where risk had stopped a version before that, this still counts.
    const stoppedBefore = halted && session.status === 'completed' && !isEvidence(session);
    if (!counted.has(session) && !stoppedBefore) return [];
    const pair: PairedSession = {
      challenger: a.blocks,
      champion: b.blocks,
      optimisticChallenger: optimisticA.blocks,
      optimisticChampion: optimisticB.blocks,
      regime: study.regimeOf(session),
      halted,
    };
    return [{ mode: session.mode, pair }];
  });
  const nearest = modes.find((mode) => pairs.some((one) => one.mode === mode));
  return {
    sessions: both,
    regimes: both.map(study.regimeOf),
    pairs: pairs.flatMap((one) => (one.mode === nearest ? [one.pair] : [])),
  };
}

function hasBothModels(lanes: EvidencePair | undefined): boolean {
  return lanes?.pessimistic !== undefined && lanes.optimistic !== undefined;
}

/** Whether two versions completed a session beside each other, also on trial, and also on a market that does not count for them. */
export function haveMet(a: number, b: number, study: ComparedStudy): boolean {
  const [ofA, ofB] = [study.runs(a), study.runs(b)];
  return study.sessions.some(
    (session) =>
      isEvidence(session) && hasBothModels(lanesIn(ofA, session.id)) && hasBothModels(lanesIn(ofB, session.id)),
  );
}

/**
 * The comparison of a candidate with a version over the sessions of its trials that chose it, or may choose it; null without any.
 * Its `challenger` is 0.
 */
export function compareTrial(proposal: ProposalRecord, champion: number, study: ComparedStudy): Comparison | null {
  return overTrials(proposal, champion, true, study);
}

/**
 * The same over the sessions of its trials after it was chosen, while it waited for a decision: they are evidence like any other,
 * and count for the version that may come of it.
 */
export function compareSinceChosen(
  proposal: ProposalRecord,
  champion: number,
  study: ComparedStudy,
): Comparison | null {
  return overTrials(proposal, champion, false, study);
}

/** @param choosing whether over the sessions that chose it, or over those since */
function overTrials(
  proposal: ProposalRecord,
  champion: number,
  choosing: boolean,
  study: ComparedStudy,
): Comparison | null {
  const { id, race, trial, base } = proposal;
  const { laneIndex, memory } = study;
  const tried = trial === null ? NO_RUNS : laneIndex.trialsOf(id);
  if (tried.size === 0) return null;
  const chosenAfter = trial?.chosenAfter ?? Number.POSITIVE_INFINITY;
  // Nothing comes after a session that is still to come.
  if (!choosing && chosenAfter === Number.POSITIVE_INFINITY) return null;
  const chosenOn = study.chosenOn(base, champion);
  const ofCandidate: Runs = { lists: [tried], names: `p${id}` };
  const ofChampion = study.runs(champion);
  const from: PairedFrom = { challenger: ofCandidate, champion: ofChampion, counted: [chosenOn, race, chosenAfter] };
  const key = `${choosing ? 'choosing' : 'since'} ${id} ${champion}`;
  const { pairs } = memory.paired(key, from, study.regimeOf, () => {
    const own = new MarketSet();
    if (!choosing) {
      for (const chose of sessionsThatChose(proposal, laneIndex)) {
        const session = study.session(chose);
        if (session !== null) own.add(session.source);
      }
    }
    return pairedSessions(
      ofCandidate,
      ofChampion,
      (session) => session <= chosenAfter === choosing,
      (source) =>
        own.has(source) || wasRacedOn(proposal, source, study) || chosenOn.some((markets) => markets.has(source)),
      study,
    );
  });
  if (pairs.length === 0) return null;
  return memory.comparison(key, study.rules, () => compare(0, champion, pairs, study.rules));
}

/**
 * The comparison of a version with the champion over all sessions they share; null without any.
 *
 * @param posterior as in {@link Circumstances}
 */
export function compareVersions(
  challenger: number,
  champion: number,
  study: ComparedStudy,
  posterior?: Circumstances['posterior'],
): Comparison | null {
  const { laneIndex, memory, metRegimes } = study;
  if (laneIndex.versionsLike(challenger).includes(champion)) return null;
  const chosenOn = study.chosenOn(challenger, champion);
  const [ofChallenger, ofChampion] = [study.runs(challenger), study.runs(champion)];
  const from: PairedFrom = { challenger: ofChallenger, champion: ofChampion, counted: [chosenOn] };
  const { pairs } = memory.paired(`versions ${challenger} ${champion}`, from, study.regimeOf, () =>
    pairedSessions(
      ofChallenger,
      ofChampion,
      () => true,
      (source) => chosenOn.some((markets) => markets.has(source)),
      study,
    ),
  );
  if (pairs.length === 0) return null;
  return compare(challenger, champion, pairs, {
    ...rulesFor(challenger, study),
    metRegimes,
    ...(posterior === undefined ? {} : { posterior }),
  });
}

/**
 * The rules of a study. For a version that trials chose, the error of a promotion is divided by m (m + 1), where m is the number of
 * versions that trials chose so far: each of them gets a chance to be promoted by luck, and the shares 1/2, 1/6, 1/12 … sum to one,
 * however many follow.
 */
function rulesFor(challenger: number, study: ComparedStudy): DecisionRules {
  const { rules, chosenByTrials: chosen, laneIndex } = study;
  const alike = laneIndex.versionsLike(challenger);
  if (!chosen.some(({ number }) => alike.includes(number))) return rules;
  const shares = chosen.length * (chosen.length + 1);
  return { ...rules, promoteLevel: 1 - (1 - rules.promoteLevel) / shares };
}

type Evaluated = Pick<StudyRecords, 'sessions' | 'evaluations'>;

/** A comparison and the session after which it was made. */
export interface RecordedComparison {
  readonly session: SessionRecord;
  readonly comparison: Comparison;
}

/** The newest comparison of each pair of challenger and champion: each covers all their common sessions up to then. */
export function comparisonsByPair(compared: Evaluated): Comparison[] {
  const newest = new Map<string, Comparison>();
  for (const { comparison } of comparisonsInOrder(compared)) {
    newest.set(`${comparison.challenger}/${comparison.champion}`, comparison);
  }
  return [...newest.values()].sort((a, b) => a.challenger - b.challenger || a.champion - b.champion);
}

/** All comparisons with the session after which each was made, in order of session. */
export function comparisonsInOrder({ sessions, evaluations }: Evaluated): RecordedComparison[] {
  const byId = new Map(sessions.map((session) => [session.id, session]));
  return evaluations
    .flatMap(({ sessionId, comparisons }) => {
      const session = byId.get(sessionId);
      return session === undefined ? [] : comparisons.map((comparison) => ({ session, comparison }));
    })
    .sort((a, b) => a.session.number - b.session.number);
}
