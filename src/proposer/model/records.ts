/**
 * The history as records, one for each thing that happened, in the order in which it was written. A record holds only
 * what was fixed when it was written, so that the text of an earlier call begins the text of every later one.
 */

import type { Parameters } from '../../strategy/parameters.ts';
import type { TimelineEntry } from '../../study/journal.ts';
import type {
  DecisionRecord,
  EvaluationRecord,
  LaneRecord,
  LearningRecord,
  ProposalRecord,
  SessionRecord,
  VersionRecord,
} from '../../study/records.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import { figure, type Json, type JsonObject } from './json.ts';
import { proposalData } from './proposalData.ts';
import { caps, quotedText } from './quoteText.ts';
import { evaluationData, sessionData } from './sessionData.ts';

/** Of a round's candidates from code that were passed over. */
const MOST_PASSED_OVER = 5;

/** What a record is about, and `data` as the prompt shows it. */
export type HistoryRecord = {
  /** `v3`, `s5`, `e5` (evaluation of s5), `p3`, `d2`, `l1`. */
  readonly id: string;
  readonly data: JsonObject;
} & (
  | { readonly kind: 'version'; readonly version: VersionRecord }
  | { readonly kind: 'session'; readonly session: SessionRecord; readonly lanes: readonly LaneRecord[] }
  | { readonly kind: 'evaluation'; readonly session: SessionRecord; readonly evaluation: EvaluationRecord }
  | { readonly kind: 'proposal'; readonly session: SessionRecord | null; readonly proposal: ProposalRecord }
  | { readonly kind: 'decision'; readonly decision: DecisionRecord }
  | { readonly kind: 'learning'; readonly learning: LearningRecord }
);

/** @throws RangeError when the timeline names something that is not among the records, or a session that still runs */
export function historyRecords(history: StudySnapshot): HistoryRecord[] {
  const versions = new Map(history.versions.map((version) => [version.number, version]));
  const sessions = new Map(history.sessions.map((session) => [session.id, session]));
  const numbered = new Map(history.sessions.map((session) => [session.number, session]));
  const evaluations = new Map(history.evaluations.map((evaluation) => [evaluation.sessionId, evaluation]));
  const proposals = new Map(history.proposals.map((proposal) => [proposal.id, proposal]));
  const decisions = new Map(history.decisions.map((decision) => [decision.id, decision]));
  const learnings = new Map(history.learnings.map((learning) => [learning.id, learning]));
  const lanes = Map.groupBy(history.lanes, (lane) => lane.sessionId);

  const recordOf = (entry: TimelineEntry): HistoryRecord => {
    const of = <T>(found: T | undefined): T => {
      if (found === undefined)
        throw new RangeError(`the timeline names ${entry.kind} ${entry.id}, which is not on record`);
      return found;
    };
    switch (entry.kind) {
      case 'version': {
        const version = of(versions.get(entry.id));
        const parent = version.parent === null ? null : of(versions.get(version.parent));
        const proposal = version.proposalId === null ? undefined : proposals.get(version.proposalId);
        return { kind: 'version', id: `v${entry.id}`, version, data: versionData(version, parent, proposal) };
      }
      case 'session': {
        const session = of(numbered.get(entry.id));
        if (session.status === 'running')
          throw new RangeError(`the timeline names session ${entry.id}, which still runs`);
        const own = lanes.get(session.id) ?? [];
        return {
          kind: 'session',
          id: `s${entry.id}`,
          session,
          lanes: own,
          data: sessionData(session, history.regimeOf(session), own),
        };
      }
      case 'evaluation': {
        const session = of(numbered.get(entry.id));
        const evaluation = of(evaluations.get(session.id));
        return {
          kind: 'evaluation',
          id: `e${entry.id}`,
          session,
          evaluation,
          data: evaluationData(session, evaluation),
        };
      }
      case 'proposal': {
        const proposal = of(proposals.get(entry.id));
        const session = proposal.sessionId === null ? null : of(sessions.get(proposal.sessionId));
        return { kind: 'proposal', id: `p${entry.id}`, session, proposal, data: proposalData(proposal, session) };
      }
      case 'decision': {
        const decision = of(decisions.get(entry.id));
        return { kind: 'decision', id: `d${entry.id}`, decision, data: decisionData(decision) };
      }
      case 'learning': {
        const learning = of(learnings.get(entry.id));
        return { kind: 'learning', id: `l${entry.id}`, learning, data: learningData(learning) };
      }
    }
  };
  const unshown = beyondTheBest(history);
  return history.timeline.filter(({ kind, id }) => kind !== 'proposal' || !unshown.has(id)).map(recordOf);
}

/** Of the many candidates that a search did not send on, only the best of a round are shown: the others would fill the context. */
function beyondTheBest({ proposals }: StudySnapshot): ReadonlySet<number> {
  // In the order of writing, the best first, and not by expected gain: a history with permuted outcomes shows the same.
  const byCode = proposals.filter(
    ({ status, notes, changes }) => status === 'passed-over' && notes === undefined && changes.length > 0,
  );
  const rounds = Map.groupBy(byCode, ({ sessionId }) => sessionId);
  return new Set([...rounds.values()].flatMap((round) => round.slice(MOST_PASSED_OVER).map(({ id }) => id)));
}

/** A version with no parent to be read from, or whose parent is not shown, has all its parameters. */
export function versionData(
  version: VersionRecord,
  parent: VersionRecord | null,
  proposal?: ProposalRecord,
): JsonObject {
  // Most versions repeat their proposal's hypothesis as their reason: once is enough.
  const repeated = proposal !== undefined && version.reason === proposal.hypothesis;
  return {
    id: `v${version.number}`,
    parent: version.parent === null ? null : `v${version.parent}`,
    author: version.author,
    ...(parent === null ? { parameters: version.parameters } : { diff: diffOf(parent.parameters, version.parameters) }),
    ...(version.proposalId === null ? {} : { proposal: `p${version.proposalId}` }),
    ...(repeated || version.reason === '' ? {} : { reason: quotedText(version.reason, caps.prose) }),
  };
}

/** Name → [from, to] of what differs; null for a parameter that one side does not have. */
export function diffOf(from: Parameters, to: Parameters): JsonObject {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((name) => from[name] !== to[name]);
  return Object.fromEntries(names.map((name): [string, Json] => [name, [from[name] ?? null, to[name] ?? null]]));
}

/** Names of people are not sent to a model. */
function whoOf(by: string): string {
  return by === 'model' || by.startsWith('policy:') ? quotedText(by, caps.name) : 'a person';
}

function decisionData(decision: DecisionRecord): JsonObject {
  return {
    id: `d${decision.id}`,
    kind: decision.kind,
    by: whoOf(decision.by),
    ...(decision.proposalId === null ? {} : { proposal: `p${decision.proposalId}` }),
    ...(decision.version === null ? {} : { version: `v${decision.version}` }),
    ...(decision.reason === '' ? {} : { reason: quotedText(decision.reason, caps.prose) }),
  };
}

function learningData(learning: LearningRecord): JsonObject {
  const { effectRange } = learning;
  return {
    id: `l${learning.id}`,
    by: whoOf(learning.by),
    claim: quotedText(learning.claim, caps.prose),
    parameter: quotedText(learning.parameter, caps.name),
    direction: learning.direction,
    effect: learning.effect,
    ...(effectRange === null ? {} : { range: effectRange.map(figure) }),
    scope: quotedText(learning.scope, caps.name),
    ...(learning.proposalId === null ? {} : { proposal: `p${learning.proposalId}` }),
  };
}
