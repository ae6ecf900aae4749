/** The measured facts of one lane of one session. Plain data: stored as JSON, shown to people and models. */

import type { GapCause } from '../session/quoteGaps.ts';

/** Mean price move after a fill, signed in our favour, in basis points of the mid before the fill. */
export interface Markout {
  readonly horizonSeconds: number;
  /** Volume-weighted mean in bps; null when no fill was old enough. */
  readonly meanBps: number | null;
  readonly fills: number;
}

/** Passive fills of one kind together. */
export interface FillGroup {
  readonly fills: number;
  /** Traded value, quote currency. */
  readonly volume: number;
  /** Distance of the fills from the mid just before them, over volume, bps; null without volume. */
  readonly spreadBps: number | null;
  /** Mean move of the mid in our favour 1, 5, 30 and 60 s after, weighted by size, bps; null when no fill was old enough. */
  readonly markoutsBps: readonly (number | null)[];
}

/** Those whose orders were sent so far from the mid: from `fromBps` up to, and without, `toBps` (null: no bound). */
export interface DistanceGroup extends FillGroup {
  readonly fromBps: number;
  readonly toBps: number | null;
}

/** Where positions stood at the end of moves in one direction. */
export interface MoveEnds {
  readonly count: number;
  /** How many ended with a position that the move had made a loss on: short after a rise, long after a fall. */
  readonly against: number;
  /** Mean position at the end, quote currency, long positive; null without a move. */
  readonly meanPosition: number | null;
}

/** Moves of the mid between turns of at least `leastBps` (priceMoves.ts). */
export interface PriceMoves {
  readonly leastBps: number;
  readonly rises: MoveEnds;
  readonly falls: MoveEnds;
}

/** Share of the time for which a side had no quotes, by cause (session/quoteGaps.ts), 0…1. */
export type QuoteGapShares = Readonly<Partial<Record<GapCause, { readonly bids: number; readonly asks: number }>>>;

export interface Metrics {
  /** Traded value, quote currency. */
  readonly volume: number;
  /** Executions; an order filled in three pieces counts three. */
  readonly fills: number;
  /** Net of fees, rebates and funding, inventory marked at mid: spread + inventory − fees + rebates − funding. */
  readonly profit: number;
  /** (mid before fill − price) × signed size, summed. */
  readonly spreadProfit: number;
  /** What moves of the mid earned or cost on the position. */
  readonly inventoryProfit: number;
  readonly feesPaid: number;
  readonly rebates: number;
  /** Funding paid (positive) or received (negative). */
  readonly fundingPaid: number;
  /** Σ profit / Σ volume × 10,000; null without volume. */
  readonly profitPer10k: number | null;
  /** Share of the volume that was passive, 0…1; null without volume. */
  readonly makerRatio: number | null;
  /** Placed orders with at least one fill, 0…1; null when none was placed. */
  readonly fillRate: number | null;
  /** spreadProfit over volume in bps; null without volume. */
  readonly spreadCapturedBps: number | null;
  readonly markouts: readonly Markout[];
  readonly inventory: {
    /** Position at the end, quote currency, long positive. */
    readonly final: number;
    /** Largest absolute position, quote currency. */
    readonly max: number;
    /** Time-weighted mean of the signed and of the absolute position, quote currency. */
    readonly mean: number;
    readonly meanAbsolute: number;
    /**
     * Mean time from leaving flat to being flat again (or the session's end), seconds; null if never away from flat.
     */
    readonly holdingSeconds: number | null;
  };
  /** Largest fall of profit from an earlier peak (or zero), quote currency, positive. */
  readonly maxDrawdown: number;
  /**
   * Mean over standard deviation of per-minute profit, times √(minutes in a year). For reference only: one hour says
   * little about it.
   */
  readonly sharpe: number | null;
  /** Share of time for which the strategy paused a side, averaged over both sides, 0…1. */
  readonly pauseShare: number;
  readonly forceCloses: number;
  /** Orders sent, cancelled and rejected; denied by risk code. */
  readonly requests: {
    readonly placed: number;
    readonly cancelled: number;
    readonly rejected: number;
    /**
     * Orders larger on arrival than a tenth of the best level of their side; absent in records from before it was
     * counted.
     */
    readonly large?: number;
    readonly denied: Readonly<Record<string, number>>;
  };
  /** How often the strategy began to hold back for a reason of its own, by reason; left out where it never did. */
  readonly reasons?: Readonly<Record<string, number>>;
  /** Of passive fills. This and the next three are absent in records from before they were measured. */
  readonly fillsBySide?: { readonly bought: FillGroup; readonly sold: FillGroup };
  /** Of passive fills, nearest first; groups without fills are left out. */
  readonly fillsByDistance?: readonly DistanceGroup[];
  readonly quoteGaps?: QuoteGapShares;
  readonly priceMoves?: PriceMoves;
  /** State of the risk gate at the end. */
  readonly riskState: 'active' | 'reducing' | 'halted';
}
