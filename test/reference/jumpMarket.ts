/**
 * Test support: a market in which skipping the fills of a jump is profitable. Between jumps the quotes oscillate, too slowly
 * for a pause to start and far enough to reach the nearest levels on both sides in turn, which is profitable for a grid.
 * Every few minutes the price jumps permanently, up or down with equal probability, through every level at once. All resting
 * orders of a side fill in a jump, unless the maker may cancel them after having seen it.
 */

import type { Instrument } from '../../src/market/instrument.ts';
import { createRng } from '../../src/market/rng.ts';
import { ASK, BID, type Tape, TapeBuilder } from '../../src/market/tape.ts';

const HALF_SPREAD_TICKS = 10;
const DISPLAYED_LOTS = 50_000;
const SWING_BPS = 4;
/** The largest move in one second is 0.063 bps, so ten seconds stay below every pause threshold of the seeds. */
const SWING_SECONDS = 400;
const JUMP_BPS = 25;
const SECONDS_BETWEEN_JUMPS = 600;

export function jumpMarket(seed: string, minutes: number, instrument: Instrument): Tape {
  const { symbol, tickSize, lotSize } = instrument;
  const rng = createRng(seed);
  const builder = new TapeBuilder({ symbol, tickSize, lotSize, startUs: 0 });
  const phase = rng.uniform() * SWING_SECONDS;
  let level = 920_000;
  let nextJump = SECONDS_BETWEEN_JUMPS * rng.exponential();
  let bid = 0;
  let ask = 0;
  for (let second = 0; second <= minutes * 60; second++) {
    const timeUs = second * 1e6;
    let jump = 0;
    if (second >= nextJump) {
      jump = rng.uniform() < 0.5 ? -1 : 1;
      level *= 1 + (jump * JUMP_BPS) / 10_000;
      nextJump += SECONDS_BETWEEN_JUMPS * rng.exponential();
    }
    const swing = (SWING_BPS / 10_000) * Math.sin((2 * Math.PI * (second + phase)) / SWING_SECONDS);
    const mid = Math.round(level * (1 + swing));
    const [newBid, newAsk] = [mid - HALF_SPREAD_TICKS, mid + HALF_SPREAD_TICKS];
    // The sweep prints at the last price it reached.
    if (jump < 0) builder.trade(timeUs, BID, newBid, DISPLAYED_LOTS);
    if (jump > 0) builder.trade(timeUs, ASK, newAsk, DISPLAYED_LOTS);
    if (second > 0 && newBid !== bid) builder.depth(timeUs, BID, bid, 0);
    if (second > 0 && newAsk !== ask) builder.depth(timeUs, ASK, ask, 0);
    builder.depth(timeUs, BID, newBid, DISPLAYED_LOTS);
    builder.depth(timeUs, ASK, newAsk, DISPLAYED_LOTS);
    [bid, ask] = [newBid, newAsk];
  }
  return builder.build();
}
