/**
 * The ports to the records of a study, which are only ever added to: reading, writing, and the calls to language models.
 * Every method is one transaction: when it throws, nothing was written. Records that were handed in or out belong to the
 * journal; no later write changes them. What both implementations refuse, and with which messages, is in `transitions.ts` and
 * `missing.ts`; `testing/journalContract.ts` runs on both.
 */

import { type ErrorKind, ExplainedError } from '../market/explainedError.ts';
import type { DocumentRecord, NewDocument } from './importedDocument.ts';
import type {
  CallRecord,
  CallTexts,
  CampaignPlan,
  CampaignRecord,
  CampaignStatus,
  DecisionRecord,
  EvaluationRecord,
  GuardrailFinding,
  LaneRecord,
  LaneSeries,
  LearningRecord,
  MarketSource,
  Mode,
  ProbeRecord,
  ProposalDraft,
  ProposalRecord,
  ProposalStatus,
  RaceRecord,
  SessionFacts,
  SessionRecord,
  StudyRecord,
  TapePiece,
  TimelineEntry,
  TrialLaneRecord,
  VersionRecord,
} from './records.ts';
import type { StudyRecords } from './studyRecords.ts';

/** An action that the state of the journal does not allow: approving a rejected proposal, sealing a session twice. */
export class IllegalTransition extends ExplainedError {
  override name = 'IllegalTransition';
  readonly errorKind: ErrorKind = 'not-allowed';
}

/** Somebody else, or a newer proposal, was faster. The message says who and when. */
export class AlreadyDecided extends IllegalTransition {
  override name = 'AlreadyDecided';
  override readonly errorKind = 'decided';
}

/** An approval of a proposal that expired, or that is no longer what was shown or judged. The message says how to renew it. */
export class StalePlan extends ExplainedError {
  override name = 'StalePlan';
  readonly errorKind = 'refused';
}

/** A record that was asked for by name and does not exist. */
export class NotFound extends ExplainedError {
  override name = 'NotFound';
  readonly errorKind = 'not-found';
}

export type NewVersion = Omit<VersionRecord, 'number' | 'createdAt' | 'proposalId'>;

export interface NewSession {
  readonly campaignId: number;
  readonly mode: Mode;
  readonly source: MarketSource;
  readonly acting: number;
  readonly champion: number;
}

/** A lane with its heavy columns, as sealed with its session. */
export interface SealedLane {
  readonly record: Omit<LaneRecord, 'sessionId'>;
  readonly series: LaneSeries;
}

export type NewTrialLane = Omit<TrialLaneRecord, 'sessionId'>;

export type SessionEnd =
  | {
      readonly status: 'completed' | 'interrupted';
      readonly reason: string | null;
      readonly facts: SessionFacts;
      /** Where a market that came live is on file now; left out where the source stays as it was. */
      readonly source?: TapePiece;
      readonly lanes: readonly SealedLane[];
      readonly trials: readonly NewTrialLane[];
    }
  | { readonly status: 'aborted'; readonly reason: string };

export interface NewDecision {
  readonly kind: Exclude<DecisionRecord['kind'], 'promote' | 'cancel'>;
  readonly by: string;
  readonly reason: string;
  /** Hash of the proposal as the one who approves it saw it; left out where they saw the newest. */
  readonly plan?: string;
  /** The version that the decision creates, in the same transaction; null creates none. */
  readonly version: NewVersion | null;
}

/** A proposal that was validated again. */
export interface NewRenewal {
  readonly by: string;
  /** Of what was validated now. */
  readonly hash: string;
  readonly findings: readonly GuardrailFinding[];
}

/** A candidate of a round with its result. */
export interface NewProposal {
  readonly draft: ProposalDraft;
  readonly race: RaceRecord | null;
  readonly findings: readonly GuardrailFinding[];
  readonly status: Extract<ProposalStatus, 'on-trial' | 'waiting' | 'refused' | 'passed-over' | 'no-change'>;
  /** Why it was passed over; empty otherwise. */
  readonly outcome: string;
  readonly hash: string;
  /** Ids of the calls to a model that led to it. */
  readonly calls: readonly number[];
  readonly learnings: readonly NewLearning[];
}

/** What the results of a session decide about a candidate on trial: it goes to review, or its trial ends. */
export type TrialEnd =
  | { readonly proposalId: number; readonly status: 'waiting' }
  | {
      readonly proposalId: number;
      readonly status: 'passed-over';
      /** Why; not empty. */
      readonly outcome: string;
    };

export type NewCall = Omit<CallRecord, 'id' | 'proposalId' | 'calledAt'>;
export type NewLearning = Omit<LearningRecord, 'id' | 'proposalId' | 'createdAt'>;

/** All that a document brings into a study without versions. The last version becomes champion, the others run no session of their own. */
export interface NewImport {
  readonly document: NewDocument;
  readonly versions: readonly NewVersion[];
  readonly learnings: readonly NewLearning[];
  /** Based on the last version. */
  readonly candidates: readonly NewProposal[];
  /** Who imports, and the reason on record of the decisions. */
  readonly by: string;
  readonly reason: string;
}

/** The records of one study, for looking at. Lists are in the order of writing, oldest first. */
export interface StudyReader {
  readonly study: StudyRecord;

  /** In order of number. */
  versions(): readonly VersionRecord[];
  /** @throws NotFound */
  version(number: number): VersionRecord;

  campaigns(): readonly CampaignRecord[];

