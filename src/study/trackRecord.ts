/** Predictions compared with what was measured, and how reliable those of each proposer are. Derived, never stored. */

import type { Comparison, Estimate } from '../evaluation/comparison.ts';
import { pooledGain } from '../evaluation/effect.ts';
import { checkRange, type MeasuredEffect, type RangeCheck, scorePredictions } from '../evaluation/predictionScore.ts';
import { champions } from './champions.ts';
import { effectThrough } from './leaderboard.ts';
import type { Prediction, ProposalRecord, VersionAuthor } from './records.ts';
import type { StudySnapshot } from './studySnapshot.ts';
import { measuredBy, trialAgainst } from './trials.ts';

/** A prediction against what the candidate did on trial, and what the version that came of it did. */
export interface PredictionOutcome {
  readonly proposal: ProposalRecord;
  readonly prediction: Prediction;
  /** The version that came of the proposal; null while none did. */
  readonly version: number | null;
  /** Gain per hour against the proposal's base; null while it is not yet measured. */
  readonly measured: MeasuredEffect | null;
  /** What the two did side by side as versions, where that alone was measured; null otherwise. */
  readonly together: Pick<Comparison, 'gainPerHour' | 'sessions' | 'blocks'> | null;
  /** Sessions that the measurement rests on. */
  readonly sessions: number;
  /** The version beside which both ran, where they never ran together; null otherwise. */
  readonly through: number | null;
  /** Whether that is inside the predicted range; null while it is not yet measured. */
  readonly check: RangeCheck | null;
}

export interface TrackRecord {
  readonly proposer: VersionAuthor;
  /** null takes all framings together. */
  readonly framing: string | null;
  /** Predictions that were measured. */
  readonly n: number;
  /** Of these, the ones whose measurement is exact enough to tell whether it is inside the predicted range. */
  readonly told: number;
  readonly inside: number;
  /** Share inside of those told, which is to be 80 %, with its Wilson interval; null where none is told. */
  readonly coverageInterval: Estimate | null;
  /** Brier score: 0 is perfect, 0.25 is no better than always saying 50 %. */
  readonly brier: number;
}

/** Of every proposal with a prediction that was on trial or approved, oldest first. One that a person edited is another proposal's version. */
export function predictionOutcomes(study: StudySnapshot): PredictionOutcome[] {
  return study.proposals.flatMap((proposal) => predictionOutcome(proposal, study) ?? []);
}

/**
 * null when there is nothing to compare: no prediction, or no trial and no version came of it as it was proposed. All sessions of a trial
 * count, those that chose it too: every candidate on trial is scored, not only the chosen ones.
 */
export function predictionOutcome(proposal: ProposalRecord, study: StudySnapshot): PredictionOutcome | null {
  const { prediction, base, status } = proposal;
  const version =
    status === 'approved' ? study.versions.find((one) => one.proposalId === proposal.id)?.number : undefined;
  if (prediction === null || (version === undefined && proposal.trial === null)) return null;
  const comparison = version === undefined ? null : study.comparison(version, base);
  const own = measuredBy(comparison);
  const tried = trialAgainst(proposal, base, study);
  // What the two did side by side as versions comes before a way through the champion.
  const trial = own !== null && tried !== null && tried.through !== null ? null : tried;
  const direct = [own, trial?.measured ?? null].filter((one) => one !== null);
  const linked =
    version === undefined || comparison !== null || direct.length > 0
      ? null
      : effectThrough(version, base, champions(study).toReversed(), study);
  const measured = direct.length > 0 ? pooledGain(direct) : (linked?.effect ?? null);
  return {
    proposal,
    prediction,
    version: version ?? null,
    measured,
    together:
      comparison === null || trial !== null
        ? null
        : { gainPerHour: comparison.gainPerHour, sessions: comparison.sessions, blocks: comparison.blocks },
    sessions: (comparison?.sessions ?? 0) + (trial?.sessions ?? 0),
    through: linked?.through ?? trial?.through ?? null,
    check: measured === null ? null : checkRange({ prediction, measured }),
  };
}

/** One row a proposer over all its measured predictions, then one for each framing of its tasks; in order of name. */
export function trackRecord(study: StudySnapshot): TrackRecord[] {
  return trackRecordOf(predictionOutcomes(study));
}

/** As {@link trackRecord}, from given outcomes. */
export function trackRecordOf(outcomes: readonly PredictionOutcome[]): TrackRecord[] {
  const measured = outcomes.filter((outcome) => outcome.measured !== null);
  const proposers = [...new Set(measured.map(({ proposal }) => proposal.proposer))].sort();
  return proposers.flatMap((proposer) => {
    const own = measured.filter(({ proposal }) => proposal.proposer === proposer);
    const framings = [...new Set(own.flatMap(({ proposal }) => proposal.notes?.framing ?? []))].sort();
    return [
      ...recordOf(proposer, null, own),
      ...framings.flatMap((framing) =>
        recordOf(
          proposer,
          framing,
          own.filter(({ proposal }) => proposal.notes?.framing === framing),
        ),
      ),
    ];
  });
}

function recordOf(
  proposer: VersionAuthor,
  framing: string | null,
  outcomes: readonly PredictionOutcome[],
): TrackRecord[] {
  const score = scorePredictions(
    outcomes.flatMap(({ prediction, measured }) => (measured === null ? [] : [{ prediction, measured }])),
  );
  if (score === null) return [];
  const { n, told, inside, coverage, brier } = score;
  return [{ proposer, framing, n, told, inside, coverageInterval: coverage, brier }];
}
