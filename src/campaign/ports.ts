/** What a campaign needs from the world, and how it ends. Everything with an effect comes in through here. */

import type { CompiledTape } from '../market/compiledFormat.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Tape } from '../market/tape.ts';
import type { CutPrompt } from '../proposer/model/endpointContext.ts';
import type { PermutationResult } from '../proposer/model/permutationCheck.ts';
import type { Proposer } from '../proposer/proposer.ts';
import type { LaneNow } from '../session/laneNow.ts';
import type { LaneResult, SessionResult } from '../session/result.ts';
import type { LaneRequest, MeasuredLane, SessionProgress } from '../session/session.ts';
import type { StudyReader, StudyWriter } from '../study/journal.ts';
import type {
  CampaignPlan,
  FeedSource,
  LiveFacts,
  MarketSource,
  ProposalRecord,
  SessionFacts,
  SessionRecord,
  StudyRecord,
  TapePiece,
} from '../study/records.ts';
import type { LaneRunner } from './laneRunner.ts';
import type { RaceProgress } from './raceProgress.ts';

/** Which session it is, counted from 1. */
export interface SessionPlace {
  readonly ofStudy: number;
  readonly ofCampaign: number;
  /** Markets of completed sessions of earlier campaigns: they come again only when there are no others. */
  readonly seen: readonly MarketSource[];
}

/** A market that a session runs over, known whole. */
export interface SessionMarket {
  /** It may be replayed any number of times. */
  readonly compiled: CompiledTape;
  /** Digest of all rows before they were compiled: what the session could see. */
  readonly digest: string;
  /** Gives those rows where the market was generated; null for a recorded one, which has them on file. */
  readonly generated: (() => Tape) | null;
}

/** A session over a market as it comes. */
export interface LiveSessionRequest {
  readonly study: StudyRecord;
  readonly plan: CampaignPlan;
  /** Number of the session. */
  readonly number: number;
  readonly acting: number;
  readonly lanes: readonly LaneRequest[];
}

/** What the lanes of a session came to, before it is sealed. */
export interface SessionRun {
  readonly result: SessionResult;
  /** Of every lane, also those that the result leaves out. */
  readonly figures: readonly MeasuredLane[];
  /** Why it ended before its time; null where it did not. */
  readonly endedEarly: string | null;
  /** Digest of the rows that it saw. */
  readonly tapeDigest: string;
  /** Digest of what it could see of the hedge reference; left out where there was none. */
  readonly referenceDigest?: string;
}

/** How a live feed is doing. */
export interface FeedActivity {
  readonly isConnected: boolean;
  /** Age of the newest message of each channel, ms. */
  readonly agesMs: Readonly<Record<string, number>>;
  readonly messages: number;
  /** How often what was connected was lost, and why the last time; null before the first. */
  readonly losses: number;
  readonly lastReason: string | null;
  readonly captureBytes: number;
}

/** Why something is as it is: a code and a sentence. */
export interface OrderNote {
  readonly code: string;
  readonly text: string;
}

/** How the orders at a venue are doing. Amounts are quote currency. */
export interface OrdersActivity {
  readonly state: 'ACTIVE' | 'REDUCING' | 'HALTED';
  /** Why it is REDUCING or HALTED; null while ACTIVE. */
  readonly why: OrderNote | null;
  /** Why no orders may be at the venue just now. They pass by themselves. */
  readonly blocks: readonly OrderNote[];
  readonly warnings: readonly OrderNote[];
  /** By own fills, base units; negative is short. */
  readonly position: number;
  /** Own orders that are or may be at the venue. */
  readonly openOrders: number;
  /** Orders of others in this instrument, at the last reading of the account. */
  readonly foreignOrders: number;
  /** Orders sent by this run of the program. */
  readonly messages: number;
  /** How many it may send; null without a limit. */
  readonly mostMessages: number | null;
  /** Quotes that did not become orders, by the code of the control that denied them. */
  readonly denials: Readonly<Record<string, number>>;
  /** By the fills of the venue; null where nothing was counted yet. */
  readonly sessionProfit: number | null;
  readonly dayProfit: number | null;
  /** Why the venue does not cancel everything when this program falls silent; null where it does, or was not asked. */
  readonly deadManRefusal: string | null;
}

/** What a live market is told about once a second. */
export interface LiveActivity {
  readonly feed: FeedActivity;
  /** null on paper. */
  readonly orders: OrdersActivity | null;
}

