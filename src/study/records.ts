/** The records of a study. Append-only: none is edited after it is written, except a session's and a proposal's status going forward. */

import type { Blocks, Comparison, GainEstimates } from '../evaluation/comparison.ts';
import type { StudyTerms } from '../evaluation/decisionRules.ts';
import type { Metrics } from '../evaluation/metrics.ts';
import type { TwinFills } from '../evaluation/twinFills.ts';
import type { QueueModel } from '../exchange/fillRules.ts';
import type { Latency } from '../exchange/latency.ts';
import type { FeedVenue } from '../market/feedVenue.ts';
import type { Instrument } from '../market/instrument.ts';
import type { PairRequest } from '../market/synthetic/generatePair.ts';
import type { RiskState } from '../risk/gate.ts';
import type { RiskLimits } from '../risk/limits.ts';
import type {
  Factor,
  FillColumns,
  FillModel,
  LaneFigures,
  LaneRole,
  LaneSamples,
  RiskEvent,
} from '../session/result.ts';
import type { Parameters, ParameterValue } from '../strategy/parameters.ts';

/** The one nearest to real money first: evidence of different modes is never pooled, and the nearest counts. */
export const modes = ['live', 'paper', 'replay', 'sim'] as const;
export type Mode = (typeof modes)[number];
export type ApprovalPolicy = 'ask' | 'auto' | 'hold';

export interface StudyRecord extends StudyTerms {
  readonly id: number;
  readonly name: string;
  readonly strategy: string;
  readonly instrument: Instrument;
  /** Everything random in the study derives from it. */
  readonly seed: string;
  /** ISO 8601, UTC; as all `…At` below. */
  readonly createdAt: string;
}

export type VersionAuthor = 'human' | 'model' | 'surrogate' | 'random' | 'import' | 'rollback';

/** v1, v2 …: an immutable, complete parameter set. */
export interface VersionRecord {
  readonly number: number;
  readonly parent: number | null;
  readonly author: VersionAuthor;
  readonly reason: string;
  readonly parameters: Parameters;
  readonly proposalId: number | null;
  readonly createdAt: string;
}

export type CampaignStatus = 'running' | 'waiting' | 'interrupted' | 'finished' | 'halted';

/** What the campaign was asked to do; frozen at its start. */
export interface CampaignPlan {
  readonly mode: Mode;
  readonly sessions: number;
  readonly minutes: number;
  readonly approval: ApprovalPolicy;
  /** Recorded tapes for `replay`; empty for `sim`. */
  readonly tapes: readonly string[];
  /** Synthetic families for `sim`, in the order in which sessions visit them. */
  readonly families: readonly string[];
  /** Recorded tapes on which candidates are raced beside the study's own sessions. */
  readonly gateTapes: readonly string[];
  /** Price at which synthetic markets begin, quote currency. */
  readonly startPrice: number;
  readonly decisionMs: number;
  /** Number of the rules by which orders are filled (outcomes.ts). Left out, 1: plans from before rules had a number. */
  readonly rules?: number;
  /** Number of the engine (engine.ts). Left out, 1: plans from before engines had a number. */
  readonly engine?: number;
  /** Candidates that run as simulated lanes in each session, at most. Left out, none: a round leads to one candidate for review. */
  readonly trials?: number;
  /** The market of `paper`; left out in other modes. */
  readonly feed?: PlannedFeed;
  /** The hedge reference beside its markets; left out where there is none. */
  readonly reference?: PlannedReference;
  readonly latency: Latency;
  /** Of pessimistic fills, as it was calibrated; left out, `risk-averse`. */
  readonly queue?: QueueModel;
  readonly limits: RiskLimits;
}

/** Where the markets of a campaign have their hedge reference from. */
export interface PlannedReference {
  /** Recorded tapes of the reference: of each piece of a market the one that covers it is taken. */
  readonly tapes: readonly string[];
  /** How synthetic markets follow theirs; null where there are none. */
  readonly pair: PairRequest | null;
}

