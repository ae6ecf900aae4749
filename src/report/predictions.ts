/** Predictions beside what was measured: those of proposers, and replays of recorded markets beside later sessions. */

import { COIN_BRIER, NOMINAL_COVERAGE } from '../evaluation/predictionScore.ts';
import type { ReplayTrust } from '../study/replayTrust.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';
import { type PredictionOutcome, predictionOutcomes, type TrackRecord, trackRecordOf } from '../study/trackRecord.ts';
import type { TrialEvidence } from '../study/trials.ts';
import { effectText, normalInterval } from './evidence.ts';
import { counted, type Figures, NOT_KNOWN } from './figures.ts';
import { markdownPage, prose, table } from './markdown.ts';

const LEVEL = 0.9;

const right = 'right' as const;

/** `+$0.80/h [+0.30, +1.30] (90 % interval, 6 paired sessions, 72 blocks): inside the predicted range`. */
export function outcomeText(outcome: Omit<PredictionOutcome, 'proposal' | 'version'>, figures: Figures): string {
  const { measured } = outcome;
  const words = checkWords(outcome);
  return measured === null || words === null ? 'not yet' : `${measuredText(outcome, measured, figures)}: ${words}`;
}

/**
 * The same where what was measured on trial stands below: its figures stand once there, since those of an outcome are a rougher
 * interval of the same sessions.
 */
export function outcomeBesideTrial(
  outcome: Omit<PredictionOutcome, 'proposal' | 'version'>,
  trial: Pick<TrialEvidence, 'comparison' | 'guess'> | null,
  figures: Figures,
): string {
  const words = checkWords(outcome);
  const stands = trial !== null && trial.guess !== null && trial.comparison?.sessions === outcome.sessions;
  return stands && outcome.together === null && words !== null
    ? `${words}, by its trials below`
    : outcomeText(outcome, figures);
}

/** `inside the predicted range`; null where nothing was measured yet. */
function checkWords({
  measured,
  check,
  prediction,
}: Pick<PredictionOutcome, 'measured' | 'check' | 'prediction'>): string | null {
  if (measured === null || check === null) return null;
  if (check === 'inside') return 'inside the predicted range';
  if (check === 'not-told') return 'too noisy to tell whether the prediction was right';
  return `outside the predicted range, ${measured.mean > prediction.mean ? 'better' : 'worse'} than predicted`;
}

function measuredText(
  { together, sessions, through }: Pick<PredictionOutcome, 'together' | 'sessions' | 'through'>,
  measured: NonNullable<PredictionOutcome['measured']>,
  figures: Figures,
): string {
  if (together !== null) return effectText(together, figures);
  const effect = figures.perHour(normalInterval(measured, LEVEL));
  const where =
    through === null
      ? `${counted(sessions, 'session')}, trials included`
      : `through v${through}: the two never ran together`;
  return `${effect} (${figures.percent(LEVEL)} interval, ${where})`;
}

/** `surrogate: 9 predictions measured, 5 of them well enough to tell: 3 inside their 80 % range (60 % [27 %, 86 %]); Brier score 0.21 (a coin toss: 0.25)`. */
export function trackRecordLine(record: TrackRecord, figures: Figures): string {
  const { proposer, framing, n, told, inside, brier } = record;
  const who = framing === null ? proposer : `${proposer}, asked to ${prose(framing)}`;
  const range =
    told === 0
      ? 'none of them well enough to tell whether it was right'
      : `${told} of them well enough to tell: ${inside} inside their ${figures.percent(NOMINAL_COVERAGE)} range (${shareText(record, figures)})`;
  return `${who}: ${counted(n, 'prediction')} measured, ${range}; Brier score ${figures.number(brier, 2)} (a coin toss: ${figures.number(COIN_BRIER, 2)})`;
}

function shareText({ coverageInterval }: TrackRecord, figures: Figures): string {
  if (coverageInterval === null) return NOT_KNOWN;
  const { mean, low, high } = coverageInterval;
  return `${figures.percent(mean)} [${figures.percent(low)}, ${figures.percent(high)}]`;
}

