/**
 * The history as records, one for each thing that happened, in the order in which it was written. A record holds only
 * what was fixed when it was written, so that the text of an earlier call begins the text of every later one.
 */

import type { Parameters, ParameterValue } from '../../strategy/parameters.ts';
import { claimedOf } from '../../study/importedDocument.ts';
import type {
  DecisionRecord,
  EvaluationRecord,
  LaneRecord,
  LearningRecord,
  ProposalRecord,
  SessionRecord,
  TimelineEntry,
  VersionRecord,
} from '../../study/records.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import { brief, changeText, lineOf, type PromptLine, quoted, textOf, valueText, wordOf } from './promptLine.ts';
import { proposalLines } from './proposalLines.ts';
import { caps } from './quoteText.ts';
import { evaluationLines, sessionLines } from './sessionLines.ts';

/** Of a round's candidates from code that were passed over. */
const MOST_PASSED_OVER = 3;

/** What a record is about, and its lines as the prompt shows them; a record without lines is shown elsewhere. */
export type HistoryRecord = {
  /** `v3`, `s5`, `e5` (evaluation of s5), `p3`, `d2`, `l1`. */
  readonly id: string;
  readonly lines: readonly PromptLine[];
} & (
  | {
      readonly kind: 'version';
      readonly version: VersionRecord;
      /** The lines where its proposal is not shown before it: they say what it changes. */
      readonly unaided: readonly PromptLine[];
      /** What an imported document claims of it, in `lines` and `unaided` too. */
      readonly claimed: readonly PromptLine[];
    }
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
        const unaided = versionLines(version, parent, proposal);
        const claimed = claimedLines(history, version);
        const own = proposal === undefined ? unaided : proposedVersionLines(version, parent, proposal);
        const lines = [...own, ...claimed];
        return { kind: 'version', id: `v${entry.id}`, version, lines, unaided: [...unaided, ...claimed], claimed };
      }
      case 'session': {
        const session = of(numbered.get(entry.id));
        if (session.status === 'running')
          throw new RangeError(`the timeline names session ${entry.id}, which still runs`);
        const own = lanes.get(session.id) ?? [];
        return { kind: 'session', id: `s${entry.id}`, session, lanes: own, lines: sessionLines(session, own) };
      }
      case 'evaluation': {
        const session = of(numbered.get(entry.id));
        const evaluation = of(evaluations.get(session.id));
        const lines = evaluationLines(session, evaluation);
        return { kind: 'evaluation', id: `e${entry.id}`, session, evaluation, lines };
      }
      case 'proposal': {
        const proposal = of(proposals.get(entry.id));
        const session = proposal.sessionId === null ? null : of(sessions.get(proposal.sessionId));
        return { kind: 'proposal', id: `p${entry.id}`, session, proposal, lines: proposalLines(proposal) };
      }
      case 'decision': {
        const decision = of(decisions.get(entry.id));
        return { kind: 'decision', id: `d${entry.id}`, decision, lines: decisionLines(decision) };
      }
      // Claims stand in the task, with the status that they have by now.
      case 'learning':
        return { kind: 'learning', id: `l${entry.id}`, learning: of(learnings.get(entry.id)), lines: [] };
    }
  };
  const unshown = beyondTheBest(history);
  return history.timeline.filter(({ kind, id }) => kind !== 'proposal' || !unshown.has(id)).map(recordOf);
}

/** Of the many candidates that a search did not send on, only the best of a round are shown: the others would fill the context. */
function beyondTheBest({ proposals }: StudySnapshot): ReadonlySet<number> {
  // In the order of writing, the best first, and not by expected gain: a history with permuted outcomes shows the same.
  const byCode = proposals.filter(
    ({ status, trial, notes, changes }) =>
      status === 'passed-over' && trial === null && notes === undefined && changes.length > 0,
  );
  const rounds = Map.groupBy(byCode, ({ sessionId }) => sessionId);
  return new Set([...rounds.values()].flatMap((round) => round.slice(MOST_PASSED_OVER).map(({ id }) => id)));
}

/** The text of records that are shown one after another; a round of proposals begins with the session that it follows. */
export function recordTexts(records: readonly HistoryRecord[]): string[] {
  const shown = new Set(records.map(({ id }) => id));
  return records.map((record, i) => {
    const { kind, lines } = record;
    if (kind === 'version') return textOf(shown.has(`p${record.version.proposalId}`) ? lines : record.unaided);
    if (kind !== 'proposal') return textOf(lines);
    const before = records[i - 1];
    const sameRound = before?.kind === 'proposal' && before.session?.id === record.session?.id;
    const when = record.session === null ? 'Before the first session' : `After s${record.session.number}`;
    return `${sameRound ? '' : `${when} were proposed:\n`}${textOf(lines)}`;
  });
}

