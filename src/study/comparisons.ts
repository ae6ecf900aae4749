/** Comparisons of two versions over all sessions that they share: new ones, and those on record. */

import { type Circumstances, compare } from '../evaluation/compare.ts';
import type { Comparison } from '../evaluation/comparison.ts';
import type { DecisionRules } from '../evaluation/decisionRules.ts';
import type { PairedSession } from '../evaluation/pairing.ts';
import { stoppedByItself } from '../risk/stops.ts';
import type { EvidencePair, LaneIndex } from './laneIndex.ts';
import { marketsChosenOn, marketsRacedOn, proposalOfVersion, sessionsThatChose } from './races.ts';
import { type MarketSource, type Mode, modes, type ProposalRecord, type SessionRecord } from './records.ts';
import { distinctSessions, isEvidence } from './sessions.ts';
import type { StudyRecords } from './studyRecords.ts';

/** What a comparison of versions needs of a {@link StudySnapshot}. */
export interface ComparedStudy extends StudyRecords {
  readonly rules: DecisionRules;
  readonly laneIndex: LaneIndex;
  /** Sessions that are evidence, each market once. */
  readonly evidence: readonly SessionRecord[];
  /** As {@link regimesAmong} gives it, among all sessions. */
  readonly regimeOf: (session: SessionRecord) => string;
  /** As {@link compareVersions} gives it, by the sessions alone; computed once. */
  comparison(challenger: number, champion: number): Comparison | null;
}

/** The lanes of a version, or of a candidate on trial, in a session. */
type Runs = (session: number) => EvidencePair | undefined;

/** Lanes of a version and its copies, and those that it ran on trial before it was approved. */
function runsOf(number: number, study: ComparedStudy): Runs {
  const { laneIndex, versions } = study;
  const alike = laneIndex.versionsLike(number);
  const own: ReadonlyMap<number, EvidencePair>[] = alike.map((version) => laneIndex.lanesOf(version));
  const onTrial = versions.flatMap((version) => {
    const proposal = alike.includes(version.number) ? proposalOfVersion(version, study) : null;
    return proposal === null || proposal.trial === null ? [] : [laneIndex.trialsOf(proposal.id)];
  });
  const runs = [...own, ...onTrial];
  return (session) => runs.find((run) => run.has(session))?.get(session);
}

/** Sessions of one mode in which both ran to the end, on markets that chose neither, as pairs of blocks. */
function pairedSessions(
  ofChallenger: Runs,
  ofChampion: Runs,
  chosenOn: readonly MarketSource[],
  study: ComparedStudy,
): PairedSession[] {
  const { sessions, regimeOf } = study;
  const both = sessions.filter(({ id }) => hasBothModels(ofChallenger(id)) && hasBothModels(ofChampion(id)));
  // The same versions on the same market give the same result again: seeing it twice is no new evidence.
  const counted = new Set(distinctSessions(both, chosenOn));
  const pairs = both.flatMap((session): { readonly mode: Mode; readonly pair: PairedSession }[] => {
    const { pessimistic: a, optimistic: optimisticA } = ofChallenger(session.id) ?? {};
    const { pessimistic: b, optimistic: optimisticB } = ofChampion(session.id) ?? {};
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
      regime: regimeOf(session),
      halted,
    };
    return [{ mode: session.mode, pair }];
  });
  const nearest = modes.find((mode) => pairs.some((one) => one.mode === mode));
  return pairs.flatMap((one) => (one.mode === nearest ? [one.pair] : []));
}

function hasBothModels(lanes: EvidencePair | undefined): boolean {
  return lanes?.pessimistic !== undefined && lanes.optimistic !== undefined;
}

/** Whether two versions completed a session beside each other, also on trial, and also on a market that does not count for them. */
export function haveMet(a: number, b: number, study: ComparedStudy): boolean {
  const [ofA, ofB] = [runsOf(a, study), runsOf(b, study)];
  return study.sessions.some(
    (session) => isEvidence(session) && hasBothModels(ofA(session.id)) && hasBothModels(ofB(session.id)),
  );
}

/**
 * The comparison of a candidate with a version over the sessions of its trials that chose it, or may choose it; null without any.
 * Its `challenger` is 0.
 */
export function compareTrial(proposal: ProposalRecord, champion: number, study: ComparedStudy): Comparison | null {
  const chose = sessionsThatChose(proposal, study.laneIndex);
  return overTrials(proposal, champion, (session) => chose.has(session), [], study);
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
  const chose = sessionsThatChose(proposal, study.laneIndex);
  const chosenOn = study.sessions.flatMap(({ id, source }) => (chose.has(id) ? [source] : []));
  return overTrials(proposal, champion, (session) => !chose.has(session), chosenOn, study);
}

function overTrials(
  proposal: ProposalRecord,
  champion: number,
  counts: (session: number) => boolean,
  chosenOn: readonly MarketSource[],
  study: ComparedStudy,
): Comparison | null {
  const { laneIndex } = study;
  const tried = laneIndex.trialsOf(proposal.id);
  if (![...tried.keys()].some(counts)) return null;
  const seen = [
    ...chosenOn,
    ...marketsRacedOn(proposal, study),
    ...marketsChosenOn(
      [proposal.base, champion].flatMap((number) => laneIndex.versionsLike(number)),
      study,
    ),
  ];
  const ofCandidate: Runs = (session) => (counts(session) ? tried.get(session) : undefined);
  const pairs = pairedSessions(ofCandidate, runsOf(champion, study), seen, study);
  return pairs.length === 0 ? null : compare(0, champion, pairs, study.rules);
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
  const { laneIndex } = study;
  if (laneIndex.versionsLike(challenger).includes(champion)) return null;
  const chosenOn = marketsChosenOn(
    [challenger, champion].flatMap((number) => laneIndex.versionsLike(number)),
    study,
  );
  const pairs = pairedSessions(runsOf(challenger, study), runsOf(champion, study), chosenOn, study);
  if (pairs.length === 0) return null;
  const metRegimes = study.evidence.map(study.regimeOf);
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
  const { rules, versions, laneIndex } = study;
  const chosen = versions.filter((version) => (proposalOfVersion(version, study)?.trial ?? null) !== null);
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
