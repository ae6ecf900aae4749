/** A proposal for the terminal: the diff, then the evidence for it, then the findings of the guardrails. */

import type { ProposalFacts } from '../app/proposalFacts.ts';
import { safe } from '../app/safeText.ts';
import { findingText } from '../guardrails/findingText.ts';
import { type Figures, terminalFigures } from '../report/figures.ts';
import { diffText } from '../report/parameterText.ts';
import { outcomeBesideTrial, trackRecordLine } from '../report/predictions.ts';
import { raceLines } from '../report/rounds.ts';
import { wrapped } from '../report/terminalText.ts';
import { sourceLines, trialSentence } from '../report/trials.ts';
import type { ProposalRecord } from '../study/records.ts';
import type { Io } from './io.ts';

export function proposalText(facts: ProposalFacts, io: Pick<Io, 'width' | 'paint'>): string {
  const { proposal, from, to, declarations, trial, source } = facts;
  const figures = terminalFigures(facts.currency);
  const lines = [
    io.paint(
      'bold',
      `p${proposal.id}  ${proposal.intent} from v${proposal.base}, by ${proposal.proposer}, ${proposal.status}`,
    ),
    '',
    diffText(from, to, declarations, { width: io.width, paint: io.paint }),
    '',
  ];
  const say = (text: string, paint = (line: string): string => line): void => {
    lines.push(...hanging(text, io.width).map(paint));
  };
  say(safe(proposal.hypothesis));
  if (proposal.prediction !== null) {
    const { mean, p10, p90, probabilityBetter } = proposal.prediction;
    say(
      `Predicted: ${figures.money(mean)} an hour against v${proposal.base} (80 % between ${figures.money(p10)} and ${figures.money(p90)}), P(better) ${Math.round(probabilityBetter * 100)} %`,
    );
    for (const line of trustLines(facts, figures)) say(line);
  }
  const tried = trial === null ? null : trialSentence(trial, facts.othersTried, figures);
  if (tried !== null) say(`On trial: ${tried}`);
  for (const line of sourceLines(source === null ? [] : [source], figures)) say(`Trials of its source: ${safe(line)}`);
  const race = raceLines(proposal, facts.raced, figures);
  for (const line of [...race, ...notesLines(proposal)]) say(line);
  if (proposal.outcome !== '') say(safe(proposal.outcome), (line) => io.paint('dim', line));
  for (const finding of proposal.findings) {
    const colour = finding.severity === 'refusal' ? 'red' : 'dim';
    say(safe(findingText(finding)), (line) => io.paint(colour, line));
  }
  return lines.join('\n');
}

/** Wraps lines to `width` characters and indents continued lines. A line with a longer word is not wrapped, so that no part of the word is lost. */
function hanging(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => {
    const tooLong = line.split(/\s+/).some((word) => word.length > width - 2);
    return tooLong ? [line] : wrapped(line, width - 2).map((part, i) => (i === 0 ? part : `  ${part}`));
  });
}

/** What a language model adds to its diff: falsifier, risks, and the versions that are its evidence. */
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

/** The result of this prediction, and the track record of its proposer. */
function trustLines({ proposal, outcome, trial, trackRecords }: ProposalFacts, figures: Figures): string[] {
  return [
    ...(outcome === null ? [] : [`Measured: ${outcomeBesideTrial(outcome, trial, figures)}`]),
    ...(trackRecords.length === 0
      ? [`Track record of ${proposal.proposer}: none of its predictions has been measured yet`]
      : trackRecords.map((record) => safe(`Track record of ${trackRecordLine(record, figures)}`))),
  ];
}
