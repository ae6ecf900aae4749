/** Candidates on trial in words: what they measured, and what the trials of each source were worth. */

import type { Estimate } from '../evaluation/comparison.ts';
import { type SourceWorth, sourceOf, sourceWorths } from '../study/trialSources.ts';
import type { TrialEvidence } from '../study/trials.ts';
import { counted, type Figures, NOT_KNOWN } from './figures.ts';
import { markdownPage, table } from './markdown.ts';
import { proposedWords } from './parameterText.ts';
import type { ReportedStudy } from './reportedStudy.ts';

const right = 'right' as const;

/**
 * What the trials of a candidate measured, and what is left of it after allowing for luck; null before its first session.
 * @param others candidates beside it whose trials measured something
 */
export function trialSentence(
  { comparison, since, guess }: TrialEvidence,
  others: number,
  figures: Figures,
): string | null {
  if (comparison === null || guess === null) return null;
  const { sessions, champion, gainPerHour } = comparison;
  const measured = gainPerHour === null ? 'no difference measurable' : `${effectWords(gainPerHour, figures)} measured`;
  const later =
    since === null
      ? ''
      : ` ${counted(since.sessions, 'session')} since it was chosen: ${since.gainPerHour === null ? 'no difference measurable' : effectWords(since.gainPerHour, figures)}.`;
  const allowing = guess.raced ? 'With its race, and allowing for luck' : 'Allowing for luck';
  const luck = others === 0 ? allowing : `${allowing} among ${others + 1} candidates tried`;
  return `${counted(sessions, 'session')} beside v${champion}: ${measured}.${later} ${luck}: ${figures.money(guess.mean)}/h, P(better) ${figures.chance(guess.probabilityBetter)}`;
}

function effectWords(gainPerHour: Estimate, figures: Figures): string {
  return `${figures.perHour(gainPerHour)} (${figures.percent(gainPerHour.level)} interval)`;
}

/** `surrogate: 12 candidates tried, chance that the next is better 41 %`, one for each source. */
export function sourceLines(worths: readonly SourceWorth[], figures: Figures): string[] {
  return worths.map(
    ({ source, tried, chance }) =>
      `${source}: ${counted(tried, 'candidate')} tried, chance that the next is better ${figures.chance(chance)}`,
  );
}

/** The chapter "Trials": the candidates that run beside the acting version, and what earlier ones were worth. Empty without any. */
export function trialsSection(report: ReportedStudy, figures: Figures): string {
  const { trials } = report.snapshot;
  const open = trials.filter(({ proposal: { status } }) => status === 'on-trial' || status === 'waiting');
  const worths = sourceWorths(trials);
  if (open.length + worths.length === 0) return '';
  return markdownPage([
    '## Trials',
    'A candidate on trial runs in each session as a simulated lane beside the acting version, before anybody approves it. Measured/h: its gain per hour against the champion on the same minutes. Believed/h: the same after allowing for luck, since the best of many candidates looks better than it is.',
    ...(open.length === 0 ? [] : [trialTable(open, figures)]),
    ...(worths.length === 0
      ? []
      : [
          'A source gets more lanes the better its earlier trials were. Chance: that its next candidate is better than the champion.',
          worthTable(worths, figures),
        ]),
  ]).trimEnd();
}

function trialTable(open: readonly TrialEvidence[], figures: Figures): string {
  return table(
    [
      { title: 'Candidate' },
      { title: 'By' },
      { title: 'Changes' },
      { title: 'Sessions', align: right },
      { title: 'Measured/h (90 %)', align: right },
      { title: 'Believed/h', align: right },
      { title: 'P(better)', align: right },
    ],
    open
      .toSorted((a, b) => (b.guess?.mean ?? 0) - (a.guess?.mean ?? 0))
      .map(({ proposal, comparison, guess }) => [
        proposal.status === 'waiting' ? `**p${proposal.id}**, in review` : `p${proposal.id}`,
        sourceOf(proposal),
        proposedWords(proposal),
        String(comparison?.sessions ?? 0),
        figures.perHour(comparison?.gainPerHour ?? null),
        figures.money(guess?.mean ?? null),
        guess === null ? NOT_KNOWN : figures.chance(guess.probabilityBetter),
      ]),
  );
}

function worthTable(worths: readonly SourceWorth[], figures: Figures): string {
  return table(
    [{ title: 'Source' }, { title: 'Tried', align: right }, { title: 'Chance', align: right }],
    worths.map(({ source, tried, chance }) => [source, String(tried), figures.chance(chance)]),
  );
}
