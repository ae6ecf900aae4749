/** What a lane's aggressive fills cost against the mid just before them. */

import { type Instrument, markedProfit } from '../market/instrument.ts';
import type { LaneSeries } from '../study/records.ts';

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