/** A session that is over, with the tape that it left. */
export interface LiveSessionRun extends SessionRun {
  readonly source: TapePiece;
  /** undefined where the session ended early. */
  readonly gap: SessionFacts['gap'];
  /** The lane whose orders were at the venue, and the file with what it was told; undefined on paper. */
  readonly live?:
    | (Pick<LiveFacts, 'told' | 'durationUs'> & { readonly lane: LaneResult; readonly fundingReceived: number })
    | undefined;
}

export interface LiveProgress extends SessionProgress {
  /** Market time since the session began, s. */
  readonly elapsedSeconds: number;
  /** All lanes of evidence under pessimistic fills. */
  readonly lanes: readonly LaneNow[];
}

/** How the wait for a live market ended. */
export interface FeedWait {
  /** false where feed or account did not come in time, or the user wanted to stop before. */
  readonly isKnown: boolean;
  /** What was waited for to the end, as a sentence; null where it came. */
  readonly missing: string | null;
  readonly waitedUs: number;
  /** Why no order leaves any more, until a person starts the program again; null otherwise, and on paper. */
  readonly halt: OrderHalt | null;
}

export type OrderHalt = OrderNote;

/**
 * Runs sessions over one market as it comes. The market goes on between sessions, whatever the program does meanwhile. A gap in
 * the feed, a machine that stood still and a clock that was set end a session early.
 */
export interface LiveSessions {
  readonly source: FeedSource;
  /**
   * Waits until the book is known and, where orders are sent, the account was found right; at most for `atMostUs`.
   * @throws what ended the market for good
   */
  ready(atMostUs: number, onStop: CampaignPorts['onStop']): Promise<FeedWait>;
  /**
   * Begins at once, or as soon as the book is known. A stop request ends it early.
   * @returns null where it never began: nothing was heard for `atMostUs`, or the user wanted to stop before
   * @throws what ended the market for good
   */
  run(
    request: LiveSessionRequest,
    atMostUs: number,
    progress: (now: LiveProgress) => void,
    onStop: CampaignPorts['onStop'],
  ): Promise<LiveSessionRun | null>;
}

export type RecordedSource = Extract<MarketSource, { readonly type: 'tape' }>;

/** Where markets come from. */
export interface Markets {
  /** The market of a session; null when recorded tapes are used up. */
  sourceOf(study: StudyRecord, plan: CampaignPlan, place: SessionPlace): Promise<MarketSource | null>;
  /**
   * Whole pieces of recorded tapes, each as long as a session; at most `most`, spread over all of them.
   * @param references tapes of a hedge reference, one of which has to cover each piece
   */
  piecesOf(
    tapes: readonly string[],
    minutes: number,
    most: number,
    references?: readonly string[],
  ): Promise<RecordedSource[]>;
  /**
   * The same source gives the same market, row for row. It can be used until the next is loaded.
   * @throws when a recorded tape is gone or has changed, and for a feed, which left nothing on file.
   */
  load(source: MarketSource, instrument: Instrument): Promise<SessionMarket>;
}

/** The files for people; all can be deleted and rendered again. */
export interface Views {
  /** runs/<session>/ of a sealed session, its tape included where it was generated. */
  session(session: SessionRecord, generated: Tape | null): Promise<void>;
  /** history/<study>/. */
  history(): Promise<void>;
}

/**
 * `loading-market`: it is made or read. `evaluating`: versions are compared, and pages written. `proposing`: a model of the gain is
 * fitted, and candidates are drawn from it. `asking-model`: a language model answers. `waiting-for-feed`: a live market is not known
 * far enough. `writing`: the records and pages of a session.
 */
export type CampaignWork =
  | 'loading-market'
  | 'evaluating'
  | 'proposing'
  | 'asking-model'
  | 'waiting-for-feed'
  | 'writing';

