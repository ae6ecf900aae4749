/** What the renderers are given: the records of one study as plain data, and the questions that all of them ask of it. */

import type { Comparison } from '../evaluation/comparison.ts';
import type { FillModel } from '../session/result.ts';
import type { ParameterDeclarations } from '../strategy/parameters.ts';
import { comparisonsByPair, comparisonsInOrder } from '../study/comparisons.ts';
import { distinctSessions, isEvidence } from '../study/distinctSessions.ts';
import type {
  CallRecord,
  DecisionRecord,
  EvaluationRecord,
  LaneRecord,
  LearningRecord,
  Mode,
  ProposalRecord,
  SessionRecord,
  StudyRecord,
  VersionRecord,
} from '../study/records.ts';
import { oncePerInput } from './oncePerInput.ts';

export interface ReportInput {
  readonly study: StudyRecord;
  /** Of the study's strategy. */
  readonly declarations: ParameterDeclarations;
  /** The champion now, as the study decided; null before the first session. */
  readonly champion: number | null;
  /** Sign (`$`) or code (`EUR`) of the quote currency. */
  readonly currency: string;
  readonly versions: readonly VersionRecord[];
  readonly sessions: readonly SessionRecord[];
  readonly lanes: readonly LaneRecord[];
  readonly evaluations: readonly EvaluationRecord[];
  readonly proposals: readonly ProposalRecord[];
  readonly decisions: readonly DecisionRecord[];
  readonly learnings: readonly LearningRecord[];
  /** Calls to language models, oldest first. */
  readonly calls: readonly CallRecord[];
  readonly canaries: readonly PermutationReport[];
}

/** The same question asked with permuted outcomes. */
export interface PermutationReport {
  /** The last call of it. */
  readonly call: CallRecord;
  /** Whether the answer changed with the history; null when one is missing or neither changes anything. */
  readonly reads: boolean | null;
}

/** A chart that was written beside the page; `path` is relative to it. */
export interface ChartLink {
  readonly title: string;
  readonly path: string;
}

/** Nearest to real money first: evidence of different modes is never pooled. */
const MODES: readonly Mode[] = ['live', 'paper', 'replay', 'sim'];

export function versionsInOrder(input: ReportInput): VersionRecord[] {
  return [...input.versions].sort((a, b) => a.number - b.number);
}

export function versionOf(input: ReportInput, number: number): VersionRecord | null {
  return input.versions.find((version) => version.number === number) ?? null;
}

export function sessionsInOrder(input: ReportInput): SessionRecord[] {
  return [...input.sessions].sort((a, b) => a.number - b.number);
}

/** Modes in which the study ran, nearest to real money first. */
export function modesOf(input: Pick<ReportInput, 'sessions'>): Mode[] {
  return MODES.filter((mode) => input.sessions.some((session) => session.mode === mode));
}

/** A session in which a version took part, with its lane of one fill model. */
export interface SessionLane {
  readonly session: SessionRecord;
  readonly lane: LaneRecord;
}

/**
 * A version's lanes under a fill model, one per session, in order of session, interrupted sessions included.
 * Where a version ran twice in a session (acting and champion at once) both lanes are the same and one is given.
 */
export function lanesOfSession(input: ReportInput, version: number, fillModel: FillModel, mode?: Mode): SessionLane[] {
  const sessions = sessionsById(input);
  const found = new Map<number, SessionLane>();
  for (const lane of lanesByVersion(input).get(version) ?? []) {
    if (lane.fillModel !== fillModel || found.has(lane.sessionId)) continue;
    const session = sessions.get(lane.sessionId);
    if (session !== undefined && (mode === undefined || session.mode === mode))
      found.set(session.id, { session, lane });
  }
  return [...found.values()].sort((a, b) => a.session.number - b.session.number);
}

const sessionsById: (input: ReportInput) => ReadonlyMap<number, SessionRecord> = oncePerInput(
  ({ sessions }) => new Map(sessions.map((session) => [session.id, session])),
);

const lanesByVersion: (input: ReportInput) => ReadonlyMap<number, readonly LaneRecord[]> = oncePerInput(({ lanes }) =>
  Map.groupBy(lanes, ({ version }) => version),
);

/** Every market that the study saw, with its first completed session. */
export const evidenceSessions: (input: ReportInput) => readonly SessionRecord[] = oncePerInput((input) =>
  distinctSessions(sessionsInOrder(input).filter(isEvidence)),
);

/** A version's lanes that count: completed sessions of one mode, each market once. */
export function evidenceLanes(input: ReportInput, version: number, fillModel: FillModel, mode: Mode): SessionLane[] {
  const lanes = lanesOfSession(input, version, fillModel, mode).filter(({ session }) => isEvidence(session));
  const counted = new Set(distinctSessions(lanes.map(({ session }) => session)));
  return lanes.filter(({ session }) => counted.has(session));
}

/** A comparison and the session after which it was made. */
export interface Compared {
  readonly session: SessionRecord;
  readonly comparison: Comparison;
}

/** The newest comparison with `version` as challenger after sessions in `mode`; null when it was never one. */
export function latestCompared(input: ReportInput, version: number, mode: Mode): Compared | null {
  return newestOf(input).get(`${version} ${mode}`) ?? null;
}

export function latestComparison(input: ReportInput, version: number, mode: Mode): Comparison | null {
  return latestCompared(input, version, mode)?.comparison ?? null;
}

const newestOf: (input: ReportInput) => ReadonlyMap<string, Compared> = oncePerInput(
  (input) =>
    new Map(comparisonsInOrder(input).map((one) => [`${one.comparison.challenger} ${one.session.mode}`, one] as const)),
);

/** The newest comparison of exactly these two; null when there is none. */
export function comparisonOf(input: ReportInput, challenger: number, champion: number): Comparison | null {
  return pairsOf(input).get(`${challenger} ${champion}`) ?? null;
}

const pairsOf: (input: ReportInput) => ReadonlyMap<string, Comparison> = oncePerInput(
  (input) => new Map(comparisonsByPair(input).map((one) => [`${one.challenger} ${one.champion}`, one] as const)),
);

/** The proposal that a version came of, if any. */
export function proposalOf(input: ReportInput, version: VersionRecord): ProposalRecord | null {
  return input.proposals.find((proposal) => proposal.id === version.proposalId) ?? null;
}

/** Decisions that concern a version's making, in order. */
export function decisionsOn(input: ReportInput, version: VersionRecord): DecisionRecord[] {
  return input.decisions
    .filter((d) => d.version === version.number || (d.proposalId !== null && d.proposalId === version.proposalId))
    .sort((a, b) => a.id - b.id);
}

/** `v001.md`: the page of a version. */
export function pageName(version: number): string {
  return `v${String(version).padStart(3, '0')}.md`;
}
