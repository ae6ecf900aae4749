import { type Instrument, markedProfit } from '../market/instrument.ts';
import type { LaneResult } from '../session/result.ts';
import type { Metrics } from './metrics.ts';

export type ProfitSplit = Pick<
  Metrics,
  'profit' | 'spreadProfit' | 'inventoryProfit' | 'feesPaid' | 'rebates' | 'fundingPaid'
>;

/**
 * Where the profit came from, in quote currency: profit = spread + inventory − fees + rebates − funding.
 * Spread is what each fill was better (or, for takers, worse) than the mid before the instant of the fill; inventory is
 * the rest: what the mid's moves did to the position, the move of the filling instant itself included.
 */
export function profitSplit(lane: LaneResult, instrument: Instrument): ProfitSplit {
  const { fills, samples, counters } = lane;
  const profit = samples.length === 0 ? 0 : (samples.profit[samples.length - 1] as number);
  let spreadProfit = 0;
  let feesPaid = 0;
  let rebates = 0;
  for (let i = 0; i < fills.length; i++) {
    const signed = (fills.side[i] === 0 ? 1 : -1) * (fills.lots[i] as number);
    spreadProfit += markedProfit(instrument, signed, fills.priceTicks[i] as number, fills.midTicks[i] as number);
    const fee = fills.fee[i] as number;
    if (fee > 0) feesPaid += fee;
    else rebates -= fee;
  }
  const fundingPaid = counters.fundingPaid;
  const inventoryProfit = profit - spreadProfit + feesPaid - rebates + fundingPaid;
  return { profit, spreadProfit, inventoryProfit, feesPaid, rebates, fundingPaid };
}
