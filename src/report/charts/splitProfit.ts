/** A lane's profit split over time into what the spread earned, what fees took and what the mid's moves did. */

import { type Instrument, markedProfit } from '../../market/instrument.ts';
import type { LaneSeries } from '../../study/records.ts';

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
