/**
 * A study at one moment: its records, and what follows from them. It never changes, so derived values are computed once, at
 * first use, and kept with it. After a record is added, take a new snapshot.
 */

import { type GainPriors, gainPriors } from '../evaluation/beliefs.ts';
import type { Comparison } from '../evaluation/comparison.ts';
import { type DecisionRules, decisionRules } from '../evaluation/decisionRules.ts';
import type { GainOverHours } from '../evaluation/effect.ts';
import type { FillModel } from '../session/result.ts';
import { championOf } from './champions.ts';
import {
  compareTrial,
  compareVersions,
  comparisonsByPair,
  comparisonsInOrder,
  type RecordedComparison,
  runsOf,
} from './comparisons.ts';
import { EvidenceMemory, type Runs } from './evidenceMemory.ts';
import type { StudyWithPriors } from './guess.ts';
import type { StudyReader } from './journal.ts';
import { LaneIndex } from './laneIndex.ts';
import { type Leaderboard, leaderboardOf } from './leaderboard.ts';
import type { MarketSet } from './marketSet.ts';
import { type Pooled, pool, type SessionLane } from './pooled.ts';
import { heldByReplay, marketsChosenOn, proposalOfVersion } from './races.ts';
import { type Mode, modes, type ProposalRecord, type SessionRecord, type VersionRecord } from './records.ts';
import { regimesAmong } from './regime.ts';
import { type ReplayTrust, replayTrust } from './replayTrust.ts';
import { distinctSessions, isEvidence } from './sessions.ts';
import type { StudyRecords } from './studyRecords.ts';
import {
  type CandidateGain,
  candidateGains,
  measuredBy,
  type TrialEvidence,
  trialEvidence,
  type UsualVariance,
  usualVariance,
  withUsualNoise,
} from './trials.ts';

type RecordReader = Pick<StudyReader, 'records'>;

/** The newest snapshot that was taken of each journal. */
const newest = new WeakMap<RecordReader, StudySnapshot>();

/**
 * The study as it is now; the same snapshot while nothing was added. What follows from records that did not change is taken over
 * from the snapshot before.
 */
export function snapshotOf(journal: RecordReader): StudySnapshot {
  const records = journal.records();
  const before = newest.get(journal);
  if (before?.records === records) return before;
  const now = new StudySnapshot(records, before);
  newest.set(journal, now);
  return now;
}

export class StudySnapshot implements StudyWithPriors {
  /** As they were handed in. */
  readonly records: StudyRecords;
  readonly study: StudyRecords['study'];
  readonly versions: StudyRecords['versions'];
  readonly campaigns: StudyRecords['campaigns'];
  readonly sessions: StudyRecords['sessions'];
  readonly lanes: StudyRecords['lanes'];
  readonly trialLanes: StudyRecords['trialLanes'];
  readonly evaluations: StudyRecords['evaluations'];
  readonly proposals: StudyRecords['proposals'];
  readonly decisions: StudyRecords['decisions'];
  readonly learnings: StudyRecords['learnings'];
  readonly documents: StudyRecords['documents'];
  readonly timeline: StudyRecords['timeline'];
  readonly rules: DecisionRules;
  /** Shared with the snapshots before and after it. */
  readonly memory: EvidenceMemory;
  readonly #comparisons = new Map<string, Comparison | null>();
  readonly #pooled = new Map<string, Pooled | null>();
  readonly #inRegime = new Map<string, StudySnapshot>();
  #laneIndex: LaneIndex | undefined;
  #sessionsById: ReadonlyMap<number, SessionRecord> | undefined;
  #evidence: readonly SessionRecord[] | undefined;
  #regimeOf: ((session: SessionRecord) => string) | undefined;
  #trust: ReplayTrust | undefined;
  #priors: GainPriors | undefined;
  readonly #before: Pick<StudySnapshot, 'laneIndex'> | null;
  readonly #runs = new Map<number, Runs>();
  readonly #chosenOn = new Map<string, readonly MarketSet[]>();
  readonly #proposalsOf = new Map<VersionRecord, ProposalRecord | null>();
  #metRegimes: readonly string[] | undefined;
  #chosenByTrials: readonly VersionRecord[] | undefined;
  readonly #trialComparisons = new Map<number, Comparison | null>();
  #usualVariance: UsualVariance | null | undefined;
  #trials: readonly TrialEvidence[] | undefined;
  #candidateGains: readonly CandidateGain[] | undefined;
  #leaderboard: Leaderboard | undefined;
  #heldLeaderboard: Leaderboard | undefined;
  #comparisonsByPair: readonly Comparison[] | undefined;
  #recorded: ReadonlyMap<string, Comparison> | undefined;
  #newestByMode: ReadonlyMap<string, RecordedComparison> | undefined;

