/** What a lane's profit consists of, computed from its fills. */

import { type Instrument, markedProfit } from '../market/instrument.ts';
import type { LaneSeries } from '../study/records.ts';

export interface SplitProfit {
  /** Σ (mid before fill − price) × signed size up to each sample, quote currency. */
  readonly spread: Float64Array;
  /** −Σ fees (rebates count up) up to each sample. */
  readonly fees: Float64Array;
  /** The rest of the profit: the mid's moves on the position, and funding. */
  readonly inventory: Float64Array;
}

export function splitProfit({ fills, samples }: LaneSeries, instrument: Instrument): SplitProfit {
  const spread = new Float64Array(samples.length);
  const fees = new Float64Array(samples.length);
  const inventory = new Float64Array(samples.length);
  let fill = 0;
  let spreadSum = 0;
  let feeSum = 0;
  for (let i = 0; i < samples.length; i++) {
    const untilUs = (i + 1) * samples.stepUs;
    while (fill < fills.length && (fills.timeUs[fill] as number) <= untilUs) {
      const lots = (fills.side[fill] === 0 ? 1 : -1) * (fills.lots[fill] as number);
      spreadSum += markedProfit(instrument, lots, fills.priceTicks[fill] as number, fills.midTicks[fill] as number);
      feeSum += fills.fee[fill] as number;
      fill++;
    }
    spread[i] = spreadSum;
    fees[i] = 0 - feeSum;
    inventory[i] = (samples.profit[i] as number) - spreadSum + feeSum;
  }
  return { spread, fees, inventory };
}

export interface ForceCloseCost {
  readonly fills: number;
  /** Half spread and depth walked, quote currency; positive is a cost. */
  readonly crossing: number;
  readonly fees: number;
}

export function forceCloseCost({ fills }: LaneSeries, instrument: Instrument): ForceCloseCost {
  let count = 0;
  let crossing = 0;
  let fees = 0;
  for (let i = 0; i < fills.length; i++) {
    if (fills.maker[i] !== 0) continue;
    const signed = (fills.side[i] === 0 ? 1 : -1) * (fills.lots[i] as number);
    count++;
    crossing -= markedProfit(instrument, signed, fills.priceTicks[i] as number, fills.midTicks[i] as number);
    fees += fills.fee[i] as number;
  }
  return { fills: count, crossing, fees };
}
