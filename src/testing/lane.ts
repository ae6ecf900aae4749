/** Builds a lane in domain words: trades against a mid that moves once a second. */

import type { Instrument } from '../market/instrument.ts';
import type { FillColumns, LaneResult, LaneSamples } from '../session/result.ts';

/** A tick is 0.1, a lot 0.01: one lot moved by one tick is 0.001 in quote currency. */
export const tenthTick: Instrument = {
  symbol: 'TEN',
  contract: 'linear',
  tickSize: 0.1,
  lotSize: 0.01,
  minNotional: 1,
  makerFeeBps: -0.5,
  takerFeeBps: 3,
};

export interface LaneFill {
  /** Seconds since the session's start. */
  readonly at: number;
  /** Positive bought, negative sold. */
  readonly lots: number;
  readonly ticks: number;
  /** Mid before the fill, ticks. */
  readonly mid: number;
  readonly taker?: boolean;
  /** Quote currency; negative is a rebate. */
  readonly fee?: number;
  /** Distance from mid at which its order was sent, bps. */
  readonly sentAtBps?: number;
  /** Mids after 1, 5, 30 and 60 s; NaN beyond the end. */
  readonly after?: readonly [number, number, number, number];
}

export interface LaneStory {
  readonly fills: readonly LaneFill[];
  /** Mid at the end of each second, ticks. */
  readonly mids: readonly number[];
  readonly fundingPaid?: number;
  /** Bits per second: 1 bids held back, 2 asks. */
  readonly paused?: readonly number[];
  readonly counters?: Partial<LaneResult['counters']>;
}

/** The lane's columns. The account is computed the slow way: at every second all fills so far are summed again. */
export function aLane({ fills, mids, fundingPaid = 0, paused = [], counters = {} }: LaneStory): {
  readonly lane: LaneResult;
  readonly midTicks: Float64Array;
} {
  const value = tenthTick.tickSize * tenthTick.lotSize;
  const upTo = (second: number): readonly LaneFill[] => fills.filter((fill) => fill.at <= second);
  const position = (some: readonly LaneFill[]): number => some.reduce((sum, fill) => sum + fill.lots, 0);
  const profit = (second: number, mid: number): number => {
    const gains = upTo(second).reduce((sum, fill) => sum + fill.lots * (mid - fill.ticks) * value - (fill.fee ?? 0), 0);
    // Funding falls due with the last second.
    return second === mids.length ? gains - fundingPaid : gains;
  };
  const columns: FillColumns = {
    length: fills.length,
    timeUs: Float64Array.from(fills, (fill) => fill.at * 1e6),
    order: Int32Array.from(fills, (_, i) => i),
    side: Uint8Array.from(fills, (fill) => (fill.lots > 0 ? 0 : 1)),
    priceTicks: Int32Array.from(fills, (fill) => fill.ticks),
    lots: Int32Array.from(fills, (fill) => Math.abs(fill.lots)),
    maker: Uint8Array.from(fills, (fill) => (fill.taker === true ? 0 : 1)),
    fee: Float64Array.from(fills, (fill) => fill.fee ?? 0),
    midTicks: Float64Array.from(fills, (fill) => fill.mid),
    inventoryLots: Int32Array.from(fills, (_, i) => position(fills.slice(0, i + 1))),
  };
  const samples: LaneSamples = {
    stepUs: 1e6,
    length: mids.length,
    profit: Float64Array.from(mids, (mid, i) => profit(i + 1, mid)),
    inventoryLots: Int32Array.from(mids, (_, i) => position(upTo(i + 1))),
    paused: Uint8Array.from(mids, (_, i) => paused[i] ?? 0),
    volume: Float64Array.from(mids, (_, i) =>
      upTo(i + 1).reduce((sum, fill) => sum + Math.abs(fill.lots) * fill.ticks * value, 0),
    ),
    // Fill by fill: what the mid did from a minute after it.
    holding: Float64Array.from(mids, (mid, i) =>
      upTo(i + 1 - 60).reduce(
        (sum, fill) => sum + fill.lots * (mid - (mids[Math.ceil(fill.at) - 1 + 60] as number)) * value,
        0,
      ),
    ),
  };
  const lane: LaneResult = {
    version: 1,
    role: 'acting',
    fillModel: 'pessimistic',
    fills: columns,
    markoutMidTicks: Float64Array.from(
      fills.flatMap((fill) => fill.after ?? [Number.NaN, Number.NaN, Number.NaN, Number.NaN]),
    ),
    sentAtBps: Float64Array.from(fills, (fill) => fill.sentAtBps ?? Number.NaN),
    samples,
    counters: {
      decisions: mids.length,
      ordersPlaced: 0,
      ordersCancelled: 0,
      ordersRejected: 0,
      ordersLarge: 0,
      ordersFilled: 0,
      forceCloses: 0,
      denied: {},
      quoteGaps: {},
      fundingPaid,
      ...counters,
    },
    riskState: 'active',
    riskEvents: [],
    digest: 'none',
  };
  return { lane, midTicks: Float64Array.from(mids) };
}