  /**
   * The records may come in any order.
   * @param before an earlier snapshot of the same study
   */
  constructor(records: StudyRecords, before: StudySnapshot | null = null) {
    this.records = records;
    this.study = records.study;
    this.versions = inOrder(records.versions, ({ number }) => number);
    this.campaigns = inOrder(records.campaigns, ({ id }) => id);
    this.sessions = inOrder(records.sessions, ({ number }) => number);
    this.lanes = records.lanes;
    this.trialLanes = records.trialLanes;
    this.evaluations = records.evaluations;
    this.proposals = inOrder(records.proposals, ({ id }) => id);
    this.decisions = inOrder(records.decisions, ({ id }) => id);
    this.learnings = inOrder(records.learnings, ({ id }) => id);
    this.documents = records.documents;
    this.timeline = records.timeline;
    this.memory = before?.memory ?? new EvidenceMemory();
    // The terms of a study never change.
    this.rules = before?.rules ?? decisionRules(this.study);
    this.#before = before === null ? null : { laneIndex: before.laneIndex };
    if (before !== null && hasSameEvidence(before, this)) this.#takeOver(before);
  }

  /** What follows from the evidence, as far as it was asked for. */
  #takeOver(before: StudySnapshot): void {
    this.#laneIndex = before.#laneIndex;
    this.#evidence = before.#evidence;
    this.#metRegimes = before.#metRegimes;
    this.#chosenByTrials = before.#chosenByTrials;
    this.#trust = before.#trust;
    this.#priors = before.#priors;
    this.#usualVariance = before.#usualVariance;
    this.#trials = before.#trials;
    this.#candidateGains = before.#candidateGains;
    this.#leaderboard = before.#leaderboard;
    this.#heldLeaderboard = before.#heldLeaderboard;
    for (const [key, comparison] of before.#comparisons) this.#comparisons.set(key, comparison);
    for (const [key, comparison] of before.#trialComparisons) this.#trialComparisons.set(key, comparison);
    for (const [key, pooled] of before.#pooled) this.#pooled.set(key, pooled);
    for (const [version, proposal] of before.#proposalsOf) this.#proposalsOf.set(version, proposal);
  }

  /** The same study with other records in the place of some. */
  with(changed: Partial<StudyRecords>): StudySnapshot {
    const { study, versions, campaigns, sessions, lanes, trialLanes, evaluations } = this;
    const { proposals, decisions, learnings, documents, timeline } = this;
    const other = new StudySnapshot({
      ...{
        study,
        versions,
        campaigns,
        sessions,
        lanes,
        trialLanes,
        evaluations,
        proposals,
        decisions,
        learnings,
        documents,
        timeline,
      },
      ...changed,
    });
    const { lanes: otherLanes, trialLanes: otherTrials, versions: otherVersions } = changed;
    if (otherLanes === undefined && otherTrials === undefined && otherVersions === undefined)
      other.#laneIndex = this.laneIndex;
    return other;
  }

  /** The same study as if it had had its sessions of one regime alone. */
  inRegime(regime: string): StudySnapshot {
    const known = this.#inRegime.get(regime);
    if (known !== undefined) return known;
    const found = this.with({ sessions: this.sessions.filter((session) => this.regimeOf(session) === regime) });
    this.#inRegime.set(regime, found);
    return found;
  }

  get laneIndex(): LaneIndex {
    this.#laneIndex ??= new LaneIndex(this, this.#before?.laneIndex);
    return this.#laneIndex;
  }

  /** By id; null for one that is not among the sessions. */
  session(id: number): SessionRecord | null {
    this.#sessionsById ??= new Map(this.sessions.map((session) => [session.id, session]));
    return this.#sessionsById.get(id) ?? null;
  }

  /** null for a number that is not among the sessions. */
  sessionNumbered(number: number): SessionRecord | null {
    const there = this.sessions[number - 1];
    if (there?.number === number) return there;
    return this.sessions.find((session) => session.number === number) ?? null;
  }

  runs(version: number): Runs {
    const known = this.#runs.get(version);
    if (known !== undefined) return known;
    const found = runsOf(version, this);
    this.#runs.set(version, found);
    return found;
  }

  chosenOn(one: number, other: number): readonly MarketSet[] {
    const key = `${one} ${other}`;
    const known = this.#chosenOn.get(key);
    if (known !== undefined) return known;
    const found = marketsChosenOn(
      [one, other].flatMap((number) => this.laneIndex.versionsLike(number)),
      this,
    );
    this.#chosenOn.set(key, found);
    return found;
  }

  proposalOf(version: VersionRecord): ProposalRecord | null {
    const known = this.#proposalsOf.get(version);
    if (known !== undefined) return known;
    const found = proposalOfVersion(version, this);
    this.#proposalsOf.set(version, found);
    return found;
  }

  get chosenByTrials(): readonly VersionRecord[] {
    this.#chosenByTrials ??= this.versions.filter((version) => (this.proposalOf(version)?.trial ?? null) !== null);
    return this.#chosenByTrials;
  }

  /** null for a number that is not on record. */
  version(number: number): VersionRecord | null {
    return this.versions.find((version) => version.number === number) ?? null;
  }

  /** Modes in which it ran, nearest to real money first. */
  get modes(): Mode[] {
    return modes.filter((mode) => this.sessions.some((session) => session.mode === mode));
  }

  get evidence(): readonly SessionRecord[] {
    this.#evidence ??= distinctSessions(this.sessions);
    return this.#evidence;
  }

  get metRegimes(): readonly string[] {
    this.#metRegimes ??= this.evidence.map(this.regimeOf);
    return this.#metRegimes;
  }

  get regimeOf(): (session: SessionRecord) => string {
    this.#regimeOf ??= regimesAmong(this.sessions);
    return this.#regimeOf;
  }

  /** The version that holds the title; 1 while there is none. */
  get champion(): number {
    return championOf(this);
  }

  comparison(challenger: number, champion: number): Comparison | null {
    const key = `${challenger} ${champion}`;
    const known = this.#comparisons.get(key);
    if (known !== undefined) return known;
    const found = compareVersions(challenger, champion, this);
    this.#comparisons.set(key, found);
    return found;
  }

  get trust(): ReplayTrust {
    this.#trust ??= replayTrust(this);
    return this.#trust;
  }

  get priors(): GainPriors {
    if (this.#priors === undefined) {
      const gains = this.candidateGains.map(({ gain }) => gain);
      this.#priors = this.memory.priors(gains, () => gainPriors(gains, this.rules.expectedEffectPerHour));
    }
    return this.#priors;
  }

  trialComparison(proposal: ProposalRecord): Comparison | null {
    if (proposal.trial === null) return null;
    const known = this.#trialComparisons.get(proposal.id);
    if (known !== undefined) return known;
    const found = compareTrial(proposal, this.champion, this);
    this.#trialComparisons.set(proposal.id, found);
    return found;
  }

  trialGain(proposal: ProposalRecord): GainOverHours | null {
    const comparison = this.trialComparison(proposal);
    const measured = measuredBy(comparison);
    if (comparison === null || measured === null) return null;
    this.#usualVariance ??= this.memory.usual(usualVariance(this));
    const usual = this.#usualVariance;
    if (usual === null) return measured;
    return this.memory.noisy(comparison, usual, () => withUsualNoise(measured, comparison.sessions, usual));
  }

  /** Every candidate that is or was on trial, against the present champion; oldest first. */
  get trials(): readonly TrialEvidence[] {
    this.#trials ??= trialEvidence(this);
    return this.#trials;
  }

  /** What races and trials measured of all candidates against the present champion; oldest first. */
  get candidateGains(): readonly CandidateGain[] {
    this.#candidateGains ??= candidateGains(this, this.trust.weight);
    return this.#candidateGains;
  }

  /** By sessions and races, with the verdicts of the sessions alone. */
  get leaderboard(): Leaderboard {
    this.#leaderboard ??= leaderboardOf(this);
    return this.#leaderboard;
  }

  /** The same, where a promotion that the version's own race contradicts is held back: as evaluations record it. */
  get heldLeaderboard(): Leaderboard {
    this.#heldLeaderboard ??= {
      ...this.leaderboard,
      versions: this.leaderboard.versions.map((row) => ({
        ...row,
        comparison: row.comparison && heldByReplay(row.comparison, this.versions, this.proposals, this.rules.currency),
      })),
    };
    return this.#heldLeaderboard;
  }

  /**
   * What goes on record after a session: every version that ran in it compared with its champion, over all that the two share so
   * far. Against a champion that has lost the title since, no version is marked as the best guess.
   */
  comparisonsAfter(session: SessionRecord): Comparison[] {
    const ran = new Set(this.lanes.filter((lane) => lane.sessionId === session.id).map((lane) => lane.version));
    if (this.champion === session.champion) {
      return this.heldLeaderboard.versions.flatMap(({ version: { number }, comparison }) =>
        comparison === null || !ran.has(number) ? [] : [comparison],
      );
    }
    return [...ran].flatMap((version) => {
      const comparison = this.comparison(version, session.champion);
      return comparison === null ? [] : [heldByReplay(comparison, this.versions, this.proposals, this.rules.currency)];
    });
  }

  /** As {@link comparisonsByPair} gives them, of those on record. */
  get comparisonsByPair(): readonly Comparison[] {
    this.#comparisonsByPair ??= comparisonsByPair(this);
    return this.#comparisonsByPair;
  }

  /** The newest on record of exactly these two; null when there is none. */
  recordedComparison(challenger: number, champion: number): Comparison | null {
    this.#recorded ??= new Map(
      this.comparisonsByPair.map((one) => [`${one.challenger} ${one.champion}`, one] as const),
    );
    return this.#recorded.get(`${challenger} ${champion}`) ?? null;
  }

  /** The newest on record with `version` as challenger after sessions in `mode`; null when it was never one. */
  newestRecorded(version: number, mode: Mode): RecordedComparison | null {
    this.#newestByMode ??= new Map(
      comparisonsInOrder(this).map((one) => [`${one.comparison.challenger} ${one.session.mode}`, one] as const),
    );
    return this.#newestByMode.get(`${version} ${mode}`) ?? null;
  }

