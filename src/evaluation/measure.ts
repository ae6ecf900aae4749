/** All metrics of one lane. */

import type { Instrument } from '../market/instrument.ts';
import type { LaneResult } from '../session/result.ts';
import { maxDrawdown } from './drawdown.ts';
import { inventoryOf } from './inventory.ts';
import { markoutsOf } from './markout.ts';
import type { Metrics } from './metrics.ts';
import { pauseShare } from './pauseShare.ts';
import { profitSplit } from './profitSplit.ts';
import { sharpeRatio } from './sharpe.ts';
import { volumeOf } from './volume.ts';

/** `midTicks` is the session's mid per sample. */
export function measure(lane: LaneResult, midTicks: Float64Array, instrument: Instrument): Metrics {
  const split = profitSplit(lane, instrument);
  const volume = volumeOf(lane.fills, instrument);
  const { counters, samples } = lane;
  const perVolume = (value: number): number | null => (volume.total === 0 ? null : (value / volume.total) * 10_000);
  return {
    volume: volume.total,
    fills: lane.fills.length,
    ...split,
    profitPer10k: perVolume(split.profit),
    makerRatio: volume.total === 0 ? null : volume.maker / volume.total,
    fillRate: counters.ordersPlaced === 0 ? null : counters.ordersFilled / counters.ordersPlaced,
    spreadCapturedBps: perVolume(split.spreadProfit),
    markouts: markoutsOf(lane),
    inventory: inventoryOf(lane.fills, samples, midTicks, instrument),
    maxDrawdown: maxDrawdown(samples.profit),
    sharpe: sharpeRatio(samples.profit, samples.stepUs),
    pauseShare: pauseShare(samples.paused),
    forceCloses: counters.forceCloses,
    requests: {
      placed: counters.ordersPlaced,
      cancelled: counters.ordersCancelled,
      rejected: counters.ordersRejected,
      large: counters.ordersLarge,
      denied: counters.denied,
    },
    riskState: lane.riskState,
  };
}