export type CampaignEvent =
  /** `nth` counts the campaign's sessions from 1. */
  | { readonly type: 'session-started'; readonly session: SessionRecord; readonly nth: number }
  | {
      readonly type: 'session-progress';
      readonly session: SessionRecord;
      /** Market time reached and planned, µs. */
      readonly elapsedUs: number;
      readonly plannedUs: number;
      readonly share: number;
      readonly profit: number;
      readonly fills: number;
      /** All lanes of evidence under pessimistic fills. */
      readonly lanes: readonly LaneNow[];
    }
  /** What it does from now on, beside running a session (`session-started`) and racing. */
  | { readonly type: 'working'; readonly on: CampaignWork }
  /** A sentence on orders at the venue that is new. */
  | { readonly type: 'orders-said'; readonly text: string }
  /** Candidates run over recorded markets: told when a race begins, several times a second, and when markets were run. */
  | ({ readonly type: 'racing' } & RaceProgress)
  | { readonly type: 'session-sealed'; readonly session: SessionRecord }
  /** The proposal that the round led to, or the first of those that it put on trial; `others` is how many more candidates it had. */
  | {
      readonly type: 'proposed';
      readonly proposal: ProposalRecord;
      /** All that go on trial. */
      readonly onTrial: readonly ProposalRecord[];
      readonly others: number;
    }
  /** A candidate that its trials chose for review. */
  | { readonly type: 'chosen'; readonly proposal: ProposalRecord }
  /** A proposer gave no candidate where it should have; the round goes on without it. */
  | {
      readonly type: 'proposer-silent';
      readonly proposer: Proposer['name'];
      readonly about: string;
      readonly reason: string;
    }
  /** A model was asked once more with the outcomes of its history permuted. */
  | { readonly type: 'permutation-check'; readonly model: string; readonly found: PermutationResult }
  /** A model seems to have read a part of its prompt only; once a campaign. */
  | ({ readonly type: 'prompt-cut'; readonly model: string } & CutPrompt)
  | {
      readonly type: 'decided';
      readonly proposal: ProposalRecord;
      readonly kind: 'approve' | 'reject';
      readonly version: number | null;
      /** A person, or the policy by which code decided. */
      readonly by: string;
      readonly reason: string;
    }
  /** It was decided, superseded or renewed elsewhere while the campaign was about to decide. */
  | { readonly type: 'not-decided'; readonly proposal: ProposalRecord; readonly reason: string }
  | { readonly type: 'promoted'; readonly version: number; readonly reason: string }
  /** `version` is a copy of `to` and the champion. */
  | { readonly type: 'rolled-back'; readonly version: number; readonly to: number; readonly reason: string };

/** Answer of a person asked to decide; `later` leaves the proposal waiting while the campaign goes on. */
export type PersonAnswer =
  | { readonly kind: 'approve' | 'reject'; readonly by: string; readonly reason: string }
  | { readonly kind: 'later' };

/** A campaign reads and writes the study; calls to models go on record through the proposer that makes them. */
export type CampaignJournal = StudyReader & StudyWriter;

export interface CampaignPorts {
  readonly journal: CampaignJournal;
  readonly markets: Markets;
  /** Where the plan's sessions come live; null in other modes. */
  readonly live: LiveSessions | null;
  /** Runs the lanes of races. */
  readonly lanes: LaneRunner;
  /**
   * In the order in which they are asked: each gets what those before it would do. Of candidates that are equally good
   * the one of the later proposer is taken.
   */
  readonly proposers: readonly Proposer[];
  /** Size of effects to expect before anything is measured, gain per hour in quote currency. */
  readonly effectScale: number;
  readonly views: Views;
  /** Asks a person, when the plan's policy is `ask`. */
  readonly ask: (proposal: ProposalRecord) => Promise<PersonAnswer>;
  readonly progress: (event: CampaignEvent) => void;
  /** Lets signals and timers be handled between two slices of work. */
  readonly breathe: () => Promise<void>;
  /** The time, ISO 8601 in UTC. */
  readonly now: () => string;
  /** SHA-256 of a text, hex. */
  readonly sha256: (text: string) => string;
  /** The campaign has failed: what goes on beside it ends as when the user wants to stop. */
  readonly abandon: () => void;
  /** Becomes true when the user wants to stop. */
  readonly stop: { readonly requested: boolean };
  /** Calls `then` once when the user wants to stop, at once if that is so already. Returns how to take it back. */
  readonly onStop: (then: () => void) => () => void;
}

export type CampaignEnd =
  | { readonly kind: 'finished' }
  /** The recorded tapes were used up before the planned number of sessions. */
  | { readonly kind: 'tapes-used-up'; readonly completed: number }
  | { readonly kind: 'waiting'; readonly proposal: ProposalRecord }
  | { readonly kind: 'interrupted' }
  /** The feed or the account was away until the planned time was over. @property missing what, as a sentence */
  | { readonly kind: 'feed-away'; readonly completed: number; readonly missing: string }
  /** No order may leave until a person has looked. */
  | { readonly kind: 'halted'; readonly completed: number; readonly halt: OrderHalt };