  /**
   * A version's lanes under a fill model, one per session, in order of session, interrupted sessions included.
   *
   * @param mode all modes where left out
   */
  lanesOf(version: number, fillModel: FillModel, mode?: Mode): SessionLane[] {
    const found: SessionLane[] = [];
    for (const [id, { [fillModel]: lane }] of this.laneIndex.lanesOf(version)) {
      const session = this.session(id);
      if (lane !== undefined && session !== null && (mode === undefined || session.mode === mode))
        found.push({ session, lane });
    }
    return found.sort((a, b) => a.session.number - b.session.number);
  }

  /** Those of {@link lanesOf} that count: completed sessions, each market once. */
  evidenceLanes(version: number, fillModel: FillModel, mode: Mode): SessionLane[] {
    const lanes = this.lanesOf(version, fillModel, mode).filter(({ session }) => isEvidence(session));
    const counted = new Set(distinctSessions(lanes.map(({ session }) => session)));
    return lanes.filter(({ session }) => counted.has(session));
  }

  /** What a version did over all of its sessions of a mode that count; null without any. */
  pooled(version: number, mode: Mode, fillModel: FillModel): Pooled | null {
    const key = `${version} ${mode} ${fillModel}`;
    const known = this.#pooled.get(key);
    if (known !== undefined) return known;
    const found = pool(version, mode, fillModel, this.evidenceLanes(version, fillModel, mode));
    this.#pooled.set(key, found);
    return found;
  }

