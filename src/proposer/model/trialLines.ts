/** The last trials as a model reads them: its own first, predicted against measured, then the best of the others. */

import type { StudySnapshot } from '../../study/studySnapshot.ts';
import { sourceOf, sourceWorths } from '../../study/trialSources.ts';
import { type TrialEvidence, trialAgainst } from '../../study/trials.ts';
import { changeText, counted, lineOf, type PromptLine, percent, row, withError } from './promptLine.ts';
import { predictionText } from './proposalLines.ts';

const NEWEST_OWN = 8;
const BEST_OTHERS = 6;

/** Nothing before the first session with trials. */
export function trialLines(study: StudySnapshot): PromptLine[] {
  const tried = study.trials.filter(({ guess }) => guess !== null);
  if (tried.length === 0) return [];
  const own = tried.filter(({ proposal }) => proposal.proposer === 'model').slice(-NEWEST_OWN);
  const others = tried
    .filter(({ proposal }) => proposal.proposer !== 'model')
    .toSorted((a, b) => (b.guess?.mean ?? 0) - (a.guess?.mean ?? 0))
    .slice(0, BEST_OTHERS);
  const head = row(
    'candidate',
    'by',
    'change',
    'sessions',
    'predicted against its base',
    'measured against its base',
    'believed against the champion',
    'P',
  );
  return [
    lineOf(head),
    ...[...own, ...others].map((one) => trialLine(one, study)),
    ...sourceWorths(study.trials).map(({ source, tried: count, chance }) =>
      lineOf(`${source}: ${counted(count, 'candidate')} tried, chance that the next is better ${percent(chance)}`),
    ),
  ];
}

function trialLine({ proposal, comparison, guess }: TrialEvidence, study: StudySnapshot): PromptLine {
  const id = `p${proposal.id}`;
  const base = `v${proposal.base}`;
  const measured = trialAgainst(proposal, proposal.base, study)?.measured.gain ?? null;
  const text = row(
    id,
    sourceOf(proposal),
    `${base} with ${proposal.changes.map(changeText).join(', ')}`,
    comparison?.sessions ?? 0,
    proposal.prediction === null ? '–' : predictionText(proposal.prediction),
    measured === null ? '–' : withError(measured.mean, measured.standardError),
    guess === null ? '–' : withError(guess.mean, guess.sd),
    guess === null ? '–' : percent(guess.probabilityBetter),
  );
  return lineOf(text, id, base);
}