export interface CampaignRecord {
  readonly id: number;
  readonly plan: CampaignPlan;
  readonly status: CampaignStatus;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

/** Where a session's events come from: of a session that is over, enough to make them again. */
export type MarketSource = SyntheticSource | TapePiece | FeedSource;

export interface SyntheticSource {
  readonly type: 'synthetic';
  readonly family: string;
  readonly seed: string;
  /** Version of the generator; another one makes other markets of the same seed. */
  readonly generator: number;
  readonly minutes: number;
  /** Quote currency. */
  readonly startPrice: number;
  /** How it follows the reference that is made with it; left out where there is none. */
  readonly reference?: PairRequest;
}

/** A market of a venue, as it comes. */
export interface Feed {
  readonly venue: FeedVenue;
  /** As the venue writes it. */
  readonly symbol: string;
}

export interface PlannedFeed extends Feed {
  /** How late the feed is taken to be, µs: that much of an order's delay stands for it. Plans of before it was kept have none. */
  readonly assumedDelayUs?: number;
}

/** A market that is not on file: of a session that runs now, or that was cut off. */
export interface FeedSource extends Feed {
  readonly type: 'feed';
  /** Folder of what was received, relative to the workspace where possible. */
  readonly capture: string;
}

export interface TapePiece {
  readonly type: 'tape';
  /** Path as given, relative to the workspace where possible. */
  readonly file: string;
  /** SHA-256 of the whole file, hex. */
  readonly sha256: string;
  /** Part of the tape, µs since its start. */
  readonly fromUs: number;
  readonly toUs: number;
  /** Folder of the capture that the tape was made from, where a live session made it. */
  readonly capture?: string;
  /** The tape of the hedge reference beside it; left out where there is none. */
  readonly reference?: ReferenceTape;
}

export interface ReferenceTape {
  /** Path as given, relative to the workspace where possible. */
  readonly file: string;
  /** SHA-256 of the whole file, hex. */
  readonly sha256: string;
}

export type SessionStatus = 'running' | 'completed' | 'interrupted' | 'aborted';

export interface SessionRecord {
  readonly id: number;
  /** Counted within the study from 1. */
  readonly number: number;
  readonly campaignId: number;
  readonly mode: Mode;
  readonly source: MarketSource;
  readonly acting: number;
  readonly champion: number;
  readonly status: SessionStatus;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Why it is no evidence: what ended it early, or stopped all lanes of a completed one; null otherwise. */
  readonly endReason: string | null;
  /** Set when sealed. */
  readonly facts: SessionFacts | null;
}

export interface SessionFacts {
  /** Market time of the session's start, µs since 1970. */
  readonly startUs: number;
  /** Market time covered, µs. */
  readonly durationUs: number;
  readonly events: number;
  readonly trades: number;
  /** Digest of the tape that the session saw. */
  readonly tapeDigest: string;
  /** Digest of what the session could see of the hedge reference; left out where there was none. */
  readonly referenceDigest?: string;
  /** Of a completed paper session; left out in others. */
  readonly gap?: PaperGap | { readonly problem: string };
  /** Of the acting version's orders at the venue, in a live session; left out in others. */
  readonly live?: LiveFacts;
  /** What could have happened to the acting version's account; left out where it was not measured: under rules 1, and before. */
  readonly outcomes?: OutcomeFigures;
  /**
   * Realised volatility of the mid over the session, bps per √minute; the range high − low in bps; net move in bps; usual (median)
   * distance of best bid and best ask in bps of the mid, left out in sessions from before it was measured.
   */
  readonly market: {
    readonly volatilityBps: number;
    readonly rangeBps: number;
    readonly moveBps: number;
    readonly spreadBps?: number;
  };
}

/** What the acting version's own orders came to at a venue, and how far its simulated twins were from that. */
export interface LiveFacts {
  /** Reached, market time; a session that was halted has no twins beyond it. */
  readonly durationUs: number;
  readonly told: ToldFile;
  /** Of its decisions, fills and samples. */
  readonly digest: string;
  readonly metrics: Metrics;
  readonly riskState: RiskState;
  readonly riskEvents: readonly RiskEvent[];
  /** That the venue paid meanwhile, quote currency; positive is received. Left out in sessions from before it was read. */
  readonly fundingReceived?: number;
  readonly twins: readonly ({ readonly fillModel: FillModel } & LaneFigures & TwinFills)[];
}

/** What a lane was told of its orders at a venue, one {@link Told} a line. */
export interface ToldFile {
  /** Relative to the workspace. */
  readonly file: string;
  /** SHA-256, hex. */
  readonly sha256: string;
}

/** What the feed's own delays did: the same lanes over the same market, with a feed that is late by a constant time. */
export interface PaperGap {
  /** From the venue's stamp to receipt, by the machine's clock, ms: percentiles of all messages. */
  readonly delaysMs: {
    readonly p10: number;
    readonly median: number;
    readonly p90: number;
    readonly p99: number;
    readonly most: number;
  };
  readonly lanes: readonly ({ readonly version: number; readonly fillModel: FillModel } & LaneFigures)[];
}

/** What could have happened to one account, from the worst to the best that the tape allows. */
export interface OutcomeFigures {
  readonly pessimistic: LaneFigures;
  readonly optimistic: LaneFigures;
  /** With each factor alone at its optimistic end, and all others at the pessimistic one. */
  readonly alone: Readonly<Record<Factor, LaneFigures>>;
}

/** One lane of a sealed session. */
export interface LaneRecord {
  readonly sessionId: number;
  readonly version: number;
  readonly role: Exclude<LaneRole, 'trial'>;
  readonly fillModel: FillModel;
  readonly metrics: Metrics;
  readonly blocks: Blocks;
  readonly riskEvents: readonly RiskEvent[];
  readonly digest: string;
}

/** One lane of a candidate on trial in a sealed session. It has no columns on record. */
export interface TrialLaneRecord
  extends Pick<LaneRecord, 'fillModel' | 'metrics' | 'blocks' | 'riskEvents' | 'digest'> {
  readonly sessionId: number;
  readonly proposalId: number;
}

/** The heavy columns of a lane; read only when charts, CSV or verification ask for them. */
export interface LaneSeries {
  readonly fills: FillColumns;
  readonly samples: LaneSamples;
  /** Mid in ticks per sample. */
  readonly midTicks: Float64Array;
}

/**
 * What a sealed session taught: each version that ran beside the champion compared with it, over all their common
 * sessions so far. Empty when the champion ran alone.
 */
export interface EvaluationRecord {
  readonly sessionId: number;
  readonly comparisons: readonly Comparison[];
  readonly evaluatedAt: string;
}

export interface ParameterChange {
  readonly parameter: string;
  readonly from: ParameterValue;
  readonly to: ParameterValue;
  /** Why, in the proposer's words; may be empty. */
  readonly why: string;
}

export interface Prediction {
  /** Always gain per hour against the base version, quote currency. */
  readonly mean: number;
  readonly p10: number;
  readonly p90: number;
  readonly probabilityBetter: number;
}

/** What a proposer hands in: a diff to a base version, or the advice to keep measuring. */
export interface ProposalDraft {
  readonly proposer: VersionAuthor;
  readonly base: number;
  readonly intent: 'exploit' | 'explore' | 'replicate' | 'no_change';
  readonly changes: readonly ParameterChange[];
  readonly hypothesis: string;
  readonly prediction: Prediction | null;
  /** What a model said beside the diff; left out by other proposers. */
  readonly notes?: ModelNotes;
}

/** A model's words and references, verbatim. They are data: nothing but people and later prompts read them. */
export interface ModelNotes {
  /** Task framing that was asked for, e.g. `exploit` or `contrarian`. */
  readonly framing: string;
  /** What would show the hypothesis wrong. */
  readonly falsifier: string;
  readonly risks: string;
  /** Version numbers cited for each changed parameter. */
  readonly evidence: Readonly<Record<string, readonly number[]>>;
}

export interface GuardrailFinding {
  readonly rule: string;
  readonly severity: 'refusal' | 'warning';
  readonly limit: string;
  readonly value: string;
  readonly reason: string;
}

/**
 * on-trial → waiting | passed-over, by what its trials measured; also approved | rejected | replaced by a person at any time.
 * waiting → approved | rejected | replaced (edited or overridden by a person) | superseded (the base moved on);
 * refused by a guardrail, passed over for another candidate of its round, and no-change are final from the start.
 */
export type ProposalStatus =
  | 'on-trial'
  | 'waiting'
  | 'approved'
  | 'rejected'
  | 'replaced'
  | 'superseded'
  | 'refused'
  | 'passed-over'
  | 'no-change';

/**
 * How a candidate did on markets of the study that were recorded already, beside the champion, before it could cost a
 * session. Its figures are pessimistic ones. Markets of the race chose among the round's candidates: among those that a
 * search left, fewer of them.
 */
export interface RaceRecord extends GainEstimates {
  readonly champion: number;
  /** Numbers of the sessions whose markets were run again, in that order. */
  readonly sessions: readonly number[];
  /** Pieces of the user's own tapes that were run after them. */
  readonly tapes: readonly TapePiece[];
  readonly hours: number;
  /** Gain per hour on each of the markets, sessions first. */
  readonly byMarket: readonly number[];
  readonly probabilityBetter: number;
  readonly volumePerHour: number;
  /** Whether the sign is the same under the optimistic fill model; null for what a search left, which ran under the other alone. */
  readonly signAgrees: boolean | null;
  /** Expected gain per hour against the champion after the race, by race and surrogate together. */
  readonly belief: number;
  /** Weight of the replay in that, 0…1: how well races predicted sessions so far. */
  readonly replayWeight: number;
}

/** Of a candidate that runs, or ran, as simulated lanes of sessions before anybody approved it. */
export interface TrialState {
  /** Id of the session whose results chose it for review. Sessions up to it chose it; later ones are evidence like any other. null while none did. */
  readonly chosenAfter: number | null;
}

export interface ProposalRecord extends ProposalDraft {
  readonly id: number;
  /** The session after which it was made; null before the first. */
  readonly sessionId: number | null;
  /** null when it was not raced: refused, or nothing to change. */
  readonly race: RaceRecord | null;
  readonly findings: readonly GuardrailFinding[];
  readonly status: ProposalStatus;
  /** Why it was passed over; empty otherwise. */
  readonly outcome: string;
  /** null for a candidate that never was on trial. */
  readonly trial: TrialState | null;
  /** Hash of base, proposed parameters and bounds, as they were last validated: an approval is bound to it. */
  readonly hash: string;
  /** When it began to wait for a decision, or was validated again meanwhile; null where it never waited. */
  readonly waitingSince: string | null;
  readonly createdAt: string;
}

/** What a call to a language model was for. `canary` is the same question once more, with the outcomes of the history permuted. */
export type CallPurpose = 'propose' | 'think' | 'extract' | 'repair' | 'canary' | 'probe';

/** accepted, or why the answer could not be used. */
export type CallOutcome = 'accepted' | 'malformed' | 'invented-evidence' | 'cut-short' | 'declined' | 'failed';

/** One call to a language model. The texts are apart ({@link CallTexts}): they are long. */
export interface CallRecord {
  readonly id: number;
  /** The session after which it was made; null outside a round. */
  readonly sessionId: number | null;
  /** The proposal that came of it; null when none did. */
  readonly proposalId: number | null;
  readonly purpose: CallPurpose;
  /** Empty outside a round. */
  readonly framing: string;
  readonly provider: string;
  readonly endpoint: string;
  readonly model: string;
  readonly format: string;
  /** SHA-256 of system, history and task together, hex. */
  readonly promptHash: string;
  /** SHA-256 of the prompt templates, hex. */
  readonly templatesHash: string;
  /** null where the endpoint does not say. */
  readonly inputTokens: number | null;
  readonly cachedTokens: number | null;
  readonly outputTokens: number | null;
  /** USD at the configured prices; null without token counts. */
  readonly cost: number | null;
  /** USD that was set aside for it: the whole prompt uncached, every output token used. Counts where the cost is unknown. */
  readonly mostCost: number;
  readonly durationMs: number;
  readonly tries: number;
  readonly outcome: CallOutcome;
  /** One sentence; empty when accepted. */
  readonly detail: string;
  readonly calledAt: string;
}

export interface CallTexts {
  /** The request as sent, without keys. */
  readonly request: string;
  /** null when no answer came. */
  readonly answer: string | null;
  readonly reasoning: string;
}

/** A claim about one parameter that code can test; its status follows from the comparisons and is never stored. */
export interface LearningRecord {
  readonly id: number;
  /** `model`, or the name of a person. */
  readonly by: string;
  /** In their words. */
  readonly claim: string;
  readonly parameter: string;
  readonly direction: 'raise' | 'lower' | 'switch-on' | 'switch-off';
  /** Which way the move is said to work. */
  readonly effect: 'better' | 'worse' | 'none';
  /** Claimed size, gain per hour in quote currency; null when none was named. */
  readonly effectRange: readonly [low: number, high: number] | null;
  /** Regime in which it is said to hold, as of `regimeOf`; `any` for all. */
  readonly scope: string;
  /** The proposal that brought it; null when a person wrote it. */
  readonly proposalId: number | null;
  readonly createdAt: string;
}

/** What an endpoint and model were found able to do. */
export interface ProbeRecord {
  readonly endpoint: string;
  readonly model: string;
  readonly format: string;
  /** Context length in tokens; null where the endpoint does not say. */
  readonly contextTokens: number | null;
  readonly probedAt: string;
}

/**
 * `promote` makes a version the champion; `rollback` makes a copy of an older version the champion; `cancel` takes a
 * version that waits for its session out of the queue.
 */
export type DecisionKind = 'approve' | 'reject' | 'edit' | 'override' | 'rollback' | 'promote' | 'cancel';

export interface DecisionRecord {
  readonly id: number;
  /** null for a decision on a version: rollback, promote and cancel. */
  readonly proposalId: number | null;
  readonly kind: DecisionKind;
  /** `policy:auto`, or the user's name. */
  readonly by: string;
  readonly reason: string;
  /** The version that came of it, or that it is about; null for none. */
  readonly version: number | null;
  readonly decidedAt: string;
}

/** One event of the study, in the order in which it was written. */
export interface TimelineEntry {
  readonly number: number;
  readonly at: string;
  readonly kind: 'version' | 'session' | 'evaluation' | 'proposal' | 'decision' | 'learning';
  /** Number of the version or session, id of the others; the session's number for an evaluation. */
  readonly id: number;
}

/** Two databases with equal digests hold the same changes in the same order. */
export interface RecordsDigest {
  /** Changes on record since the database was made. */
  readonly changes: number;
  /** Of the hash chain over all of them, hex. */
  readonly sha256: string;
}
