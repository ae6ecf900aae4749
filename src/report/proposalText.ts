/** Proposals and decisions in words: what was proposed, what was predicted, and the result. */

import type { DecisionRecord, ProposalRecord, VersionRecord } from '../study/records.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import { predictionOutcome } from '../study/trackRecord.ts';
import { effectText } from './evidence.ts';
import type { Figures } from './figures.ts';
import { list, minuteOf, prose, quotation } from './markdown.ts';
import { changesLine, proposedDifferences, valueText } from './parameterText.ts';
import { outcomeText } from './predictions.ts';
import type { ReportedStudy } from './reportedStudy.ts';
import { raceSentence } from './rounds.ts';

/** Why a version was proposed, what was predicted, and what was measured. */
export function reasonText(
  report: ReportedStudy,
  version: VersionRecord,
  proposal: ProposalRecord,
  figures: Figures,
): string[] {
  const byWhy = Map.groupBy(
    proposal.changes.filter((change) => change.why.trim() !== ''),
    ({ why }) => prose(why),
  );
  const whys = [...byWhy].map(
    ([why, changes]) => `${changes.map(({ parameter }) => `\`${parameter}\``).join(', ')}: ${why}`,
  );
  return [
    `**Reason** (${proposal.proposer}, to ${proposal.intent}, from v${proposal.base}):`,
    quotation(proposal.hypothesis),
    ...(whys.length === 0 ? [] : [list(whys)]),
    `**Prediction**: ${predictionText(report, version, proposal, figures)}`,
    ...replayText(report, version, proposal, figures),
    ...deviationText(report, version, proposal),
  ];
}

function predictionText(
  report: ReportedStudy,
  version: VersionRecord,
  proposal: ProposalRecord,
  figures: Figures,
): string {
  const { prediction, base } = proposal;
  if (prediction === null) return 'none was given.';
  const { mean, p10, p90, probabilityBetter } = prediction;
  const predicted = `${figures.perHour({ mean, low: p10, high: p90, level: 0.8 })} against v${base} (10th to 90th percentile), P(better) ${figures.chance(probabilityBetter)}.`;
  const outcome = predictionOutcome(proposal, report.snapshot);
  if (outcome === null) return `${predicted} Not scored: v${version.number} is not what was proposed.`;
  return `${predicted} **Measured**: ${outcomeText(outcome, figures)}.`;
}

/** The result of the race that selected the candidate, beside what sessions measured afterwards. */
function replayText(
  report: ReportedStudy,
  version: VersionRecord,
  proposal: ProposalRecord,
  figures: Figures,
): string[] {
  const { race } = proposal;
  if (race === null) return [];
  const later = report.snapshot.recordedComparison(version.number, race.champion);
  const measured = later === null ? `none beside v${race.champion} yet` : effectText(later, figures);
  return [`**Replayed before**: ${raceSentence(race, figures)}. **Sessions since**: ${measured}.`];
}

/** What a person changed in the proposal before it became this version. */
function deviationText(report: ReportedStudy, version: VersionRecord, proposal: ProposalRecord): string[] {
  const changed = proposedDifferences(proposal, report.declarations)
    .filter(({ parameter, to }) => version.parameters[parameter] !== to)
    .map(
      ({ parameter, to, declaration }) =>
        `\`${parameter}\` was proposed at ${valueText(to, declaration)}, v${version.number} has ${valueText(version.parameters[parameter] ?? null, declaration)}`,
    );
  return changed.length === 0 ? [] : ['**Changed at review**:', list(changed)];
}

/** One line a decision: who, what, when, why. */
export function decisionText({ kind, by, reason, decidedAt, version }: DecisionRecord): string {
  const outcome = version === null ? '' : kind === 'cancel' ? ` of v${version}` : ` → v${version}`;
  const why = prose(reason);
  return `${minuteOf(decidedAt)}: **${kind}** by ${prose(by)}${outcome}${why === '' ? '' : `: ${why}`}`;
}

/** Proposals to change this version that people or policies stopped, each with the reason; newest last. Candidates that were passed over or refused are on the pages of their rounds, those on trial on that of proposals. */
export function stoppedProposalsText(report: ReportedStudy, version: number): string[] {
  const found = stopped.get(report.snapshot) ?? stoppedByBase(report.snapshot);
  stopped.set(report.snapshot, found);
  return (found.get(version) ?? []).map((proposal) => stopLines(report, proposal));
}

/** Found once for the pages of all versions. */
const stopped = new WeakMap<StudySnapshot, ReadonlyMap<number, readonly ProposalRecord[]>>();

function stoppedByBase({ proposals, versions }: StudySnapshot): ReadonlyMap<number, readonly ProposalRecord[]> {
  const became = new Set(versions.map(({ proposalId }) => proposalId));
  const ended = proposals.filter(
    ({ id, status, sessionId }) =>
      status !== 'passed-over' &&
      !(status === 'refused' && sessionId !== null) &&
      status !== 'no-change' &&
      status !== 'on-trial' &&
      !became.has(id),
  );
  return Map.groupBy(ended, ({ base }) => base);
}

/** A proposal with each rule, person or policy that stopped it, as an item of a list. */
export function stopLines(report: ReportedStudy, proposal: ProposalRecord): string {
  const changes = changesLine(proposedDifferences(proposal, report.declarations), Number.POSITIVE_INFINITY);
  const what = `p${proposal.id} (${proposal.proposer}, ${minuteOf(proposal.createdAt)}): ${prose(changes) || 'no change'}`;
  const stops = [
    ...proposal.findings.map(
      ({ rule, severity, value, limit, reason }) =>
        `${severity} by rule \`${rule}\`: ${prose(reason)} (value ${prose(value)}, limit ${prose(limit)})`,
    ),
    ...report.snapshot.decisions.filter((d) => d.proposalId === proposal.id).map(decisionText),
  ];
  return [`- **${proposal.status}** ${what}`, ...stops.map((stop) => `  - ${stop}`)].join('\n');
}
