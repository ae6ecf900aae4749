import { type Instrument, notional } from '../market/instrument.ts';
import type { FillColumns, LaneSamples } from '../session/result.ts';
import type { Metrics } from './metrics.ts';

/** Position over the session; values in quote currency at the sampled mid, time-weighted over the samples. */
export function inventoryOf(
  fills: FillColumns,
  samples: LaneSamples,
  midTicks: Float64Array,
  instrument: Instrument,
): Metrics['inventory'] {
  let sum = 0;
  let sumAbsolute = 0;
  let max = 0;
  let final = 0;
  for (let i = 0; i < samples.length; i++) {
    const lots = samples.inventoryLots[i] as number;
    final = lots === 0 ? 0 : Math.sign(lots) * notional(instrument, midTicks[i] as number, lots);
    sum += final;
    sumAbsolute += Math.abs(final);
  }
  // The extreme lies at a fill, possibly between two samples.
  for (let i = 0; i < fills.length; i++) {
    max = Math.max(max, notional(instrument, fills.midTicks[i] as number, fills.inventoryLots[i] as number));
  }
  const n = Math.max(1, samples.length);
  return {
    final,
    max,
    mean: sum / n,
    meanAbsolute: sumAbsolute / n,
    holdingSeconds: meanHoldingSeconds(fills, samples.length * samples.stepUs),
  };
}

/** Mean time from leaving flat to being flat or on the other side; a position at the end counts up to the end. */
function meanHoldingSeconds(fills: FillColumns, endUs: number): number | null {
  let sinceUs: number | null = null;
  let sign = 0;
  let totalUs = 0;
  let holdings = 0;
  for (let i = 0; i < fills.length; i++) {
    const timeUs = fills.timeUs[i] as number;
    const now = Math.sign(fills.inventoryLots[i] as number);
    if (now === sign) continue;
    if (sinceUs !== null) {
      totalUs += timeUs - sinceUs;
      holdings++;
    }
    sinceUs = now === 0 ? null : timeUs;
    sign = now;
  }
  if (sinceUs !== null) {
    totalUs += endUs - sinceUs;
    holdings++;
  }
  return holdings === 0 ? null : totalUs / holdings / 1e6;
}