  /** The same over the sessions of all versions with its parameters, each session once: what the set of parameters made. */
  pooledAlike(version: number, mode: Mode, fillModel: FillModel): Pooled | null {
    const alike = this.laneIndex.versionsLike(version);
    if (alike.length === 1) return this.pooled(version, mode, fillModel);
    const bySession = new Map(
      alike
        .flatMap((number) => this.evidenceLanes(number, fillModel, mode))
        .map((one) => [one.session.number, one] as const),
    );
    const lanes = [...bySession.values()].sort((a, b) => a.session.number - b.session.number);
    return pool(version, mode, fillModel, lanes);
  }
}

/** The same list where it is in order already. */
function inOrder<T>(records: readonly T[], keyOf: (record: T) => number): readonly T[] {
  const isSorted = records.every((record, i) => i === 0 || keyOf(records[i - 1] as T) <= keyOf(record));
  return isSorted ? records : records.toSorted((a, b) => keyOf(a) - keyOf(b));
}

/**
 * Whether all that estimates follow from is the same: versions, lanes, proposals, decisions, and the sessions up to those that have
 * only begun since.
 */
function hasSameEvidence(before: StudySnapshot, now: StudySnapshot): boolean {
  const { sessions } = before;
  return (
    before.versions === now.versions &&
    before.lanes === now.lanes &&
    before.trialLanes === now.trialLanes &&
    before.proposals === now.proposals &&
    before.decisions === now.decisions &&
    sessions.length <= now.sessions.length &&
    sessions.every((session, i) => session === now.sessions[i]) &&
    now.sessions.slice(sessions.length).every(({ facts, status }) => facts === null && status === 'running')
  );
}