/** The chapter "Predictions" of a history; empty while nothing that was predicted was on trial or has become a version. */
export function predictionsSection(snapshot: StudySnapshot, figures: Figures): string {
  const outcomes = predictionOutcomes(snapshot);
  if (outcomes.length === 0) return '';
  const open = outcomes.filter((outcome) => outcome.measured === null).length;
  const records = trackRecordOf(outcomes);
  return markdownPage([
    '## Predictions: how reliable each proposer is',
    `Each prediction gives a range that should contain the result in ${figures.percent(NOMINAL_COVERAGE)} of cases. A measurement tells whether it does only where its own standard error is no larger than the deviation that the range stands for; it is then inside if it lies in the range, widened by that error. A noisier one tells nothing, unless it is so far away that a right prediction would be missed by as much in 1 % of cases: then it is outside. The share inside of those told (with Wilson's ${figures.percent(LEVEL)} interval) should be ${figures.percent(NOMINAL_COVERAGE)}. The Brier score of P(better) is 0 for perfect predictions and should be below ${figures.number(COIN_BRIER, 2)}, the score of a coin toss.`,
    ...(records.length === 0 ? [] : [recordTable(records, figures)]),
    ...(open === 0 ? [] : [`${counted(open, 'prediction')} not yet measured.`]),
  ]).trimEnd();
}

function recordTable(records: readonly TrackRecord[], figures: Figures): string {
  return table(
    [
      { title: 'Proposer' },
      { title: 'Task' },
      { title: 'Measured', align: right },
      { title: 'Told', align: right },
      { title: 'Inside', align: right },
      { title: 'Share', align: right },
      { title: 'Brier', align: right },
    ],
    records.map((record) => [
      record.proposer,
      record.framing === null ? 'all' : prose(record.framing),
      String(record.n),
      String(record.told),
      String(record.inside),
      shareText(record, figures),
      figures.number(record.brier, 2),
    ]),
  );
}

/** A trust below this, from at least ENOUGH_VERSIONS versions, means that sessions differ from replays by far more than the errors of both. */
const LOW_TRUST = 0.3;

const ENOUGH_VERSIONS = 5;

export function replaySection({ versions, correlation, weight }: ReplayTrust, figures: Figures): string {
  const weighs = `Trust in the next race: ${figures.percent(weight)}; the surrogate divides the race’s standard error by it.`;
  if (versions.length === 0) {
    return markdownPage([
      '## Replay against sessions',
      `No version that was raced has run in a session beside the champion of its race yet. ${weighs}`,
    ]).trimEnd();
  }
  return markdownPage([
    '## Replay against sessions',
    `${correlationWords(correlation, versions.length, figures)} ${weighs}${warning(weight, versions.length)}`,
    table(
      [
        { title: 'Ver' },
        { title: 'Replayed/h', align: right },
        { title: 'Measured/h', align: right },
        { title: 'Sessions', align: right },
      ],
      versions.map(({ version, replayed, measured, sessions }) => [
        `v${version}`,
        figures.money(replayed),
        figures.money(measured),
        String(sessions),
      ]),
    ),
  ]).trimEnd();
}

/** `Rank correlation +0.40 …`, and how much it means. */
function correlationWords(correlation: number | null, n: number, figures: Figures): string {
  if (correlation === null) {
    return `${counted(n, 'version was', 'versions were')} raced and measured: no rank correlation can be computed from so few, or from versions with equal results.`;
  }
  return `Rank correlation ${figures.signed(correlation, 2)} between replay and later sessions (n = ${counted(n, 'version')}). On its own it says little: while sessions are short it is low even if replays are good.`;
}

function warning(weight: number, n: number): string {
  if (n < ENOUGH_VERSIONS || weight >= LOW_TRUST) return '';
  return ' **That is low: sessions differed from replays by far more than the errors of both explain, so the replay gate trusts them less.**';
}
