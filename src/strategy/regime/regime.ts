/**
 * The regime maker: adapts to volatility regimes, trend, toxic flow and funding. What it declares, and the rules between its
 * parameters; docs/strategies/regime.md describes what it does.
 */

import { smallestOrder } from '../../market/instrument.ts';
import { risingProblems } from '../declare.ts';
import { hedgeNeeds } from '../hedge.ts';
import type { Lens } from '../lenses.ts';
import type { Parameters } from '../parameters.ts';
import type { DerivedFigures, StrategyContext, StrategyExposure, StrategyKind } from '../strategy.ts';
import { type RegimeParameters, readRegimeParameters, regimeParameters } from './parameters.ts';
import { RegimeMaker, regimeReasons } from './regimeMaker.ts';

export const regime: StrategyKind = {
  name: 'regime',
  summary:
    'Levels around a reservation price; offsets follow volatility regimes, skew and sizes follow position, trend and funding, toxic flow pauses.',
  parameters: regimeParameters,
  needs(parameters: Parameters): readonly Lens[] {
    const p = readRegimeParameters(parameters);
    return [
      'orders',
      ...(p.vpinEnabled || p.flowBiasBps > 0 ? (['trades'] as const) : []),
      ...(p.fundingEnabled ? (['funding'] as const) : []),
      ...hedgeNeeds(p),
    ];
  },
  reasons: regimeReasons,
  presets: [
    {
      name: 'static',
      meaning:
        'The maker that the document criticises: fixed thresholds, one regime, no trend, no volume signal, no funding.',
      values: {
        volRegimeEnabled: false,
        trendEnabled: false,
        vpinEnabled: false,
        flowBiasBps: 0,
        fundingEnabled: false,
      },
    },
  ],
  check(parameters: Parameters, { instrument, priceTicks }: StrategyContext): readonly string[] {
    const p = readRegimeParameters(parameters);
    const problems: string[] = [];
    const rising = (...names: readonly (keyof RegimeParameters)[]): void => {
      problems.push(...risingProblems(p, ...names));
    };
    if (p.volRegimeEnabled) {
      rising('volShortSeconds', 'volMediumSeconds', 'volLongSeconds');
      rising('calmBps', 'elevatedBps', 'extremeBps');
    }
    if (p.trendEnabled) rising('trendFastSeconds', 'trendSlowSeconds');
    if (p.vpinEnabled) rising('vpinWide', 'vpinPull');
    if (!p.fixedOffsets) rising('minOffsetBps', 'maxOffsetBps');
    // Six digits: 0.7 × 3 is a little less than 2.1 in binary.
    const offset = Number((leastOffsetBps(p) * (p.volRegimeEnabled ? p.offsetScaleCalm : 1)).toPrecision(6));
    if (offset < instrument.makerFeeBps) {
      problems.push(
        `the smallest offset, ${offset} bps${p.volRegimeEnabled ? ' in CALM' : ''}, is below the maker fee of ${instrument.makerFeeBps} bps: every round trip would cost more than it earns`,
      );
    }
    const smallest = Math.max(
      instrument.minNotional * 1.05,
      priceTicks === undefined ? 0 : smallestOrder(instrument, priceTicks),
    );
    if (p.orderSizeUsd < smallest) {
      problems.push(
        `orderSizeUsd = ${p.orderSizeUsd} is below ${Number(smallest.toPrecision(6))}, the venue's smallest order with 5 % to spare or one lot: nothing would be quoted`,
      );
    }
    return problems;
  },
  exposure(parameters: Parameters, { capital }: StrategyContext): StrategyExposure {
    const p = readRegimeParameters(parameters);
    return {
      order: p.orderSizeUsd,
      side: p.orderSizeUsd * p.levels,
      position: (capital * p.inventoryLimitPct) / 100,
      reachPct: (leastOffsetBps(p) * p.levels + p.skewMaxBps * p.inventorySkewFactor) / 100,
    };
  },
  derived(parameters: Parameters, { capital }: StrategyContext): readonly DerivedFigures[] {
    const p = readRegimeParameters(parameters);
    const first = leastOffsetBps(p);
    return [
      { name: 'position limit', values: [(capital * p.inventoryLimitPct) / 100], unit: 'quote currency' },
      { name: 'all orders of one side hold', values: [p.orderSizeUsd * p.levels], unit: 'quote currency' },
      {
        name: 'least distance of the first level in CALM, NORMAL, ELEVATED',
        values: [first * p.offsetScaleCalm, first, first * p.offsetScaleElevated],
        unit: 'bps',
      },
      {
        name: 'skew at the limit, without trend and funding',
        values: [Math.tanh(p.skewSteepness) * p.skewMaxBps * p.inventorySkewFactor],
        unit: 'bps',
      },
    ];
  },
  create: (parameters, context) => new RegimeMaker(readRegimeParameters(parameters), context),
};

/** Least distance of the first level in NORMAL. */
function leastOffsetBps(p: RegimeParameters): number {
  return p.fixedOffsets ? p.offsetPerLevelBps : p.minOffsetBps;
}
