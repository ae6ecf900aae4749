/**
 * Exponential tiers that read the book: distances by volatility zone, book and recent fills, skew by delta. What the strategy
 * declares, and the rules between its parameters; docs/strategies/tiered.md describes what it does.
 */

import { risingProblems } from '../declare.ts';
import { hedgeNeeds } from '../hedge.ts';
import type { Lens } from '../lenses.ts';
import type { Parameters } from '../parameters.ts';
import type { DerivedFigures, StrategyContext, StrategyExposure, StrategyKind } from '../strategy.ts';
import type { Target } from '../targets.ts';
import { readTieredParameters, type TieredParameters, tieredParameters } from './parameters.ts';
import { SUMMED_LEVELS, TieredMaker, tieredReasons } from './tieredMaker.ts';
import { tierShares } from './tiers.ts';

/** The document's table, which speaks of seven days. */
const targets: readonly Target[] = [
  { measure: 'makerRatio', bound: 'above', value: 0.9 },
  { measure: 'tradesPerDay', bound: 'above', value: 2000 },
  { measure: 'sharpe', bound: 'above', value: 2.5 },
  { measure: 'drawdown', bound: 'below', value: 0.03, hours: 7 * 24 },
  { measure: 'fillRate', bound: 'above', value: 0.4 },
  { measure: 'spreadCapturedBps', bound: 'above', value: 5 },
];

export const tiered: StrategyKind = {
  name: 'tiered',
  summary:
    'Exponential tiers near the microprice; distances follow volatility zones, book shape and recent fills, skew follows delta.',
  parameters: tieredParameters,
  needs: (parameters: Parameters): readonly Lens[] => ['depth', ...hedgeNeeds(readTieredParameters(parameters))],
  depthLevels: SUMMED_LEVELS,
  reasons: tieredReasons,
  targets,
  check(parameters: Parameters, { instrument }: StrategyContext): readonly string[] {
    const p = readTieredParameters(parameters);
    const problems: string[] = [];
    const rising = (...names: readonly (keyof TieredParameters)[]): void => {
      problems.push(...risingProblems(p, ...names));
    };
    rising('tightVolatilityPct', 'normalVolatilityPct', 'cautiousVolatilityPct');
    rising('tightMinBps', 'tightMaxBps');
    rising('normalMinBps', 'normalMaxBps');
    rising('cautiousMinBps', 'cautiousMaxBps');
    rising('defensiveMinBps', 'defensiveMaxBps');
    rising('floorBps', 'ceilingBps');
    rising('balancedPct', 'balancedRangePct', 'oneSidedPct', 'urgentPct');
    rising('losingFills', 'losingFillsPause');
    rising('takerWarnPct', 'takerPausePct');
    rising('liquidityFloorUsd', 'veryDeepUsd');
    if (p.harForecast && p.ewmaForecast) {
      problems.push('harForecast and ewmaForecast are both on: the zone can follow only one of them');
    }
    if (p.bandShares && p.nearSharePct + p.middleSharePct > 100) {
      problems.push(
        `nearSharePct = ${p.nearSharePct} and middleSharePct = ${p.middleSharePct} are more than 100 % together`,
      );
    }
    if (p.floorBps < instrument.makerFeeBps) {
      problems.push(
        `floorBps = ${p.floorBps} is below the maker fee of ${instrument.makerFeeBps} bps: a round trip would cost more than it earns`,
      );
    }
    const first = largestTier(p);
    if (first < instrument.minNotional * 1.05) {
      problems.push(
        `the largest tier of ${Number(first.toPrecision(6))} is not 5 % above the venue's smallest order of ${instrument.minNotional}: raise sideSizeUsd`,
      );
    }
    return problems;
  },
  exposure(parameters: Parameters, { instrument, capital }: StrategyContext): StrategyExposure {
    const p = readTieredParameters(parameters);
    return {
      // A tier may take up smaller ones before it.
      order: largestTier(p) + instrument.minNotional,
      side: p.sideSizeUsd,
      position: (capital * p.leverage * p.oneSidedPct) / 100,
      reachPct: Math.min(p.ceilingBps, p.normalMaxBps) / 100,
    };
  },
  derived(parameters: Parameters, { capital }: StrategyContext): readonly DerivedFigures[] {
    const p = readTieredParameters(parameters);
    const money = (name: string, pct: number): DerivedFigures => ({
      name,
      values: [(capital * p.leverage * pct) / 100],
      unit: 'quote currency',
    });
    return [
      {
        name: 'tiers from the nearest',
        values: [...tierShares(p)].map((share) => share * p.sideSizeUsd),
        unit: 'quote currency',
      },
      money('nothing is skewed up to a position of', p.balancedPct),
      money('one side is quoted beyond a position of', p.oneSidedPct),
      money('the skew is largest at a position of', p.urgentPct),
    ];
  },
  create: (parameters, context) => new TieredMaker(readTieredParameters(parameters), context),
};

/** Quote currency. */
function largestTier(p: TieredParameters): number {
  return p.sideSizeUsd * Math.max(...tierShares(p));
}