  sessions(): readonly SessionRecord[];
  /** By number within the study. @throws NotFound */
  session(number: number): SessionRecord;
  /** Lanes of sealed sessions, of one session or of all, in order of session. */
  lanes(sessionId?: number): readonly LaneRecord[];
  /** Lanes of candidates on trial in sealed sessions, of one session or of all, in order of session. */
  trialLanes(sessionId?: number): readonly TrialLaneRecord[];
  /** @throws NotFound */
  laneSeries(sessionId: number, version: number, fillModel: LaneRecord['fillModel']): LaneSeries;

  evaluations(): readonly EvaluationRecord[];
  /** Of one session; null while it has none. */
  evaluation(sessionId: number): EvaluationRecord | null;

  proposals(): readonly ProposalRecord[];
  /** Whether candidates were proposed after a session. */
  hasRoundAfter(sessionId: number): boolean;
  /** @throws NotFound */
  proposal(id: number): ProposalRecord;
  decisions(): readonly DecisionRecord[];
  learnings(): readonly LearningRecord[];
  /** Documents whose versions became the first of the study. */
  documents(): readonly DocumentRecord[];

  /** What happened, in the order of writing: versions added, sessions sealed, evaluations, proposals, decisions, learnings. */
  timeline(): readonly TimelineEntry[];

  /**
   * All of these at one moment, whatever others write meanwhile. The same object while nothing of it changed; where something did,
   * lists and records that did not change stay the same objects.
   */
  records(): StudyRecords;
}

/** Adds to the records of one study. NaN and infinity are refused everywhere; the error names the field. @throws RangeError */
export interface StudyWriter {
  /** Adds v(n+1). Used for the first version of a study and for imports; later versions come of decisions. @throws NotFound */
  addVersion(version: NewVersion): VersionRecord;

  /**
   * Versions, learnings and candidates of a document, in one transaction. The last version becomes champion, and the others are
   * taken out of the queue.
   * @throws IllegalTransition where the study has versions, or when more than one candidate would wait; NotFound
   */
  importDocument(imported: NewImport): DocumentRecord;

  startCampaign(plan: CampaignPlan): CampaignRecord;
  /** Setting the status that it has already changes nothing. @throws NotFound; IllegalTransition when it is finished */
  setCampaignStatus(id: number, status: CampaignStatus): void;

  /** @throws NotFound; IllegalTransition when the campaign is neither running nor waiting */
  startSession(session: NewSession): SessionRecord;
  /** Ends a running session. @throws NotFound; IllegalTransition when it is not running */
  sealSession(id: number, end: SessionEnd): SessionRecord;

  /**
   * What a session taught, and what that decides about candidates on trial, in one transaction. A candidate that goes to review
   * supersedes one that waits.
   * @throws NotFound; IllegalTransition when the session still runs or was evaluated already, when a candidate is not on trial, or
   * when more than one would go to review
   */
  addEvaluation(evaluation: Omit<EvaluationRecord, 'evaluatedAt'>, trialEnds?: readonly TrialEnd[]): void;

  /**
   * All candidates of a round, in one transaction. It supersedes a waiting proposal when one of its own waits; else only one that
   * no trial chose, and only when it puts none on trial.
   * @param sessionId the session that the round follows; null before the first
   * @throws IllegalTransition without a candidate, when more than one would wait, or when a call belongs to another
   * proposal already; NotFound
   */
  addRound(sessionId: number | null, candidates: readonly NewProposal[]): readonly ProposalRecord[];

  /**
   * Decides on a proposal that waits or is on trial (or, with `proposalId` null, records a rollback) and creates the version that
   * follows, all in one transaction. Of two deciders at once, one wins.
   * @throws AlreadyDecided when it no longer waits, IllegalTransition when it never did; StalePlan for an approval of a proposal
   * that expired or was renewed since; NotFound
   */
  decide(proposalId: number | null, decision: NewDecision): DecisionRecord;
  /**
   * Records that a proposal that waits or is on trial was validated again: its hash and findings are those from now on, and it
   * waits since now. @throws AlreadyDecided, IllegalTransition, NotFound
   */
  renewProposal(proposalId: number, renewal: NewRenewal): ProposalRecord;
  /** Makes an existing version the champion. @throws NotFound */
  promote(version: number, by: string, reason: string): DecisionRecord;
  /**
   * Takes a version that waits for its session out of the queue. @throws NotFound; IllegalTransition when it does not wait:
   * it ran, was cancelled already, or is the champion.
   */
  cancel(version: number, by: string, reason: string): DecisionRecord;

  /** A claim of a person; those of models come with their proposal. */
  addLearning(learning: NewLearning): LearningRecord;
}

/** The calls to language models of one study, for looking at. */
export interface CallReader {
  /** Oldest first. */
  calls(): readonly CallRecord[];
  /** @throws NotFound */
  callTexts(id: number): CallTexts;
}

/** Puts calls to language models on record. */
export interface CallLog extends CallReader {
  /** @throws NotFound for an unknown session */
  addCall(call: NewCall, texts: CallTexts): CallRecord;
}

/** All records of one study, for what both reads and writes. Ask for the narrowest part that is enough. */
export interface Journal extends StudyReader, StudyWriter, CallLog {}

/** What endpoints and models were found able to do; known to all studies. */
export interface ProbeLog {
  addProbe(probe: Omit<ProbeRecord, 'probedAt'>): ProbeRecord;
  /** The newest probe of an endpoint and model. */
  probe(endpoint: string, model: string): ProbeRecord | undefined;
}

/** All studies of a workspace. */
export interface Studies extends ProbeLog {
  /** The study of that name, created if missing. @throws IllegalTransition when it exists with other terms */
  open(study: Omit<StudyRecord, 'id' | 'createdAt'>): Journal;
  /** @throws NotFound */
  existing(name: string): Journal;
  list(): readonly StudyRecord[];
}
