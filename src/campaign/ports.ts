/** What a campaign needs from the world, and how it ends. Everything with an effect comes in through here. */

import type { CompiledTape } from '../market/compiledFormat.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Tape } from '../market/tape.ts';
import type { CutPrompt } from '../proposer/model/endpointContext.ts';
import type { PermutationResult } from '../proposer/model/permutationCheck.ts';
import type { Proposer } from '../proposer/proposer.ts';
import type { LaneNow } from '../session/laneNow.ts';
import type { StudyReader, StudyWriter } from '../study/journal.ts';
import type { CampaignPlan, MarketSource, ProposalRecord, SessionRecord, StudyRecord } from '../study/records.ts';
import type { LaneRunner } from './laneRunner.ts';
import type { RaceProgress } from './raceProgress.ts';

/** Which session it is, counted from 1. */
export interface SessionPlace {
  readonly ofStudy: number;
  readonly ofCampaign: number;
  /** Markets of completed sessions of earlier campaigns: they come again only when there are no others. */
  readonly seen: readonly MarketSource[];
}

/** A market that a session can run over: known whole, or still growing while the session runs. */
export interface SessionMarket {
  /** Replayed from its beginning as far as it is known; it may be replayed again at any time. */
  readonly compiled: CompiledTape;
  /**
   * Resolves when all that happens up to `untilUs` (µs since the market's start) is known, or the market has ended before. At
   * once for a market that is known whole; rejects when the market cannot be known any further. Infinity waits for its end.
   */
  ready(untilUs: number): Promise<void>;
  /**
   * Digest of all rows before they were compiled: what the session could see. Asked for when the session is over, which a stop
   * may bring about before the market has ended.
   */
  digest(): Promise<string>;
  /** Gives those rows where the market was generated; null for a recorded one, which has them on file. */
  readonly generated: (() => Tape) | null;
}

export type RecordedSource = Extract<MarketSource, { readonly type: 'tape' }>;

/** Where markets come from. */
export interface Markets {
  /** The market of a session; null when recorded tapes are used up. */
  sourceOf(study: StudyRecord, plan: CampaignPlan, place: SessionPlace): Promise<MarketSource | null>;
  /** Whole pieces of recorded tapes, each as long as a session; at most `most`, spread over all of them. */
  piecesOf(tapes: readonly string[], minutes: number, most: number): Promise<RecordedSource[]>;
  /**
   * The same source gives the same market, row for row. It can be used until the next is loaded.
   * @throws when a recorded tape is gone or has changed.
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
    }
  | { readonly type: 'promoted'; readonly version: number; readonly reason: string }
  /** `version` is a copy of `to` and the champion. */
  | { readonly type: 'rolled-back'; readonly version: number; readonly to: number; readonly reason: string };

/** Answer of a person asked to decide; `later` leaves the proposal waiting and pauses the campaign. */
export type PersonAnswer =
  | { readonly kind: 'approve' | 'reject'; readonly by: string; readonly reason: string }
  | { readonly kind: 'later' };

/** A campaign reads and writes the study; calls to models go on record through the proposer that makes them. */
export type CampaignJournal = StudyReader & StudyWriter;

export interface CampaignPorts {
  readonly journal: CampaignJournal;
  readonly markets: Markets;
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
  /** SHA-256 of a text, hex. */
  readonly sha256: (text: string) => string;
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
  | { readonly kind: 'interrupted' };

/** A market that is known whole before a session runs over it: generated, or read from a file. @param digest of the rows before they were compiled */
export function knownMarket(
  compiled: CompiledTape,
  digest: string,
  generated: (() => Tape) | null = null,
): SessionMarket {
  return { compiled, ready: () => Promise.resolve(), digest: () => Promise.resolve(digest), generated };
}