/** Without a parent, or one that is not shown, all parameters; else what differs from it. */
export function versionLines(
  version: VersionRecord,
  parent: VersionRecord | null,
  proposal?: ProposalRecord,
): PromptLine[] {
  const id = `v${version.number}`;
  const origin = version.parent === null ? '' : ` from v${version.parent}`;
  const what =
    parent === null
      ? Object.entries(version.parameters)
          .map(([name, value]) => `${wordOf(name)} ${valueText(value)}`)
          .join(', ')
      : diffOf(parent.parameters, version.parameters).map(changeText).join(', ') || 'the same parameters';
  return [lineOf(`${id}${origin} by ${version.author}: ${what}${reasonOf(version, proposal)}`, id)];
}

/** Figures and words of an imported document. They stand apart from what was measured, and say so. */
function claimedLines({ documents }: Pick<StudySnapshot, 'documents'>, { number }: VersionRecord): PromptLine[] {
  const claimed = claimedOf(documents, number);
  if (claimed === null) return [];
  const { volume, fills, profit, profitPer10k, forceCloses } = claimed.figures;
  const figures = [
    ...(volume === null ? [] : [`volume ${brief(volume)}`]),
    ...(fills === null ? [] : [`fills ${fills}`]),
    ...(profit === null ? [] : [`profit ${brief(profit)}`]),
    ...(profitPer10k === null ? [] : [`per 10k ${brief(profitPer10k)}`]),
    ...(forceCloses === null ? [] : [`force closes ${forceCloses}`]),
  ];
  const words = [claimed.insight, ...claimed.analysis].filter((text) => text !== '').join('; ');
  const said = words === '' ? '' : `; said ${quoted(words, caps.prose)}`;
  const what = figures.length === 0 ? 'no figure' : figures.join(', ');
  return [lineOf(`v${number} claimed by an imported document, not measured here: ${what}${said}`, `v${number}`)];
}

/** A version as its proposal has it needs no list of changes; an edited one does. */
function proposedVersionLines(
  version: VersionRecord,
  parent: VersionRecord | null,
  proposal: ProposalRecord,
): PromptLine[] {
  const moved = Object.fromEntries(proposal.changes.map(({ parameter, to }) => [parameter, to]));
  const asProposed =
    parent?.number === proposal.base &&
    diffOf({ ...parent.parameters, ...moved }, version.parameters).length === 0 &&
    version.author === proposal.proposer;
  if (!asProposed) {
    const [line] = versionLines(version, parent, proposal);
    return [lineOf(`${line?.text ?? ''}; after p${proposal.id}`, `v${version.number}`)];
  }
  const text = `v${version.number} is p${proposal.id} on v${proposal.base}${reasonOf(version, proposal)}`;
  return [lineOf(text, `v${version.number}`)];
}

/** Most versions repeat their proposal's hypothesis as their reason: once is enough. */
function reasonOf({ reason }: VersionRecord, proposal: ProposalRecord | undefined): string {
  if (reason === '' || reason === proposal?.hypothesis) return '';
  return `; reason ${quoted(reason, caps.prose)}`;
}

/** What differs; null for a parameter that one side does not have. */
export function diffOf(
  from: Parameters,
  to: Parameters,
): { readonly parameter: string; readonly from: ParameterValue | null; readonly to: ParameterValue | null }[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((name) => from[name] !== to[name]);
  return names.map((parameter) => ({ parameter, from: from[parameter] ?? null, to: to[parameter] ?? null }));
}

function decisionLines(decision: DecisionRecord): PromptLine[] {
  const { id, kind, by, proposalId, version, reason } = decision;
  const parts = [
    `d${id} ${kind}`,
    ...(proposalId === null ? [] : [`p${proposalId}`]),
    ...(version === null ? [] : [`v${version}`]),
    // Names of people are not sent to a model.
    by === 'model' || by.startsWith('policy:') ? `by ${wordOf(by.replace(':', '-'))}` : 'by a person',
  ];
  // A policy says the same each time.
  const said = reason === '' || by === 'policy:auto' ? '' : `: ${quoted(reason, caps.prose)}`;
  return [lineOf(`${parts.join(' ')}${said}`, `d${id}`)];
}
