/** The results of one set of parameters over all its tapes, pooled: sums, and a ratio of sums with its interval. */

import type { FillModel } from '../session/result.ts';
import { secondsOfBlocks } from './blocks.ts';
import type { Blocks, Estimate } from './comparison.ts';
import type { LaneTotals } from './laneTotals.ts';
import type { Metrics } from './metrics.ts';
import { ratioInterval } from './ratio.ts';

/** `Figures` are the sums that summaries are made of, or all metrics. */
export interface SetResult<Figures extends LaneTotals = LaneTotals> {
  readonly metrics: Figures;
  readonly blocks: Blocks;
}

/** What one set of parameters did on one tape. */
export type SetOutcome<Figures extends LaneTotals = LaneTotals> = Readonly<Record<FillModel, SetResult<Figures>>>;

/** The same with all metrics. */
export type MeasuredSet = SetOutcome<Metrics>;

export interface PooledSet {
  readonly volume: number;
  readonly fills: number;
  readonly profit: number;
  readonly feesPaid: number;
  readonly rebates: number;
  /** null without volume. */
  readonly profitPer10k: number | null;
  /** null with fewer than two blocks of volume. */
  readonly per10kInterval: Estimate | null;
}

export interface SetSummary {
  readonly name: string;
  readonly hours: number;
  readonly pessimistic: PooledSet;
  readonly optimistic: PooledSet;
  /** A conclusion counts only if its sign holds in both. */
  readonly signAgrees: boolean;
}

/** `outcomes` are one per tape. */
export function summarise(name: string, outcomes: readonly SetOutcome[]): SetSummary {
  const pessimistic = pool(outcomes.map((outcome) => outcome.pessimistic));
  const optimistic = pool(outcomes.map((outcome) => outcome.optimistic));
  const seconds = outcomes.reduce((sum, { pessimistic: { blocks } }) => sum + secondsOfBlocks(blocks), 0);
  return {
    name,
    hours: seconds / 3600,
    pessimistic,
    optimistic,
    signAgrees: Math.sign(pessimistic.profit) === Math.sign(optimistic.profit),
  };
}

function pool(results: readonly SetResult[]): PooledSet {
  const sum = (pick: (result: SetResult) => number): number =>
    results.reduce((total, result) => total + pick(result), 0);
  const volume = sum(({ metrics }) => metrics.volume);
  const profit = sum(({ metrics }) => metrics.profit);
  return {
    volume,
    profit,
    fills: sum(({ metrics }) => metrics.fills),
    feesPaid: sum(({ metrics }) => metrics.feesPaid),
    rebates: sum(({ metrics }) => metrics.rebates),
    profitPer10k: volume === 0 ? null : (profit / volume) * 10_000,
    per10kInterval: ratioInterval(
      results.map(({ blocks }) => blocks),
      { level: 0.9 },
    ),
  };
}
