/** A proposal with what a person needs to decide on it: the diff, what its prediction is worth, its race. */

import { applied } from '../guardrails/judge.ts';
import { currencyOf } from '../market/money.ts';
import { type RacedOn, racedOn } from '../report/rounds.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { declarationsIn, type ParameterDeclarations, type Parameters } from '../strategy/parameters.ts';
import type { Journal } from '../study/journal.ts';
import type { ProposalRecord } from '../study/records.ts';
import { type StudySnapshot, snapshotOf } from '../study/studySnapshot.ts';
import { type PredictionOutcome, predictionOutcome, type TrackRecord, trackRecord } from '../study/trackRecord.ts';
import { type SourceWorth, sourceOf, sourceWorths } from '../study/trialSources.ts';
import type { TrialEvidence } from '../study/trials.ts';
import type { KeptAnswers } from '../workspace/keptAnswers.ts';

export interface ProposalFacts {
  readonly proposal: ProposalRecord;
  /** Sign or code of the quote currency. */
  readonly currency: string;
  readonly declarations: ParameterDeclarations;
  /** Parameters of its base. */
  readonly from: Parameters;
  /** The same with its changes. */
  readonly to: Parameters;
  /** What became of its prediction; null where it has none, or where no version came of it. */
  readonly outcome: PredictionOutcome | null;
  /**
   * Track records of its proposer, over all framings and for the framing of this proposal. Empty where the proposal
   * predicts nothing, and while none of the proposer's predictions has been measured.
   */
  readonly trackRecords: readonly TrackRecord[];
  /** What its trials measured; null where it was never on trial. */
  readonly trial: TrialEvidence | null;
  /** Other candidates of the study whose trials measured something. */
  readonly othersTried: number;
  /** What trials of its source were worth; null where none was measured. */
  readonly source: SourceWorth | null;
  /** Where and beside how many it was raced; null where it was not. */
  readonly raced: RacedOn | null;
}

/** @param proposal of this study */
export function proposalFacts(journal: Journal, proposal: ProposalRecord, kept: KeptAnswers): ProposalFacts {
  const { parameters } = journal.version(proposal.base);
  const currency = currencyOf(journal.study.instrument);
  return {
    proposal,
    currency,
    declarations: declarationsIn(strategyNamed(journal.study.strategy).parameters, currency),
    from: parameters,
    to: applied(parameters, proposal.changes),
    ...kept.answer('proposal', [proposal.id], () => evidenceOf(snapshotOf(journal), proposal)),
  };
}

function evidenceOf(
  snapshot: StudySnapshot,
  proposal: ProposalRecord,
): Pick<ProposalFacts, 'outcome' | 'trackRecords' | 'trial' | 'othersTried' | 'source' | 'raced'> {
  const { trials, sessions, proposals } = snapshot;
  return {
    ...trustIn(snapshot, proposal),
    trial: trials.find((one) => one.proposal.id === proposal.id) ?? null,
    othersTried: trials.filter((one) => one.comparison !== null && one.proposal.id !== proposal.id).length,
    source: sourceWorths(trials).find(({ source }) => source === sourceOf(proposal)) ?? null,
    raced: racedOn(proposal, sessions, proposals),
  };
}

function trustIn(snapshot: StudySnapshot, proposal: ProposalRecord): Pick<ProposalFacts, 'outcome' | 'trackRecords'> {
  if (proposal.prediction === null) return { outcome: null, trackRecords: [] };
  const framing = proposal.notes?.framing ?? null;
  return {
    outcome: predictionOutcome(proposal, snapshot),
    trackRecords: trackRecord(snapshot).filter(
      (record) => record.proposer === proposal.proposer && (record.framing === null || record.framing === framing),
    ),
  };
}
