/** One session with the records that belong to it, without the rest of its study. */

import type { Comparison } from '../evaluation/comparison.ts';
import type { ParameterDeclarations, Parameters } from '../strategy/parameters.ts';
import type { LaneRecord, ProposalRecord, SessionRecord, StudyRecord, TrialLaneRecord } from '../study/records.ts';

export interface RecordedSession {
  readonly study: StudyRecord;
  /** Sign (`$`) or code (`EUR`) of the quote currency. */
  readonly currency: string;
  /** Of the study's strategy. */
  readonly declarations: ParameterDeclarations;
  readonly session: SessionRecord;
  /** Of the version that acted. */
  readonly parameters: Parameters;
  /** Empty where it was not sealed. */
  readonly lanes: readonly LaneRecord[];
  /** Of the candidates that were on trial in it, which are {@link tried}. */
  readonly trialLanes: readonly TrialLaneRecord[];
  readonly tried: readonly ProposalRecord[];
  /** What it taught: each version that ran beside the champion, over all sessions up to this one. */
  readonly comparisons: readonly Comparison[];
  /** How late its campaign takes the feed to be, ms; null where it hears no live market, or kept none. */
  readonly assumedDelayMs: number | null;
  /** Whether a round followed it. */
  readonly hasRound: boolean;
}
