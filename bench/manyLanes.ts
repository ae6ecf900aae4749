/** (b) Thirty-two versions in one pass over a tape against thirty-two passes of one version each. */

import { MAX_LANES } from '../src/exchange/replay.ts';
import { Session, type SessionSettings } from '../src/session/session.ts';
import { ROUNDS, type Spread, spreadOf, timeMs } from './median.ts';
import { pessimisticLane } from './settings.ts';
import type { BenchTape } from './tapes.ts';

const LEAST_SPREAD_BPS = 1;
const SPREAD_STEP_BPS = 0.1;

export interface ManyLanes {
  /** Events × versions, millions per second. */
  readonly onePassMevPerSecond: Spread;
  readonly separateMevPerSecond: Spread;
  readonly ratio: Spread;
}

export function manyLanes({ tape, parameters }: BenchTape, settings: SessionSettings): ManyLanes {
  const lanes = Array.from({ length: MAX_LANES }, (_, i) =>
    pessimisticLane({ ...parameters, spreadBps: Number((LEAST_SPREAD_BPS + i * SPREAD_STEP_BPS).toFixed(1)) }, i + 1),
  );
  const onePass = (): void => new Session(tape, lanes, settings).advance(Number.POSITIVE_INFINITY);
  const separate = (): void => {
    for (const lane of lanes) new Session(tape, [lane], settings).advance(Number.POSITIVE_INFINITY);
  };
  onePass();
  separate();
  const together: number[] = [];
  const apart: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    together.push(timeMs(onePass));
    apart.push(timeMs(separate));
  }
  const speed = (ms: number): number => (tape.length * MAX_LANES) / (ms * 1e3);
  return {
    onePassMevPerSecond: spreadOf(together.map(speed)),
    separateMevPerSecond: spreadOf(apart.map(speed)),
    ratio: spreadOf(apart.map((ms, i) => ms / (together[i] as number))),
  };
}
