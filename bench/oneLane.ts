/**
 * (a) One lane on one tape: this package against the same loop in C, in alternating runs. The C loop makes every decision. The
 * package skips decisions whose answer is known, so the ratio compares the time to a result, not the speed of equal instructions.
 */

import { type LaneRequest, Session, type SessionSettings } from '../src/session/session.ts';
import type { CEngine } from './cEngine.ts';
import { ROUNDS, type Spread, spreadOf, timeMs } from './median.ts';
import type { BenchTape } from './tapes.ts';

const WARM_UP_RUNS = 3;
/** Approximate length of one reading; short tapes are run several times. */
const READING_MS = 150;

export interface OneLane {
  readonly jsMevPerSecond: Spread;
  readonly cMevPerSecond: Spread;
  /** Speed of this package as a share of C's, reading by reading. */
  readonly ratio: Spread;
}

export function oneLane({ tape }: BenchTape, lane: LaneRequest, settings: SessionSettings, engine: CEngine): OneLane {
  const run = (): void => new Session(tape, [lane], settings).advance(Number.POSITIVE_INFINITY);
  for (let i = 0; i < WARM_UP_RUNS; i++) run();
  const repeats = Math.max(1, Math.ceil(READING_MS / timeMs(run)));
  const js: number[] = [];
  const c: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const ms = timeMs(() => {
      for (let i = 0; i < repeats; i++) run();
    });
    js.push((tape.length * repeats) / (ms * 1e3));
    const ns = engine.timeNs(repeats).reduce((sum, value) => sum + value, 0);
    c.push((tape.length * repeats * 1e3) / ns);
  }
  return {
    jsMevPerSecond: spreadOf(js),
    cMevPerSecond: spreadOf(c),
    ratio: spreadOf(js.map((speed, i) => speed / (c[i] as number))),
  };
}
