/** The position at the end of price moves: a maker that is run over is short after rises and long after falls. */

import { type Instrument, notional } from '../market/instrument.ts';
import type { MoveEnds, PriceMoves } from './metrics.ts';

/** A move is at least so many times the volatility of a minute. */
const SIZE = 3;

/**
 * Cuts the mid into rises and falls that turn by at least 3 times the volatility of a minute; the last move ends at its farthest point.
 *
 * @param midTicks at each sample, NaN where there is none
 * @param inventoryLots at each sample
 * @param volatilityBps of the session, per √minute
 */
export function priceMoves(
  midTicks: Float64Array,
  inventoryLots: Int32Array,
  volatilityBps: number,
  instrument: Instrument,
): PriceMoves {
  const leastBps = SIZE * volatilityBps;
  const ends = leastBps > 0 ? turningPoints(midTicks, leastBps / 10_000) : [];
  const positionAt = (i: number): number => {
    const lots = inventoryLots[i] ?? 0;
    return Math.sign(lots) * notional(instrument, midTicks[i] as number, lots);
  };
  const endsOf = (direction: 1 | -1): MoveEnds => {
    const positions = ends.filter((end) => end.direction === direction).map(({ at }) => positionAt(at));
    const sum = positions.reduce((total, position) => total + position, 0);
    return {
      count: positions.length,
      against: positions.filter((position) => position * direction < 0).length,
      meanPosition: positions.length === 0 ? null : sum / positions.length,
    };
  };
  return { leastBps, rises: endsOf(1), falls: endsOf(-1) };
}

interface MoveEnd {
  /** Place of the sample. */
  readonly at: number;
  readonly direction: 1 | -1;
}

/** @param least size of a move as a share of the price that it starts from */
function turningPoints(midTicks: Float64Array, least: number): MoveEnd[] {
  const found: MoveEnd[] = [];
  let direction: 1 | -1 | 0 = 0;
  /** Places of the highest and the lowest mid since the last turn. */
  let high = -1;
  let low = -1;
  const mid = (i: number): number => midTicks[i] as number;
  for (let i = 0; i < midTicks.length; i++) {
    if (Number.isNaN(mid(i))) continue;
    if (high < 0 || mid(i) > mid(high)) high = i;
    if (low < 0 || mid(i) < mid(low)) low = i;
    if (direction !== -1 && mid(i) <= mid(high) * (1 - least)) {
      if (direction === 1) found.push({ at: high, direction: 1 });
      direction = -1;
      low = i;
      high = i;
    } else if (direction !== 1 && mid(i) >= mid(low) * (1 + least)) {
      if (direction === -1) found.push({ at: low, direction: -1 });
      direction = 1;
      low = i;
      high = i;
    }
  }
  if (direction !== 0) found.push({ at: direction === 1 ? high : low, direction });
  return found;
}
