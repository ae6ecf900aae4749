import { type FillColumns, type LaneResult, MARKOUT_SECONDS } from '../session/result.ts';
import type { Markout } from './metrics.ts';

/** Mean move of the mid after passive fills, signed in our favour, weighted by lots: adverse selection measured. */
export function markoutsOf(lane: LaneResult): Markout[] {
  return MARKOUT_SECONDS.map((horizonSeconds, h) => {
    let weighted = 0;
    let lots = 0;
    let fills = 0;
    for (let i = 0; i < lane.fills.length; i++) {
      const after = lane.markoutMidTicks[i * MARKOUT_SECONDS.length + h] as number;
      if (lane.fills.maker[i] !== 1 || Number.isNaN(after)) continue;
      weighted += moveBps(lane.fills, i, after) * (lane.fills.lots[i] as number);
      lots += lane.fills.lots[i] as number;
      fills++;
    }
    return { horizonSeconds, meanBps: fills === 0 ? null : weighted / lots, fills };
  });
}

function moveBps(fills: FillColumns, i: number, afterTicks: number): number {
  const before = fills.midTicks[i] as number;
  const move = ((afterTicks - before) / before) * 10_000;
  return fills.side[i] === 0 ? move : -move;
}
