/** What is the same for both engines. */

import type { Latency } from '../../src/exchange/latency.ts';
import { MAX_LANES } from '../../src/exchange/replay.ts';
import type { Instrument } from '../../src/market/instrument.ts';
import { defaultLimits } from '../../src/risk/limits.ts';
import type { LaneRequest, SessionSettings } from '../../src/session/session.ts';
import { FEED_US, type PeerGridParameters, peerGrid, STEP_US } from './peerGrid.ts';

/**
 * µs. An order is answered before the next decision: hftbacktest does not let an order be cancelled before its answer has come, and
 * this package does.
 */
export const delays: Pick<Latency, 'feedUs' | 'orderUs' | 'responseUs'> = {
  feedUs: FEED_US,
  orderUs: 20_000,
  responseUs: 20_000,
};

/**
 * How a grid of the comparison moves: `rests` until the mid is 25 bps away, as the grid of this package does by default; `follows` the
 * mid, so that each move by an interval replaces a level on both sides.
 */
export type Manner = 'rests' | 'follows';
export const manners: readonly Manner[] = ['rests', 'follows'];

const RESET_BPS = 25;
/** Ticks between two levels. */
const intervals: Readonly<Record<Manner, number>> = { rests: 100, follows: 20 };

/** Thirty-two sets of parameters, from the nearest to the farthest. @param priceTicks about the price. @param lots size of an order */
export function gridSets(manner: Manner, priceTicks: number, lots: number): PeerGridParameters[] {
  return Array.from({ length: MAX_LANES }, (_, i) => ({
    halfTicks: 40 + 20 * i,
    intervalTicks: intervals[manner],
    levels: 5,
    resetTicks: manner === 'rests' ? Math.round((priceTicks * RESET_BPS) / 10_000) : 0,
    lots,
    mostLots: 20 * lots,
  }));
}

/** Limits that never act: hftbacktest has none. */
const noLimits = {
  ...defaultLimits,
  orderNotionalPct: 1e9,
  openNotionalPct: 1e9,
  positionPct: 1e9,
  collarPct: 100,
  openOrders: 60,
  duplicateMs: 0,
  repeatedFills: 1_000,
  repeatedFillsWindowSeconds: 0,
  rejectStreak: 1e9,
  stalePullSeconds: Number.POSITIVE_INFINITY,
  staleHaltSeconds: Number.POSITIVE_INFINITY,
  lossWarnPct: 1e9,
  lossReducePct: 1e9,
  lossHaltPct: 1e9,
};

/** Rules 1 with optimistic fills are those of hftbacktest's exchange without partial fills and its third power queue model of 3. */
export function peerSession(instrument: Instrument, durationUs: number): SessionSettings {
  return {
    instrument,
    strategy: peerGrid,
    capital: 1e9,
    limits: noLimits,
    latency: delays,
    decisionUs: STEP_US,
    rules: 1,
    durationUs,
  };
}

export function peerLane(parameters: PeerGridParameters, version: number): LaneRequest {
  return { version, parameters: { ...parameters }, role: version === 1 ? 'acting' : 'shadow', fillModel: 'optimistic' };
}
