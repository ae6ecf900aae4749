/** (g) Wide windows of prices against narrow ones: the speed of a replay and of a lane, and the memory of the book. */

import { Replay } from '../src/exchange/replay.ts';
import { compileTape, type TapeInMemory } from '../src/market/compiledTape.ts';
import type { Tape } from '../src/market/tape.ts';
import { Session } from '../src/session/session.ts';
import { type Spread, spreadOf } from './median.ts';
import { fineTicks } from './resets.ts';
import { allFeatures, pessimisticLane, sessionSettings } from './settings.ts';
import { snapshots } from './snapshots.ts';
import { inTurns } from './userTime.ts';

const SECONDS = 20_000;
const READING_MS = 400;
const MB = 2 ** 20;
const START_TICKS = 4_600_000;
/** How long the market of the narrow window moves in one direction, seconds. */
const TURN_SECONDS = 200;

/** Share of the price that a narrow window keeps beyond the prices of the rows; farther away the lanes place no orders. */
const NARROW_MARGIN = 0.003;

export interface WideWindow {
  readonly market: string;
  /** Prices of the wide window and of the narrow one. */
  readonly prices: number;
  readonly narrowPrices: number;
  /** Time over that of the narrow window. */
  readonly replay: Spread;
  readonly lane: Spread;
  /** Of the book of a replay without lanes, at its end. */
  readonly bookMb: number;
}

export function wideWindows(): WideWindow[] {
  const market = { instrument: fineTicks, seconds: SECONDS, resets: false };
  const driftTicks = START_TICKS / SECONDS;
  const still = snapshots({ ...market, startTicks: 2 * START_TICKS, driftTicks: () => 0 });
  const doubles = snapshots({ ...market, startTicks: START_TICKS, driftTicks: () => driftTicks });
  const turns = snapshots({
    ...market,
    startTicks: START_TICKS,
    driftTicks: (second) => (Math.floor(second / TURN_SECONDS) % 2 === 0 ? driftTicks : -driftTicks),
  });
  return [
    measured('a tick of 0.01 at 92,000', compileTape(still), compileTape(tight(still))),
    measured('a price that doubles', compileTape(doubles), compileTape(tight(turns))),
  ];
}

/** The same rows, to be compiled with the window of the prices that they name and a margin for the orders of lanes. */
function tight(tape: Tape): Tape {
  const prices = tape.priceTicks.subarray(0, tape.length);
  const low = prices.reduce((a, b) => Math.min(a, b));
  const high = prices.reduce((a, b) => Math.max(a, b));
  const margin = Math.ceil(high * NARROW_MARGIN);
  return { ...tape, window: { low: low - margin, high: high + margin } };
}

function measured(market: string, wide: TapeInMemory, narrow: TapeInMemory): WideWindow {
  const ratio = (work: (tape: TapeInMemory) => void): Spread => {
    const readings = inTurns(
      () => work(wide),
      () => work(narrow),
      READING_MS,
    );
    return spreadOf(readings.map(({ firstMs, secondMs }) => firstMs / secondMs));
  };
  return {
    market,
    prices: wide.width,
    narrowPrices: narrow.width,
    replay: ratio((tape) => new Replay(tape).runUntil(tape.endUs)),
    lane: ratio((tape) => {
      const settings = sessionSettings(fineTicks, tape.endUs);
      new Session(tape, [pessimisticLane(allFeatures)], settings).advance(Number.POSITIVE_INFINITY);
    }),
    bookMb: bookBytes(wide) / MB,
  };
}

function bookBytes(tape: TapeInMemory): number {
  const replay = new Replay(tape);
  replay.runUntil(tape.endUs);
  return replay.book.levels.bytes;
}
