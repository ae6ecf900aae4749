/** (g) The cost of resets: snapshots over a wide window of prices, with a reset before each and without. */

import { compileTape, type TapeInMemory } from '../src/market/compiledTape.ts';
import { btcUsdPerp, type Instrument } from '../src/market/instrument.ts';
import { Session } from '../src/session/session.ts';
import { type Spread, spreadOf } from './median.ts';
import { allFeatures, pessimisticLane, sessionSettings } from './settings.ts';
import { snapshots } from './snapshots.ts';
import { inTurns } from './userTime.ts';

export const RESETS = 20_000;
const LANES = 32;
const READING_MS = 400;
/** The small tick makes a window of more than a million prices. */
export const fineTicks: Instrument = { ...btcUsdPerp, tickSize: 0.01 };
const START_TICKS = 10_800_000;

export interface ResetCost {
  readonly work: string;
  readonly withMs: Spread;
  readonly withoutMs: Spread;
  readonly ratio: Spread;
}

export interface ResetCosts {
  /** Prices of the window. */
  readonly prices: number;
  readonly rows: number;
  readonly costs: readonly ResetCost[];
}

export function resetCosts(): ResetCosts {
  const market = { instrument: fineTicks, seconds: RESETS, startTicks: START_TICKS, driftTicks: () => 0 };
  const rows = [snapshots({ ...market, resets: true }), snapshots({ ...market, resets: false })] as const;
  const tapes = [compileTape(rows[0]), compileTape(rows[1])] as const;
  const costs = [
    costOf(
      'compiling the tape',
      () => void compileTape(rows[0]),
      () => void compileTape(rows[1]),
    ),
    ...[1, LANES].map((lanes) =>
      costOf(lanes === 1 ? '1 lane' : `${lanes} lanes`, run(tapes[0], lanes), run(tapes[1], lanes)),
    ),
  ];
  return { prices: tapes[0].width, rows: tapes[0].length, costs };
}

function run(tape: TapeInMemory, lanes: number): () => void {
  const requests = Array.from({ length: lanes }, (_, i) => pessimisticLane(allFeatures, i + 1));
  return () => new Session(tape, requests, sessionSettings(fineTicks, tape.endUs)).advance(Number.POSITIVE_INFINITY);
}

function costOf(work: string, withResets: () => void, without: () => void): ResetCost {
  const readings = inTurns(withResets, without, READING_MS);
  return {
    work,
    withMs: spreadOf(readings.map(({ firstMs }) => firstMs)),
    withoutMs: spreadOf(readings.map(({ secondMs }) => secondMs)),
    ratio: spreadOf(readings.map(({ firstMs, secondMs }) => firstMs / secondMs)),
  };
}
