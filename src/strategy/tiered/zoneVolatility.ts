/** The volatility that chooses the zone of the tiers: realised, or a forecast that was fitted on tapes (`tune fit volatility`). */

import { EwmaVolatility } from '../../signals/ewmaVolatility.ts';
import { HarVolatility, type HarWeights } from '../../signals/harVolatility.ts';
import { RealisedVolatility } from '../../signals/realisedVolatility.ts';
import type { TieredParameters } from './parameters.ts';

export interface ZoneVolatility {
  /** bps per square root of a second; 0 until there are two samples. */
  readonly perRootSecondBps: number;
  /** Takes the price of a moment. */
  push(timeUs: number, price: number): void;
  reset(): void;
}

export function zoneVolatility(p: TieredParameters): ZoneVolatility {
  if (p.harForecast) return new HarVolatility(harWeightsOf(p));
  return p.ewmaForecast ? new EwmaVolatility(p.ewmaHalfLifeSeconds) : new RealisedVolatility(p.volatilitySeconds);
}

function harWeightsOf(p: TieredParameters): HarWeights {
  return {
    constant: p.harConstantBps,
    minute: p.harMinute,
    fiveMinutes: p.harFiveMinutes,
    quarterHour: p.harQuarterHour,
  };
}
