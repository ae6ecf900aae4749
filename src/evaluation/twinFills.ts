/** Fills that happened at a venue against those of a simulated twin on the same market. */

import type { FillColumns } from '../session/result.ts';

/** A live fill and a simulated one at this distance or less are the same, µs. */
const TOGETHER_US = 5e6;

/** Counted in lots: one order may be filled in other pieces. */
export interface TwinFills {
  readonly both: number;
  readonly onlyLive: number;
  readonly onlySimulated: number;
}

/**
 * Pairs lots of the same side and price, each once, the earliest live fill first and with the nearest simulated one in time.
 * Both logs are in the order of time.
 */
export function twinFills(live: FillColumns, simulated: FillColumns): TwinFills {
  const left = Array.from(simulated.lots.subarray(0, simulated.length));
  let both = 0;
  let lots = 0;
  for (let i = 0; i < live.length; i++) {
    let wanted = live.lots[i] as number;
    lots += wanted;
    for (const j of near(live, i, simulated)) {
      const paired = Math.min(wanted, left[j] as number);
      left[j] = (left[j] as number) - paired;
      wanted -= paired;
      both += paired;
    }
  }
  return { both, onlyLive: lots - both, onlySimulated: left.reduce((sum, one) => sum + one, 0) };
}

/** Simulated fills that may be the same as a live one, the nearest first. */
function near(live: FillColumns, i: number, simulated: FillColumns): number[] {
  const distance = (j: number): number => Math.abs((simulated.timeUs[j] as number) - (live.timeUs[i] as number));
  const found: number[] = [];
  for (let j = 0; j < simulated.length; j++) {
    const isSame = simulated.side[j] === live.side[i] && simulated.priceTicks[j] === live.priceTicks[i];
    if (isSame && distance(j) <= TOGETHER_US) found.push(j);
  }
  return found.sort((a, b) => distance(a) - distance(b));
}
