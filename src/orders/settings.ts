/** Knobs of the order manager. All times are ms. None is off by default. */

import { type LossTiers, lossTiers } from './lossTiers.ts';
import type { MessageLimits } from './messageBudget.ts';
import type { RepeatedFillSettings } from './repeatedFills.ts';

export interface OrderSettings {
  /** Eight hexadecimal digits at the beginning of every client id. Orders that carry it are ours to cancel; no others are. */
  readonly prefix: string;
  /** Largest position, lots, with every order that is or may be at the venue filled. Beyond it only the other side is quoted. */
  readonly mostPositionLots: number;
  readonly leastLots: number;
  readonly mostLotsPerOrder: number;
  /** Of the study, quote currency. Limits in money are shares of it. */
  readonly capital: number;
  /** Smallest value of an order, quote currency. */
  readonly leastNotional: number;
  /** Largest value of one order, and of all open ones together, as shares of the capital. */
  readonly orderNotional: number;
  readonly openNotional: number;
  /** Orders that are or may be at the venue, both sides together. */
  readonly mostOpenOrders: number;
  /** The same order (side, price, size) does not leave again within this time. */
  readonly duplicateMs: number;
  readonly repeatedFills: RepeatedFillSettings;
  readonly losses: LossTiers;
  /** Orders on each side, those of unknown state included. */
  readonly mostOrdersPerSide: number;
  /** Furthest from the mid, as a share of it; quotes beyond are left out. */
  readonly collar: number;
  /** Between two looks at everything. */
  readonly stepMs: number;
  /** The program did not run if nobody looked for this long. */
  readonly asleepMs: number;
  /** How long the venue may take an order after it was sent. One that it does not know later than that is believed lost. */
  readonly orderLifeMs: number;
  /** What the measured difference of the clocks may be wrong by. */
  readonly clockMarginMs: number;
  /** Age of the market data at which quotes are pulled. */
  readonly staleMarketMs: number;
  /** Age of the market data during a session at which it is HALTED. Time in which the program did not run is left out. */
  readonly deadMarketMs: number;
  /** Between two readings of the account: fills, open orders, position. */
  readonly pollMs: number;
  /** The same while something does not match. */
  readonly mismatchPollMs: number;
  /** Readings in a row with a wrong position until REDUCING, and until HALTED. */
  readonly mismatchesToReduce: number;
  readonly mismatchesToHalt: number;
  /** Fills are asked for from this long before the newest one that is known. */
  readonly fillsBackMs: number;
  /** Between two questions about the same unresolved order. */
  readonly askEveryMs: number;
  /** First wait after a failure, twice as long each time, up to the longest. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** No quotes for this long after the last sign of maintenance: a venue that restarts goes through several phases. */
  readonly afterPauseMs: number;
  /** No new order on a side for this long after one was rejected there. */
  readonly afterRejectMs: number;
  /** Rejects in a row until HALTED; those of post-only orders that would have taken are counted apart. */
  readonly rejectStreak: number;
  readonly postOnlyStreak: number;
  /** Difference of the clocks that is a warning. */
  readonly warnClockOffsetMs: number;
  /** Largest difference of the clocks with which orders are sent. */
  readonly mostClockOffsetMs: number;
  /** After which time without us the venue cancels everything, and how often that is put off; null to leave it out. */
  readonly deadMan: { readonly afterMs: number; readonly everyMs: number } | null;
  readonly messages: MessageLimits;
  /** How long a stop waits for the venue to say that nothing of ours is open. */
  readonly stopWithinMs: number;
}

export type OwnSettings = Pick<OrderSettings, 'prefix' | 'mostPositionLots' | 'mostLotsPerOrder' | 'capital'>;

/** How long an order can be under way, and what the clocks may be wrong by. */
export const ORDER_LIFE = { orderLifeMs: 2500, clockMarginMs: 500 } as const;

/** Settings of one account: those that have no default, and others in place of theirs. */
export type GivenSettings = OwnSettings &
  Partial<Omit<OrderSettings, 'losses'>> & { readonly losses?: Partial<LossTiers> };

export const USUAL_MESSAGES: MessageLimits = { perSecond: 4, burst: 8, perRun: 10_000 };

/** @throws RangeError for a limit in money that would be none */
export function orderSettings(own: GivenSettings): OrderSettings {
  for (const name of ['capital', 'orderNotional', 'openNotional', 'leastNotional'] as const) {
    const value = own[name] ?? 1;
    if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`"${name}" is a positive number, not ${value}`);
  }
  return {
    leastLots: 1,
    leastNotional: 10,
    orderNotional: 0.3,
    openNotional: 4,
    mostOpenOrders: 40,
    duplicateMs: 500,
    repeatedFills: { most: 10, withinMs: 60_000, pauseMs: 300_000 },
    mostOrdersPerSide: 20,
    collar: 0.01,
    stepMs: 100,
    asleepMs: 3000,
    ...ORDER_LIFE,
    staleMarketMs: 5000,
    deadMarketMs: 30_000,
    pollMs: 5000,
    mismatchPollMs: 1000,
    mismatchesToReduce: 2,
    mismatchesToHalt: 3,
    fillsBackMs: 120_000,
    askEveryMs: 1000,
    firstWaitMs: 1000,
    longestWaitMs: 10_000,
    afterPauseMs: 7000,
    afterRejectMs: 500,
    rejectStreak: 5,
    postOnlyStreak: 10,
    warnClockOffsetMs: 1000,
    mostClockOffsetMs: 2000,
    deadMan: { afterMs: 60_000, everyMs: 15_000 },
    messages: USUAL_MESSAGES,
    stopWithinMs: 8000,
    ...own,
    losses: lossTiers(own.losses ?? {}),
  };
}
