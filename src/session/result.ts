/** The result of a session as plain data: all that evaluation and reports are computed from. */

import type { FillColumns } from '../exchange/executions.ts';
import type { Factor, FillModel } from '../exchange/outcomes.ts';
import type { QuoteGapCounts } from './quoteGaps.ts';

export type { Factor, FillColumns, FillModel };

/**
 * `acting` is the version whose orders count; the champion and other versions run beside it on the same feed as shadows. A `trial` is a
 * candidate that is no version yet.
 */
export type LaneRole = 'acting' | 'champion' | 'shadow' | 'trial';

/** The lane sampled at equal steps; sample i is at (i + 1) × stepUs. */
export interface LaneSamples {
  readonly stepUs: number;
  readonly length: number;
  /** Profit since the session's start in quote currency, fees included, inventory marked at mid. */
  readonly profit: Float64Array;
  readonly inventoryLots: Int32Array;
  /** Bit 0: bids paused, bit 1: asks paused. */
  readonly paused: Uint8Array;
  /** Traded value since the session's start in quote currency. */
  readonly volume: Float64Array;
  /**
   * The part of the profit that positions made after their first minute, quote currency: what the lane held {@link HOLDING_SECONDS}
   * before a step, times the step's move of the mid. The rest is what fills were worth a minute later, fees and funding included.
   */
  readonly holding: Float64Array;
}

/** Age from which a position counts as held. The last horizon of markouts: the two parts of profit meet there. */
export const HOLDING_SECONDS = 60;

export interface LaneCounters {
  readonly decisions: number;
  readonly ordersPlaced: number;
  readonly ordersCancelled: number;
  /** Orders that were on arrival larger than a tenth of what the best of their side showed. */
  readonly ordersLarge: number;
  /** Post-only orders that would have crossed on arrival. */
  readonly ordersRejected: number;
  /** Orders that got at least one passive fill. */
  readonly ordersFilled: number;
  readonly forceCloses: number;
  /** Refused before sending, by risk code. */
  readonly denied: Readonly<Record<string, number>>;
  /** How often each reason of the strategy began (`StrategyKind.reasons`); left out where none did. */
  readonly reasons?: Readonly<Record<string, number>>;
  /** Samples at which a side had no quotes, by cause. */
  readonly quoteGaps: QuoteGapCounts;
  /** Paid by longs, received by shorts; quote currency, negative is received. */
  readonly fundingPaid: number;
}

export interface RiskEvent {
  readonly timeUs: number;
  readonly code: string;
  readonly message: string;
}

/** Horizons of markouts, seconds after a fill. */
export const MARKOUT_SECONDS: readonly number[] = [1, 5, 30, 60];

export interface LaneResult {
  /** Number of the version that ran, e.g. 3 for v3; the id of the proposal where the role is `trial`. */
  readonly version: number;
  readonly role: LaneRole;
  readonly fillModel: FillModel;
  readonly fills: FillColumns;
  /** Mid in ticks at each horizon of {@link MARKOUT_SECONDS} after each fill, fill by fill; NaN beyond the session's end. */
  readonly markoutMidTicks: Float64Array;
  /** Distance from mid of the order behind each fill when it was sent, bps; NaN for taker orders and where it is not known. */
  readonly sentAtBps: Float64Array;
  readonly samples: LaneSamples;
  readonly counters: LaneCounters;
  readonly riskState: 'active' | 'reducing' | 'halted';
  readonly riskEvents: readonly RiskEvent[];
  /** SHA-free digest of fills, samples and sends (digest.ts): equal digests mean byte-identical results. */
  readonly digest: string;
}

/** A lane in three figures: enough to tell how much a factor of the outcomes contributes. */
export interface LaneFigures {
  /** Quote currency, inventory marked at mid. */
  readonly profit: number;
  /** Traded value, quote currency. */
  readonly volume: number;
  /** Executions. */
  readonly fills: number;
}

export interface SessionResult {
  readonly symbol: string;
  readonly startUs: number;
  /** Length of the session in market time. */
  readonly durationUs: number;
  readonly events: number;
  readonly trades: number;
  /** Mid in ticks at each sample of the lanes; NaN where there was no two-sided book. */
  readonly midTicks: Float64Array;
  /** Best ask less best bid in ticks at each sample; NaN where there was no two-sided book. */
  readonly spreadTicks: Float64Array;
  readonly lanes: readonly LaneResult[];
}
