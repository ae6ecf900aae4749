/** Passive fills by side, and by the distance from mid at which their orders were sent: which of them are adverse. */

import { type Instrument, markedProfit, notional } from '../market/instrument.ts';
import { type LaneResult, MARKOUT_SECONDS } from '../session/result.ts';
import type { DistanceGroup, FillGroup } from './metrics.ts';

/** Bounds between the distances, bps. Levels at 0.1, 0.2, 0.5, 1, 2, 3, 5, 10 … bps do not lie on one of them. */
const BOUNDS: readonly number[] = [0.15, 0.35, 0.75, 1.5, 2.5, 4, 7.5, 15, 35];

type Lane = Pick<LaneResult, 'fills' | 'markoutMidTicks' | 'sentAtBps'>;

export function fillsBySide(lane: Lane, instrument: Instrument): { bought: FillGroup; sold: FillGroup } {
  const passive = passiveFills(lane);
  const onSide = (side: 0 | 1): FillGroup => {
    const own = passive.filter((i) => lane.fills.side[i] === side);
    return groupOf(lane, own, instrument);
  };
  return { bought: onSide(0), sold: onSide(1) };
}

/** Groups that have fills, nearest first. Fills whose order's distance is not known are in none. */
export function fillsByDistance(lane: Lane, instrument: Instrument): DistanceGroup[] {
  const known = passiveFills(lane).filter((i) => !Number.isNaN(lane.sentAtBps[i]));
  return [0, ...BOUNDS].flatMap((fromBps, g): DistanceGroup[] => {
    const toBps = BOUNDS[g] ?? null;
    const own = known.filter((i) => {
      const distance = lane.sentAtBps[i] as number;
      return distance >= fromBps && (toBps === null || distance < toBps);
    });
    return own.length === 0 ? [] : [{ fromBps, toBps, ...groupOf(lane, own, instrument) }];
  });
}

function passiveFills({ fills }: Lane): number[] {
  return Array.from({ length: fills.length }, (_, i) => i).filter((i) => fills.maker[i] === 1);
}

function groupOf({ fills, markoutMidTicks }: Lane, group: readonly number[], instrument: Instrument): FillGroup {
  let volume = 0;
  let spreadProfit = 0;
  for (const i of group) {
    const lots = fills.lots[i] as number;
    const priceTicks = fills.priceTicks[i] as number;
    volume += notional(instrument, priceTicks, lots);
    spreadProfit += markedProfit(
      instrument,
      fills.side[i] === 0 ? lots : -lots,
      priceTicks,
      fills.midTicks[i] as number,
    );
  }
  return {
    fills: group.length,
    volume,
    spreadBps: volume === 0 ? null : (spreadProfit / volume) * 10_000,
    markoutsBps: MARKOUT_SECONDS.map((_, h) => markoutBps(fills, markoutMidTicks, group, h)),
  };
}

/** Mean move of the mid after these fills, signed in our favour, weighted by lots; null when none is old enough. @param h place of the horizon */
export function markoutBps(
  fills: LaneResult['fills'],
  markoutMidTicks: Float64Array,
  group: readonly number[],
  h: number,
): number | null {
  let weighted = 0;
  let lots = 0;
  for (const i of group) {
    const after = markoutMidTicks[i * MARKOUT_SECONDS.length + h] as number;
    if (Number.isNaN(after)) continue;
    const before = fills.midTicks[i] as number;
    const move = ((after - before) / before) * 10_000;
    weighted += (fills.side[i] === 0 ? move : -move) * (fills.lots[i] as number);
    lots += fills.lots[i] as number;
  }
  return lots === 0 ? null : weighted / lots;
}
