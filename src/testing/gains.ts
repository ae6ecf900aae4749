/** Gains that come from fills within a minute alone: both sides hold the same and swing the same. */

import type { Estimate, GainEstimates } from '../evaluation/comparison.ts';
import type { Measured, MeasuredGain } from '../evaluation/effect.ts';

const NOTHING: Measured = { mean: 0, standardError: 0 };

export function profitAlone(profit: Measured): MeasuredGain {
  return { ...profit, markout: profit, holding: NOTHING, riskCharge: NOTHING };
}

/** The estimates of a comparison or race. */
export function gainFrom(profit: Estimate | null): GainEstimates {
  const nothing = profit && { mean: 0, low: 0, high: 0, level: profit.level };
  return {
    gainPerHour: profit,
    profitPerHour: profit,
    markoutPerHour: profit,
    holdingPerHour: nothing,
    riskChargePerHour: nothing,
  };
}
