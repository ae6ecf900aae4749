/**
 * What a running campaign does, as other programs read it: the shape of the file `tune.activity.json` and of `tune watch --json`,
 * described in docs/watching.md. Times are ISO 8601 in UTC, lengths are seconds, amounts are quote currency.
 */

import { z } from 'zod';
import type { FeedActivity, OrderNote, OrdersActivity } from '../campaign/ports.ts';
import { type GapCause, gapCauses } from '../session/quoteGaps.ts';
import type { LaneRole } from '../session/result.ts';
import { type Mode, modes } from '../study/records.ts';

/** Raised when a field changes its meaning or is taken away; a field that is added leaves it. */
export const ACTIVITY_FORMAT = 1;

/**
 * `starting`: nothing has happened yet. `racing`: candidates run over recorded markets. `waiting-for-person`: an answer at the
 * campaign's own terminal. The others as in `CampaignWork` (campaign/ports.ts).
 */
export const activityKinds = [
  'starting',
  'loading-market',
  'session',
  'writing',
  'evaluating',
  'proposing',
  'racing',
  'asking-model',
  'waiting-for-person',
  'waiting-for-feed',
] as const;
export type ActivityKind = (typeof activityKinds)[number];

/** A version or a candidate in the running session, under pessimistic fills. */
export interface LaneActivity {
  /** v3, or p17 for a candidate on trial. */
  readonly name: string;
  readonly role: LaneRole;
  /** With the position marked at mid; null while there is no mid. */
  readonly profit: number | null;
  readonly fills: number;
  /** Base units; negative is short. */
  readonly position: number;
  /** With the sign of the position; null while there is no mid. */
  readonly positionValue: number | null;
  readonly openOrders: number;
  /** `reducing`: only orders that shrink the position are sent. `halted`: nothing is. */
  readonly risk: 'active' | 'reducing' | 'halted';
  /** Why it has no bids; null where it has some. docs/watching.md has the causes. */
  readonly noBids: GapCause | null;
  readonly noAsks: GapCause | null;
  /** The newest report of risk, with the second of the session; null where there was none. */
  readonly riskEvent: { readonly atSeconds: number; readonly code: string; readonly message: string } | null;
}

export interface SessionActivity {
  /** Of the study, counted from 1. */
  readonly number: number;
  /** Of the campaign, counted from 1. */
  readonly nth: number;
  /** Kind of the generated market, or the file of the tape. */
  readonly market: string;
  readonly startedAt: string;
  /** Whether it is under way; else it was the last one that this process ran. */
  readonly running: boolean;
  /** Market time. */
  readonly elapsedSeconds: number;
  readonly plannedSeconds: number;
  /** Numbers of versions. */
  readonly acting: number;
  readonly champion: number;
  /** The acting version first, then the champion, other versions and candidates on trial. */
  readonly lanes: readonly LaneActivity[];
}

/** How candidates stand in a race over recorded markets. */
export interface RaceActivity {
  readonly candidates: number;
  /** Candidates that were not taken out. */
  readonly left: number;
  /** Recorded markets that all candidates left have run, of all. */
  readonly markets: number;
  readonly ofMarkets: number;
}

export const campaignEnds = [
  'finished',
  'tapes-used-up',
  'feed-away',
  'halted',
  'waiting',
  'interrupted',
  'failed',
] as const;

export interface Activity {
  readonly format: number;
  readonly pid: number;
  /** When this was written. */
  readonly at: string;
  readonly study: string;
  readonly symbol: string;
  /** Sign or code of the quote currency: `$`, `EUR`. */
  readonly currency: string;
  readonly campaign: {
    readonly id: number;
    readonly mode: Mode;
    /** Completed sessions of its plan. */
    readonly done: number;
    readonly planned: number;
    readonly minutes: number;
    readonly startedAt: string;
    /** From what this process measured so far; null before it can be known. */
    readonly secondsLeft: number | null;
  };
  readonly activity: {
    readonly kind: ActivityKind;
    readonly since: string;
    /** 0 to 1; null where it cannot be known. */
    readonly share: number | null;
    readonly secondsLeft: number | null;
    /** Only while racing. */
    readonly race: RaceActivity | null;
  };
  /** The session that runs, or the last one that this process ran; null before the first. */
  readonly session: SessionActivity | null;
  /** null without a live market. */
  readonly feed: FeedActivity | null;
  /** Orders at the venue; null on paper and without a live market. */
  readonly orders: OrdersActivity | null;
  /** Ids of proposals that wait for a person. */
  readonly waiting: readonly number[];
  /** Ids of candidates on trial. */
  readonly onTrial: readonly number[];
  /** What comes next, in words. */
  readonly next: string;
  /** How the campaign ended or stopped; null while it runs. */
  readonly end: { readonly kind: (typeof campaignEnds)[number]; readonly at: string; readonly words: string } | null;
}

