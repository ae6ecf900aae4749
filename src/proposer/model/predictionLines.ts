/** What became of a model's predictions, and how the predictions of each proposer score. */

import { COIN_BRIER, NOMINAL_COVERAGE } from '../../evaluation/predictionScore.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import {
  type PredictionOutcome,
  predictionOutcomes,
  type TrackRecord,
  trackRecordOf,
} from '../../study/trackRecord.ts';
import { brief, changeText, counted, lineOf, type PromptLine, percent, row, withError } from './promptLine.ts';
import { predictionText } from './proposalLines.ts';

const NEWEST = 6;

/** The model's newest measured predictions, oldest first, then the scores of all proposers. */
export function predictionLines(study: StudySnapshot): PromptLine[] {
  const outcomes = predictionOutcomes(study);
  const own = outcomes.filter(({ proposal, measured }) => proposal.proposer === 'model' && measured !== null);
  const scores = trackRecordOf(outcomes).filter(({ framing }) => framing === null);
  return [
    ...(own.length === 0
      ? [lineOf('None of your predictions has been measured so far.')]
      : [
          lineOf(row('proposal', 'version', 'change', 'predicted against its base', 'measured', 'in your range')),
          ...own.slice(-NEWEST).map(outcomeLine),
        ]),
    ...scores.map(scoreLine),
  ];
}

function outcomeLine({ proposal, prediction, version, measured, check }: PredictionOutcome): PromptLine {
  const ids = [`p${proposal.id}`, ...(version === null ? [] : [`v${version}`]), `v${proposal.base}`];
  const text = row(
    `p${proposal.id}`,
    version === null ? 'on trial' : `v${version}`,
    proposal.changes.map(changeText).join(', '),
    predictionText(prediction),
    measured === null ? '–' : withError(measured.mean, measured.standardError),
    check === null ? '–' : { inside: 'yes', outside: 'no', 'not-told': 'too noisy to tell' }[check],
  );
  return lineOf(text, ...ids);
}

function scoreLine({ proposer, n, told, inside, brier }: TrackRecord): PromptLine {
  const who = proposer === 'model' ? 'You' : `For comparison, the ${proposer}`;
  return lineOf(
    `${who}: ${counted(n, 'prediction')} measured, ${told} of them well enough to tell: ${inside} inside the predicted range (${percent(NOMINAL_COVERAGE)} should be); Brier score of P ${brief(brier)} (${brief(COIN_BRIER)} is a coin).`,
  );
}
