/** A version's measured facts over its completed sessions of one mode, each market once, under one fill model. */

import type { Estimate } from '../evaluation/comparison.ts';
import type { Markout, Metrics } from '../evaluation/metrics.ts';
import { ratioInterval } from '../evaluation/ratio.ts';
import type { FillModel } from '../session/result.ts';
import type { LaneRecord, Mode, SessionRecord } from './records.ts';

const INTERVAL_LEVEL = 0.9;

export interface Pooled {
  readonly version: number;
  readonly mode: Mode;
  readonly fillModel: FillModel;
  readonly sessions: number;
  readonly hours: number;
  readonly blocks: number;
  readonly fills: number;
  readonly volume: number;
  readonly profit: number;
  /** Ratio of sums; null without volume. */
  readonly profitPer10k: number | null;
  /** null while two blocks with volume are missing. */
  readonly per10kInterval: Estimate | null;
  readonly spreadProfit: number;
  readonly inventoryProfit: number;
  readonly feesPaid: number;
  readonly rebates: number;
  readonly fundingPaid: number;
  readonly spreadCapturedBps: number | null;
  readonly makerRatio: number | null;
  readonly markouts: readonly Markout[];
  /** Largest absolute position of all sessions. */
  readonly maxPosition: number;
  /** Time-weighted. */
  readonly meanPosition: number;
  readonly meanAbsolutePosition: number;
  /** Fall from a peak in the worst session. */
  readonly maxDrawdown: number;
  /** Time-weighted, 0…1. */
  readonly pauseShare: number;
  readonly forceCloses: number;
  readonly placed: number;
  readonly rejected: number;
  readonly denied: Readonly<Record<string, number>>;
  readonly riskEvents: Readonly<Record<string, number>>;
  /** Sessions that did not end in the state `active`, by state. */
  readonly reducing: number;
  readonly halted: number;
}

/** A session in which a version took part, with its lane of one fill model. */
export interface SessionLane {
  readonly session: SessionRecord;
  readonly lane: LaneRecord;
}

/**
 * Asked for once a snapshot: take its `pooled`.
 *
 * @param lanes the version's lanes of that mode and fill model that count; null without any
 */
export function pool(version: number, mode: Mode, fillModel: FillModel, lanes: readonly SessionLane[]): Pooled | null {
  if (lanes.length === 0) return null;
  const metrics = lanes.map(({ lane }) => lane.metrics);
  const hours = lanes.map(({ session }) => (session.facts?.durationUs ?? 0) / 3.6e9);
  const sum = (pick: (m: Metrics) => number): number => metrics.reduce((total, m) => total + pick(m), 0);
  const timeMean = (pick: (m: Metrics) => number): number =>
    ratio(
      metrics.reduce((total, m, i) => total + pick(m) * (hours[i] ?? 0), 0),
      total(hours),
    ) ?? 0;
  const volume = sum((m) => m.volume);
  const profit = sum((m) => m.profit);
  const spreadProfit = sum((m) => m.spreadProfit);
  const per10k = ratio(profit, volume);
  const spread = ratio(spreadProfit, volume);
  return {
    version,
    mode,
    fillModel,
    sessions: lanes.length,
    hours: total(hours),
    blocks: total(lanes.map(({ lane }) => lane.blocks.profit.length)),
    fills: sum((m) => m.fills),
    volume,
    profit,
    profitPer10k: per10k === null ? null : per10k * 10_000,
    per10kInterval: ratioInterval(
      lanes.map(({ lane }) => lane.blocks),
      { level: INTERVAL_LEVEL },
    ),
    spreadProfit,
    inventoryProfit: sum((m) => m.inventoryProfit),
    feesPaid: sum((m) => m.feesPaid),
    rebates: sum((m) => m.rebates),
    fundingPaid: sum((m) => m.fundingPaid),
    spreadCapturedBps: spread === null ? null : spread * 10_000,
    makerRatio: ratio(
      sum((m) => (m.makerRatio ?? 0) * m.volume),
      volume,
    ),
    markouts: poolMarkouts(metrics),
    maxPosition: Math.max(...metrics.map((m) => m.inventory.max)),
    meanPosition: timeMean((m) => m.inventory.mean),
    meanAbsolutePosition: timeMean((m) => m.inventory.meanAbsolute),
    maxDrawdown: Math.max(...metrics.map((m) => m.maxDrawdown)),
    pauseShare: timeMean((m) => m.pauseShare),
    forceCloses: sum((m) => m.forceCloses),
    placed: sum((m) => m.requests.placed),
    rejected: sum((m) => m.requests.rejected),
    denied: tally(metrics.flatMap((m) => Object.entries(m.requests.denied))),
    riskEvents: tally(lanes.flatMap(({ lane }) => lane.riskEvents.map((event) => [event.code, 1] as const))),
    reducing: metrics.filter((m) => m.riskState === 'reducing').length,
    halted: metrics.filter((m) => m.riskState === 'halted').length,
  };
}

/**
 * Sessions' markouts weighted by the volume behind them. A session records how many fills were old enough, not their
 * volume: their share of its fills stands for their share of its volume.
 */
function poolMarkouts(metrics: readonly Metrics[]): Markout[] {
  const horizons = [...new Set(metrics.flatMap((m) => m.markouts.map((markout) => markout.horizonSeconds)))];
  return horizons
    .sort((a, b) => a - b)
    .map((horizonSeconds) => {
      let fills = 0;
      let weight = 0;
      let weighted = 0;
      for (const m of metrics) {
        const markout = m.markouts.find((one) => one.horizonSeconds === horizonSeconds);
        if (markout === undefined || markout.meanBps === null || m.fills === 0) continue;
        const share = (m.volume * markout.fills) / m.fills;
        fills += markout.fills;
        weight += share;
        weighted += markout.meanBps * share;
      }
      return { horizonSeconds, meanBps: ratio(weighted, weight), fills };
    });
}

function ratio(over: number, under: number): number | null {
  return under > 0 ? over / under : null;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function tally(entries: readonly (readonly [string, number])[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [code, count] of entries) counts[code] = (counts[code] ?? 0) + count;
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