/** `starting`: a campaign has begun and has written nothing yet. `died`: it ended without saying so. `none`: no campaign has run here. */
export const watchedStates = ['running', 'starting', 'ended', 'died', 'none'] as const;

/** What a reader finds: one JSON object of `tune watch --json`. */
export interface Watched {
  readonly state: (typeof watchedStates)[number];
  /** Age of what the campaign wrote; null where it wrote nothing. */
  readonly ageSeconds: number | null;
  readonly activity: Activity | null;
}

const time = z.iso.datetime();
const count = z.int().nonnegative();
const amount = z.number().nullable();
const seconds = z.number().nonnegative();

const laneSchema: z.ZodType<LaneActivity> = z.object({
  name: z.string().regex(/^[vp]\d+$/),
  role: z.enum(['acting', 'champion', 'shadow', 'trial']),
  profit: amount,
  fills: count,
  position: z.number(),
  positionValue: amount,
  openOrders: count,
  risk: z.enum(['active', 'reducing', 'halted']),
  noBids: z.enum(gapCauses).nullable(),
  noAsks: z.enum(gapCauses).nullable(),
  riskEvent: z.object({ atSeconds: seconds, code: z.string(), message: z.string() }).nullable(),
});

const sessionSchema: z.ZodType<SessionActivity> = z.object({
  number: count,
  nth: count,
  market: z.string(),
  startedAt: time,
  running: z.boolean(),
  elapsedSeconds: seconds,
  plannedSeconds: seconds,
  acting: count,
  champion: count,
  lanes: z.array(laneSchema),
});

const feedSchema: z.ZodType<FeedActivity> = z.object({
  isConnected: z.boolean(),
  agesMs: z.record(z.string(), z.number()),
  messages: count,
  losses: count,
  lastReason: z.string().nullable(),
  captureBytes: count,
});

const notesSchema: z.ZodType<readonly OrderNote[]> = z.array(z.object({ code: z.string(), text: z.string() }));

const ordersSchema: z.ZodType<OrdersActivity> = z.object({
  state: z.enum(['ACTIVE', 'REDUCING', 'HALTED']),
  why: z.object({ code: z.string(), text: z.string() }).nullable(),
  blocks: notesSchema,
  warnings: notesSchema,
  position: z.number(),
  openOrders: count,
  foreignOrders: count,
  messages: count,
  mostMessages: count.nullable(),
  denials: z.record(z.string(), count),
  sessionProfit: amount,
  dayProfit: amount,
  deadManRefusal: z.string().nullable(),
});

export const activitySchema: z.ZodType<Activity> = z.object({
  format: z.literal(ACTIVITY_FORMAT),
  pid: z.int().positive(),
  at: time,
  study: z.string(),
  symbol: z.string(),
  currency: z.string(),
  campaign: z.object({
    id: count,
    mode: z.enum(modes),
    done: count,
    planned: count,
    minutes: z.number().positive(),
    startedAt: time,
    secondsLeft: seconds.nullable(),
  }),
  activity: z.object({
    kind: z.enum(activityKinds),
    since: time,
    share: z.number().min(0).max(1).nullable(),
    secondsLeft: seconds.nullable(),
    race: z.object({ candidates: count, left: count, markets: count, ofMarkets: count }).nullable(),
  }),
  session: sessionSchema.nullable(),
  feed: feedSchema.nullable(),
  // What an earlier version of the program wrote has none.
  orders: ordersSchema.nullable().default(null),
  waiting: z.array(count),
  onTrial: z.array(count),
  next: z.string(),
  end: z.object({ kind: z.enum(campaignEnds), at: time, words: z.string() }).nullable(),
});

export const watchedSchema: z.ZodType<Watched> = z.object({
  state: z.enum(watchedStates),
  ageSeconds: seconds.nullable(),
  activity: activitySchema.nullable(),
});
