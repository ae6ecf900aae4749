/** Builds a lane's columns from its fills, for tests. */

import { btcUsdPerp } from '../market/instrument.ts';
import type { LaneSeries } from '../study/records.ts';

export interface Fill {
  readonly second: number;
  readonly side: 'buy' | 'sell';
  readonly price: number;
  readonly mid: number;
  readonly lots: number;
  readonly fee?: number;
  readonly taker?: boolean;
}

/** A lane's columns from its fills, sampled each second at a mid that the test gives; marked at that mid. */
export function aSeries(
  seconds: number,
  midAt: (second: number) => number,
  fills: readonly Fill[],
  paused: (second: number) => number = () => 0,
): LaneSeries {
  const { tickSize, lotSize } = btcUsdPerp;
  const ticks = (price: number): number => Math.round((price / tickSize) * 2) / 2;
  let position = 0;
  const inventory = fills.map((f) => {
    position += f.side === 'buy' ? f.lots : -f.lots;
    return position;
  });
  const at = Array.from({ length: seconds }, (_, i) => i + 1);
  const until = (second: number): readonly Fill[] => fills.filter((f) => f.second <= second);
  const lotsAt = (second: number): number =>
    until(second).reduce((sum, f) => sum + (f.side === 'buy' ? f.lots : -f.lots), 0);
  const cashAt = (second: number): number =>
    until(second).reduce((sum, f) => sum - (f.side === 'buy' ? 1 : -1) * f.lots * lotSize * f.price - (f.fee ?? 0), 0);
  return {
    midTicks: Float64Array.from(at, (s) => ticks(midAt(s))),
    samples: {
      stepUs: 1_000_000,
      length: seconds,
      profit: Float64Array.from(at, (s) => cashAt(s) + lotsAt(s) * lotSize * midAt(s)),
      inventoryLots: Int32Array.from(at, lotsAt),
      paused: Uint8Array.from(at, paused),
      volume: Float64Array.from(at, (s) => until(s).reduce((sum, f) => sum + f.lots * lotSize * f.price, 0)),
      holding: new Float64Array(seconds),
    },
    fills: {
      length: fills.length,
      timeUs: Float64Array.from(fills, (f) => f.second * 1e6),
      order: Int32Array.from(fills, (_, i) => i),
      side: Uint8Array.from(fills, (f) => (f.side === 'buy' ? 0 : 1)),
      priceTicks: Int32Array.from(fills, (f) => ticks(f.price)),
      lots: Int32Array.from(fills, (f) => f.lots),
      maker: Uint8Array.from(fills, (f) => (f.taker === true ? 0 : 1)),
      fee: Float64Array.from(fills, (f) => f.fee ?? 0),
      midTicks: Float64Array.from(fills, (f) => ticks(f.mid)),
      inventoryLots: Int32Array.from(inventory),
    },
  };
}
