/** Digest of what a lane did: its fills and its samples. */

import { digestColumns } from '../market/columnDigest.ts';
import type { FillColumns, LaneSamples } from './result.ts';

export function laneDigest(fills: FillColumns, samples: LaneSamples): string {
  return digestColumns([
    fills.timeUs,
    fills.order,
    fills.side,
    fills.priceTicks,
    fills.lots,
    fills.maker,
    fills.fee,
    fills.midTicks,
    fills.inventoryLots,
    samples.profit,
    samples.inventoryLots,
    samples.paused,
    samples.volume,
    samples.holding,
  ]);
}
