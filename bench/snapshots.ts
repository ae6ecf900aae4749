/** Tapes of snapshots: twenty levels a side every second, for the measurements of resets and of wide windows. */

import type { Instrument } from '../src/market/instrument.ts';
import { createRng } from '../src/market/rng.ts';
import { ASK, BID, type BookSide, type Tape, TapeBuilder } from '../src/market/tape.ts';

const LEVELS = 20;
/** Ticks from the mid to the first level, and from one level to the next. */
const FIRST_TICKS = 5;
const STEP_TICKS = 7;
/** Deviation of what the mid moves in a second. */
const WALK_TICKS = 200;

export interface SnapshotMarket {
  readonly instrument: Instrument;
  readonly seconds: number;
  /** A reset before every snapshot. */
  readonly resets: boolean;
  readonly startTicks: number;
  /** Where the mid drifts to in a second, beside its random walk, ticks. */
  readonly driftTicks: (second: number) => number;
}

/** Each snapshot names the levels that are gone and those that are there; every other second has a trade. */
export function snapshots({ instrument, seconds, resets, startTicks, driftTicks }: SnapshotMarket): Tape {
  const rng = createRng('bench/snapshots');
  const { symbol, tickSize, lotSize } = instrument;
  const builder = new TapeBuilder({ symbol, tickSize, lotSize, startUs: 0 });
  const shown = [new Set<number>(), new Set<number>()] as const;
  let mid = startTicks;
  const show = (timeUs: number, side: BookSide): void => {
    const ticks = Array.from({ length: LEVELS }, (_, level) => {
      const distance = FIRST_TICKS + STEP_TICKS * level;
      return side === BID ? mid - distance : mid + distance;
    });
    for (const old of shown[side]) if (!ticks.includes(old)) builder.depth(timeUs, side, old, 0);
    shown[side].clear();
    for (const [level, price] of ticks.entries()) {
      builder.depth(timeUs, side, price, 1_000 + 100 * level);
      shown[side].add(price);
    }
  };
  for (let second = 0; second < seconds; second++) {
    const timeUs = second * 1e6;
    mid += Math.round(rng.normal() * WALK_TICKS + driftTicks(second));
    if (resets) builder.reset(timeUs);
    // The side that the market moves away from is named first, so that no level runs over another.
    show(timeUs, BID);
    show(timeUs, ASK);
    if (second % 2 === 0) builder.trade(timeUs + 500_000, BID, mid - FIRST_TICKS, 10);
  }
  return builder.build();
}
