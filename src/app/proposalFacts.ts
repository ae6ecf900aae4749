/** A proposal with what a person needs to decide on it: the diff, what its prediction is worth, its race. */

import { applied } from '../guardrails/judge.ts';
import { currencyOf } from '../market/money.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { declarationsIn, type ParameterDeclarations, type Parameters } from '../strategy/parameters.ts';
import type { Journal } from '../study/journal.ts';
import type { ProposalRecord, SessionRecord } from '../study/records.ts';
import { type StudySnapshot, snapshotOf } from '../study/studySnapshot.ts';
import { type PredictionOutcome, predictionOutcome, type TrackRecord, trackRecord } from '../study/trackRecord.ts';
import type { TrialEvidence } from '../study/trials.ts';

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
  /** All trials of the study. */
  readonly trials: readonly TrialEvidence[];
  /** All sessions and proposals of the study. Its race ran on some of the sessions, beside some of the proposals. */
  readonly sessions: readonly SessionRecord[];
  readonly proposals: readonly ProposalRecord[];
}

/** @param proposal of this study */
export function proposalFacts(journal: Journal, proposal: ProposalRecord): ProposalFacts {
  const { parameters } = journal.version(proposal.base);
  const snapshot = snapshotOf(journal);
  const currency = currencyOf(journal.study.instrument);
  return {
    proposal,
    currency,
    declarations: declarationsIn(strategyNamed(journal.study.strategy).parameters, currency),
    from: parameters,
    to: applied(parameters, proposal.changes),
    ...trustIn(snapshot, proposal),
    trial: snapshot.trials.find((one) => one.proposal.id === proposal.id) ?? null,
    trials: snapshot.trials,
    sessions: journal.sessions(),
    proposals: journal.proposals(),
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
