/** Gains told by profit alone, as of sides with the same swings. */

import type { Comparison, Estimate } from './comparison.ts';
import type { Measured, MeasuredGain } from './effect.ts';

export function profitAlone(profit: Measured): MeasuredGain {
  return { ...profit, profit, riskCharge: { mean: 0, standardError: 0 } };
}

/** The three estimates of a comparison or race. */
export function gainFrom(
  profit: Estimate | null,
): Pick<Comparison, 'gainPerHour' | 'profitPerHour' | 'riskChargePerHour'> {
  return {
    gainPerHour: profit,
    profitPerHour: profit,
    riskChargePerHour: profit && { mean: 0, low: 0, high: 0, level: profit.level },
  };
}
