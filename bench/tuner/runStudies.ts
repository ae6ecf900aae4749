/** Runs the studies of the tuner benchmark on a pool of threads, and scores the versions that they recommend. */

import { setFlagsFromString } from 'node:v8';
import type { Tinypool } from 'tinypool';
import type { Family } from '../../src/market/synthetic/families.ts';
import type { Parameters } from '../../src/strategy/parameters.ts';
import { threadsOf } from '../../src/workers/threads.ts';
import type { Purpose } from '../../test/market/scheduledMarkets.ts';
import { HeldOutGains } from './heldOutGains.ts';
import type { MarketOutcome } from './pessimisticRuns.ts';
import { CHECKPOINTS, DESIGN_MARKETS, JUDGED_AT, SESSIONS, SHARE_OF_MARKETS_BETWEEN, start } from './settings.ts';
import { designSteps, parametersAt, type StepGains, stepGainsOf } from './stepGains.ts';
import type { StudyEnd } from './study.ts';
import type { HeldOutRequest, SeedRequest } from './tunerWorker.ts';

const WORKER = new URL('./tunerWorker.ts', import.meta.url).href;
/** Lanes and prompts make megabytes of short-lived garbage. A large young generation keeps the collector from copying it. */
const YOUNG_MB = 192;
/**
 * Every replay allocates a book of nearly 1 MB outside the heap. By default V8 collects the whole heap each time 64 MB of such
 * memory have been allocated, and drops compiled code. Counting this memory with the heap, and a floor of 500 MB, make that
 * rare. The flags apply to threads made afterwards; a V8 without them prints a warning and continues.
 */
const V8_FLAGS = ['--external-memory-accounted-in-global-limit', '--initial-old-space-size=500'];

/** What one run of the benchmark covers. */
export interface Size {
  readonly families: readonly Family[];
  readonly seeds: number;
  readonly firstSeed: number;
  /** Length of a session, and of a held-out market, in minutes of market time. */
  readonly minutes: number;
  /** Number of markets that versions are scored on. */
  readonly heldOut: Readonly<Record<Family, number>>;
  /** Names of tuning methods. */
  readonly methods: readonly string[];
}

export interface FamilyResults {
  readonly family: Family;
  readonly stepGains: StepGains;
  /** By name of the method, then by seed. */
  readonly studies: ReadonlyMap<string, readonly StudyEnd[]>;
  /** Gains of the recommended sets, by checkpoint. */
  readonly heldOutGains: readonly HeldOutGains[];
}

/** @param say receives lines of progress */
export async function runStudies(size: Size, threads: number, say: (line: string) => void): Promise<FamilyResults[]> {
  for (const flag of V8_FLAGS) setFlagsFromString(flag);
  const pool = threadsOf(WORKER, threads, YOUNG_MB);
  try {
    // All families run at once: while one waits for its last study, free threads work on the others.
    return await Promise.all(size.families.map((family) => familyResults(family, size, pool, say)));
  } finally {
    await pool.destroy();
  }
}

async function familyResults(
  family: Family,
  { seeds, firstSeed, minutes, heldOut: byFamily, methods }: Size,
  pool: Tinypool,
  say: (line: string) => void,
): Promise<FamilyResults> {
  const heldOut = byFamily[family];
  const evaluate =
    (purpose: Purpose) =>
    async (nth: number, sets: readonly Parameters[]): Promise<number[]> => {
      const request: HeldOutRequest = { schedule: family, purpose, nth, minutes, sets };
      const outcomes: MarketOutcome[] = await pool.run(request, { name: 'runHeldOut' });
      return outcomes.map(({ gain }) => gain);
    };
  const allMarkets = new HeldOutGains(heldOut, start, evaluate('proving'));
  const fewMarkets = new HeldOutGains(Math.ceil(heldOut * SHARE_OF_MARKETS_BETWEEN), start, evaluate('proving'));
  const heldOutGains = CHECKPOINTS.map((sessions) =>
    sessions === JUDGED_AT || sessions === SESSIONS ? allMarkets : fewMarkets,
  );
  // Few markets, because the oracles must know the gains of steps only roughly.
  const design = new HeldOutGains(Math.min(heldOut, DESIGN_MARKETS), start, evaluate('design'));
  const steps = designSteps();
  await design.measure(steps.map(parametersAt));
  const stepGains = stepGainsOf(steps, (step) => design.gains(parametersAt(step)));
  let done = 0;
  const bySeed = await Promise.all(
    Array.from({ length: seeds }, async (_, i): Promise<StudyEnd[]> => {
      const request: SeedRequest = { family, seed: firstSeed + i, minutes, stepGains, methods };
      const ends: StudyEnd[] = await pool.run(request, { name: 'runSeed' });
      done++;
      if (done % 8 === 0 || done === seeds) say(`${family}: ${done} of ${seeds} seeds`);
      return ends;
    }),
  );
  const studies = new Map(methods.map((method, i) => [method, bySeed.flatMap((ends) => ends[i] ?? [])]));
  const ends = [...studies.values()].flat();
  for (const scored of [allMarkets, fewMarkets]) {
    await scored.measure(ends.flatMap(({ recommended }) => recommended.filter((_, at) => heldOutGains[at] === scored)));
  }
  say(
    `${family}: ${allMarkets.size} sets of parameters scored on ${heldOut} held-out markets, ${fewMarkets.size} on a part of them`,
  );
  return { family, stepGains, studies, heldOutGains };
}
