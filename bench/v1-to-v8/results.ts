/** Sums up the sessions of each market: figures of each of v1 to v8 under both fill models. */

import { hoursOfBlocks } from '../../src/evaluation/blocks.ts';
import type { Estimate } from '../../src/evaluation/comparison.ts';
import type { Metrics } from '../../src/evaluation/metrics.ts';
import { ratioInterval } from '../../src/evaluation/ratio.ts';
import type { SetResult } from '../../src/evaluation/setSummary.ts';
import type { FillModel } from '../../src/session/result.ts';
import { SHOWN_LEVEL } from './difference.ts';
import type { Market } from './markets.ts';
import { seedTable } from './versions.ts';

export interface VersionFigures {
  readonly volumePerHour: number;
  readonly profitPerHour: number;
  /** Profit per $10k of volume, summed over all sessions; null without volume. */
  readonly per10k: number | null;
  /** Profit per $10k with its interval; null with fewer than two blocks of volume. */
  readonly interval: Estimate | null;
  readonly fills: number;
  readonly forceClosesPerHour: number;
  /** Mean over sessions of the share of time that sides were paused. */
  readonly pauseShare: number;
  /** Number of sessions that a risk limit halted. */
  readonly halted: number;
}

export interface MarketResults {
  readonly name: string;
  readonly kind: Market['kind'] | 'pooled';
  readonly hours: number;
  readonly sessions: number;
  /** v1 to v8. */
  readonly versions: readonly Readonly<Record<FillModel, VersionFigures>>[];
}

/** Every market, and all synthetic ones together as `pooled`. */
export function resultsOf(markets: readonly Market[]): MarketResults[] {
  const pooled = markets.filter(({ kind }) => kind === 'synthetic').flatMap(({ sessions }) => sessions);
  const all: readonly (Pick<MarketResults, 'name' | 'kind'> & Pick<Market, 'sessions'>)[] = [
    ...markets,
    { name: 'pooled', kind: 'pooled', sessions: pooled },
  ];
  return all.map(({ name, kind, sessions }): MarketResults => {
    const of = (set: number, model: FillModel): VersionFigures =>
      pool(sessions.flatMap((outcomes) => outcomes[set]?.[model] ?? []));
    return {
      name,
      kind,
      hours: sessions.reduce((sum, outcomes) => sum + hoursOf(outcomes[0]?.pessimistic), 0),
      sessions: sessions.length,
      versions: seedTable.map((_, set) => ({ pessimistic: of(set, 'pessimistic'), optimistic: of(set, 'optimistic') })),
    };
  });
}

function hoursOf(result: SetResult<Metrics> | undefined): number {
  return result === undefined ? 0 : hoursOfBlocks(result.blocks);
}

function pool(results: readonly SetResult<Metrics>[]): VersionFigures {
  const sum = (pick: (result: SetResult<Metrics>) => number): number =>
    results.reduce((total, result) => total + pick(result), 0);
  const hours = sum(hoursOf);
  const volume = sum(({ metrics }) => metrics.volume);
  const profit = sum(({ metrics }) => metrics.profit);
  return {
    volumePerHour: volume / hours,
    profitPerHour: profit / hours,
    per10k: volume === 0 ? null : (profit / volume) * 10_000,
    interval: ratioInterval(
      results.map(({ blocks }) => blocks),
      { level: SHOWN_LEVEL },
    ),
    fills: sum(({ metrics }) => metrics.fills),
    forceClosesPerHour: sum(({ metrics }) => metrics.forceCloses) / hours,
    pauseShare: sum(({ metrics }) => metrics.pauseShare) / results.length,
    halted: results.filter(({ metrics }) => metrics.riskState === 'halted').length,
  };
}
