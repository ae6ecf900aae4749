/** A proposal for the terminal: the diff first, then what speaks for it and what guardrails say. */

import { applied } from '../guardrails/judge.ts';
import { diffText } from '../report/diffText.ts';
import { type Figures, terminalFigures } from '../report/figures.ts';
import type { ReportInput } from '../report/input.ts';
import { raceLines } from '../report/raceText.ts';
import { outcomeText, trackRecordLine } from '../report/trackRecordText.ts';
import { wrapped } from '../report/wrapped.ts';
import { findingText } from '../review/findingText.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import type { Journal } from '../study/journal.ts';
import type { ProposalRecord } from '../study/records.ts';
import { predictionOutcome, trackRecord } from '../study/trackRecord.ts';
import { reportInput } from '../workspace/views.ts';
import { type Io, safe } from './io.ts';

export function proposalText(journal: Journal, proposal: ProposalRecord, io: Io): string {
  const { parameters } = journal.version(proposal.base);
  const declarations = strategyNamed(journal.study.strategy).parameters;
  const figures = terminalFigures('$');
  const lines = [
    io.paint(
      'bold',
      `p${proposal.id}  ${proposal.intent} from v${proposal.base}, by ${proposal.proposer}, ${proposal.status}`,
    ),
    '',
    diffText(parameters, applied(parameters, proposal.changes), declarations, { width: io.width, paint: io.paint }),
    '',
    safe(proposal.hypothesis),
  ];
  if (proposal.prediction !== null) {
    const { mean, p10, p90, probabilityBetter } = proposal.prediction;
    lines.push(
      `Predicted: ${figures.money(mean)} an hour against v${proposal.base} (80 % between ${figures.money(p10)} and ${figures.money(p90)}), P(better) ${Math.round(probabilityBetter * 100)} %`,
      ...trustLines(reportInput(journal), proposal, figures),
    );
  }
  lines.push(...raced(journal, proposal, io, figures), ...notesLines(proposal));
  if (proposal.outcome !== '') lines.push(io.paint('dim', safe(proposal.outcome)));
  for (const finding of proposal.findings) {
    const colour = finding.severity === 'refusal' ? 'red' : 'dim';
    lines.push(io.paint(colour, safe(findingText(finding))));
  }
  return lines.join('\n');
}

/** How it did on recorded markets. */
function raced(journal: Journal, proposal: ProposalRecord, { width }: Io, figures: Figures): string[] {
  const lines = raceLines(proposal, journal.sessions(), journal.proposals(), figures);
  return lines.flatMap((line) => wrapped(line, width - 2).map((text, i) => (i === 0 ? text : `  ${text}`)));
}

/** What a language model adds to its diff: when it would be wrong, what may go wrong, and which versions it rests on. */
function notesLines({ notes }: ProposalRecord): string[] {
  if (notes === undefined) return [];
  const evidence = Object.entries(notes.evidence).map(
    ([parameter, versions]) => `${parameter}: ${versions.map((version) => `v${version}`).join(', ') || 'none'}`,
  );
  return [
    `Falsifier: ${safe(notes.falsifier)}`,
    `Risks: ${safe(notes.risks)}`,
    ...(evidence.length === 0 ? [] : [`Evidence: ${safe(evidence.join('; '))}`]),
  ];
}

/** What came of this prediction, and of the others that its proposer made. */
function trustLines(input: ReportInput, proposal: ProposalRecord, figures: Figures): string[] {
  const outcome = predictionOutcome(proposal, input);
  const framing = proposal.notes?.framing ?? null;
  const records = trackRecord(input).filter(
    (record) => record.proposer === proposal.proposer && (record.framing === null || record.framing === framing),
  );
  return [
    ...(outcome === null ? [] : [`Measured: ${outcomeText(outcome, figures)}`]),
    ...(records.length === 0
      ? [`Track record of ${proposal.proposer}: none of its predictions has been measured yet`]
      : records.map((record) => safe(`Track record of ${trackRecordLine(record, figures)}`))),
  ];
}
