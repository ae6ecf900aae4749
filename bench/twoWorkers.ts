/** (c) Units of trials on one compiled tape: a pool of one thread doing all of them against a pool of two (tinypool). */

import { join } from 'node:path';
import { writeTape } from '../src/recordings/tapeFile/writeTape.ts';
import { TrialPool } from '../src/workers/trialPool.ts';
import type { TrialUnit } from '../src/workers/work.ts';
import { ROUNDS, type Spread, spreadOf } from './median.ts';
import { sessionSettings } from './settings.ts';
import type { BenchTape } from './tapes.ts';

/** As many as make the last one, which one thread may have to finish alone, weigh little. */
const UNITS = 12;
/** Versions of a unit, each two lanes: as many as a pass takes. */
const SETS = 16;
const UNWATCHED = { progress: (): void => undefined, stop: { requested: false } };

export interface TwoWorkers {
  readonly unitMs: number;
  readonly ratio: Spread;
}

export async function twoWorkers(bench: BenchTape, folder: string): Promise<TwoWorkers> {
  const unit = unitOf(bench, folder);
  const units = new Array<TrialUnit>(UNITS).fill(unit);
  const [one, two] = [new TrialPool(1), new TrialPool(2)];
  try {
    await one.compile([unit.tape], UNWATCHED, () => undefined);
    // Warm first: cold code would make a unit look longer than it is.
    await timeMs(one, units);
    await timeMs(two, units);
    const ratios: number[] = [];
    const alone: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const oneMs = await timeMs(one, units);
      ratios.push(oneMs / (await timeMs(two, units)));
      alone.push(oneMs / UNITS);
    }
    return { unitMs: spreadOf(alone).median, ratio: spreadOf(ratios) };
  } finally {
    await Promise.all([one.close(), two.close()]);
  }
}

function unitOf({ rows, instrument, parameters }: BenchTape, folder: string): TrialUnit {
  const file = join(folder, 'shared.parquet');
  writeTape(file, rows);
  const { durationUs: _, strategy, ...settings } = sessionSettings(instrument, 0);
  return {
    tape: { file, grid: instrument, elsewhere: folder, withDelays: false },
    sets: Array.from({ length: SETS }, () => parameters),
    settings: { ...settings, strategy: strategy.name },
  };
}

async function timeMs(pool: TrialPool, units: readonly TrialUnit[]): Promise<number> {
  const startedMs = performance.now();
  await pool.run(units, UNWATCHED, () => undefined);
  return performance.now() - startedMs;
}
