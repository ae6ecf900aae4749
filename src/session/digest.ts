/** Digest of what a lane did: its fills, its samples, and with the newest engine what it sent. */

import { digestColumns } from '../market/columnDigest.ts';
import type { FillColumns, LaneSamples } from './result.ts';
import type { SendDigest } from './sendDigest.ts';

/** @param sends null for an engine whose digests leave them out (engine.ts) */
export function laneDigest(fills: FillColumns, samples: LaneSamples, sends: SendDigest | null): string {
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
    ...(sends === null ? [] : [sends.column()]),
  ]);
}
