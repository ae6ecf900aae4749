/** (g) The cost of resets: an hour of snapshots over a wide window of prices, with and without resets. */

import { compileTape, type TapeInMemory } from '../src/market/compiledTape.ts';
import { btcUsdPerp, type Instrument } from '../src/market/instrument.ts';
import { createRng } from '../src/market/rng.ts';
import { ASK, BID, TapeBuilder } from '../src/market/tape.ts';
import { Session } from '../src/session/session.ts';
import { ROUNDS, type Spread, spreadOf, timeMs } from './median.ts';
import { allFeatures, pessimisticLane, sessionSettings } from './settings.ts';

const SECONDS = 3_600;
const SNAPSHOT_SECONDS = 10;
const LEVELS = 20;
const LANES = 32;
/** The small tick makes a window of almost a million prices. */
const fineTicks: Instrument = { ...btcUsdPerp, tickSize: 0.01 };

export interface ResetCost {
  readonly lanes: number;
  readonly withMs: Spread;
  readonly withoutMs: Spread;
  readonly ratio: Spread;
}

export function resetCost(): ResetCost[] {
  const [withResets, without] = [snapshots(true), snapshots(false)];
  return [1, LANES].map((lanes) => {
    const requests = Array.from({ length: lanes }, (_, i) => pessimisticLane(allFeatures, i + 1));
    const run = (tape: TapeInMemory): void =>
      new Session(tape, requests, sessionSettings(fineTicks, tape.endUs)).advance(Number.POSITIVE_INFINITY);
    run(withResets);
    run(without);
    const pairs = Array.from({ length: ROUNDS }, () => [timeMs(() => run(withResets)), timeMs(() => run(without))]);
    const column = (of: (pair: readonly number[]) => number): Spread => spreadOf(pairs.map(of));
    return {
      lanes,
      withMs: column(([reset = 0]) => reset),
      withoutMs: column(([, plain = 0]) => plain),
      ratio: column(([reset = 0, plain = 1]) => reset / plain),
    };
  });
}

/** Twenty levels a side near 93,000 every ten seconds, a random walk of the mid, and a trade every other second. */
function snapshots(resets: boolean): TapeInMemory {
  const rng = createRng('bench/resets');
  const { symbol, tickSize, lotSize } = fineTicks;
  const builder = new TapeBuilder({ symbol, tickSize, lotSize, startUs: 0 });
  let mid = 9_300_000;
  for (let second = 0; second < SECONDS; second++) {
    const timeUs = second * 1e6;
    mid += Math.round(rng.normal() * 30);
    if (second % SNAPSHOT_SECONDS === 0) {
      if (resets) builder.reset(timeUs);
      for (let level = 0; level < LEVELS; level++) {
        builder.depth(timeUs, BID, mid - 5 - 7 * level, 1_000 + 100 * level);
        builder.depth(timeUs, ASK, mid + 5 + 7 * level, 1_000 + 100 * level);
      }
    }
    if (second % 2 === 0) builder.trade(timeUs + 500_000, BID, mid - 5, 10);
  }
  return compileTape(builder.build());
}
