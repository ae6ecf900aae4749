/**
 * Section (c) of bench/RESULTS.md: how much faster two threads are than one. Both pools (tinypool) run the same units on one
 * compiled tape. A unit is one request for lanes, as a trial makes it.
 */

import { join } from 'node:path';
import { type LanesRequest, runAll } from '../src/campaign/laneRunner.ts';
import { setRequest, setTotals } from '../src/campaign/setRequest.ts';
import { writeTape } from '../src/recordings/tapeFile/writeTape.ts';
import { ThreadLanes } from '../src/workers/threadLanes.ts';
import { KeptMarkets } from '../src/workspace/keptMarkets.ts';
import { ROUNDS, type Spread, spreadOf } from './median.ts';
import { sessionSettings } from './settings.ts';
import type { BenchTape } from './tapes.ts';
import { undisturbed } from './undisturbed.ts';

/** The last unit may run while the other thread has no work. With this many units that time is a small share. */
const UNITS = 12;
/** Number of versions in a unit, each in two lanes: the most that one replay can hold. */
const SETS = 16;
const UNWATCHED = { progress: (): void => undefined, stop: { requested: false } };

export interface TwoWorkers {
  /** Median wall time of a unit on one thread. */
  readonly unitMs: number;
  /** Wall time on one thread / wall time on two. */
  readonly ratio: Spread;
  /** Processor time on two threads / on one: above 1 where they hinder each other. */
  readonly processorTime: Spread;
  /** Readings during which other programs took more of the machine than they may. */
  readonly disturbed: number;
}

export async function twoWorkers(bench: BenchTape, folder: string): Promise<TwoWorkers> {
  const file = join(folder, 'shared.parquet');
  writeTape(file, bench.rows);
  const units = new Array<LanesRequest>(UNITS).fill(unitOf(bench, file));
  const [one, two] = [threads(1, folder), threads(2, folder)];
  try {
    await one.compile({ file, grid: bench.instrument, withDelays: false }, UNWATCHED);
    // Warm-up, because code runs slower until V8 has compiled it.
    await timeMs(one, units);
    await timeMs(two, units);
    const { readings, disturbed } = await undisturbed(ROUNDS, async () => {
      const [oneMs, oneCpuMs] = await timeMs(one, units);
      const [twoMs, twoCpuMs] = await timeMs(two, units);
      return { unitMs: oneMs / UNITS, ratio: oneMs / twoMs, extra: twoCpuMs / oneCpuMs };
    });
    return {
      unitMs: spreadOf(readings.map(({ unitMs }) => unitMs)).median,
      ratio: spreadOf(readings.map(({ ratio }) => ratio)),
      processorTime: spreadOf(readings.map(({ extra }) => extra)),
      disturbed,
    };
  } finally {
    await Promise.all([one.close(), two.close()]);
  }
}

function threads(count: number, folder: string): ThreadLanes {
  return new ThreadLanes({ threads: count, workspace: { folder, compiledFolder: folder }, kept: new KeptMarkets(0) });
}

function unitOf({ instrument, parameters }: BenchTape, file: string): LanesRequest {
  const { durationUs: _, strategy, ...settings } = sessionSettings(instrument, 0);
  const sets = Array.from({ length: SETS }, () => parameters);
  return setRequest({ type: 'whole-tape', file }, sets, { ...settings, strategy: strategy.name }, setTotals);
}

/** Wall time and processor time. */
async function timeMs(lanes: ThreadLanes, units: readonly LanesRequest[]): Promise<readonly [number, number]> {
  const startedMs = performance.now();
  const before = process.cpuUsage();
  await runAll(lanes, units, UNWATCHED, () => undefined);
  const { user, system } = process.cpuUsage(before);
  return [performance.now() - startedMs, (user + system) / 1000];
}
