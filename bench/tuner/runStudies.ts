/** Runs the studies and scores what they recommended. */

import { setFlagsFromString } from 'node:v8';
import type { Tinypool } from 'tinypool';
import type { Family } from '../../src/market/synthetic/families.ts';
import type { Parameters } from '../../src/strategy/parameters.ts';
import { threadsOf } from '../../src/workers/threads.ts';
import type { Purpose } from './markets.ts';
import { CHECKPOINTS, DESIGN_MARKETS, JUDGED_AT, SESSIONS, SHARE_OF_MARKETS_BETWEEN, start } from './settings.ts';
import { designSteps, parametersAt, type StepGains, stepGainsOf } from './stepGains.ts';
import type { StudyEnd } from './study.ts';
import { Truth } from './truth.ts';
import type { HeldOutOutcome, HeldOutRequest, SeedRequest } from './tunerWorker.ts';

const WORKER = new URL('./tunerWorker.ts', import.meta.url).href;
/** Lanes and prompts are thrown away by the megabyte: with room for them little has to be moved. */
const YOUNG_MB = 192;
/**
 * Every replay takes a book of nearly a megabyte outside the heap. V8 would collect garbage in the whole heap whenever 64 MB of
 * such memory were asked for, in use or not, and drop the machine code of functions that each round makes anew. Counted with
 * the heap, and with a floor of 500 MB, that is seldom. For threads made afterwards; a V8 without these flags says so and goes on.
 */
const COLLECT_SELDOM = ['--external-memory-accounted-in-global-limit', '--initial-old-space-size=500'];

export interface Size {
  readonly families: readonly Family[];
  readonly seeds: number;
  readonly firstSeed: number;
  /** Of a session, and of a held-out market. */
  readonly minutes: number;
  /** Markets that versions are scored on. */
  readonly heldOut: Readonly<Record<Family, number>>;
  /** Names of arms. */
  readonly arms: readonly string[];
}

export interface FamilyResults {
  readonly family: Family;
  readonly stepGains: StepGains;
  /** By arm, then by seed. */
  readonly studies: ReadonlyMap<string, readonly StudyEnd[]>;
  /** What recommended sets are worth, by checkpoint. */
  readonly truths: readonly Truth[];
}

/** @param say is told of progress */
export async function runStudies(size: Size, threads: number, say: (line: string) => void): Promise<FamilyResults[]> {
  for (const flag of COLLECT_SELDOM) setFlagsFromString(flag);
  const pool = threadsOf(WORKER, threads, YOUNG_MB);
  try {
    // All at once: where one family waits for its last study, the threads go on with the next.
    return await Promise.all(size.families.map((family) => familyResults(family, size, pool, say)));
  } finally {
    await pool.destroy();
  }
}

async function familyResults(
  family: Family,
  { seeds, firstSeed, minutes, heldOut: byFamily, arms }: Size,
  pool: Tinypool,
  say: (line: string) => void,
): Promise<FamilyResults> {
  const heldOut = byFamily[family];
  const evaluate =
    (purpose: Purpose) =>
    async (nth: number, sets: readonly Parameters[]): Promise<number[]> => {
      const request: HeldOutRequest = { schedule: family, purpose, nth, minutes, sets };
      const outcomes: HeldOutOutcome[] = await pool.run(request, { name: 'runHeldOut' });
      return outcomes.map(({ gain }) => gain);
    };
  const whole = new Truth(heldOut, start, evaluate('proving'));
  const between = new Truth(Math.ceil(heldOut * SHARE_OF_MARKETS_BETWEEN), start, evaluate('proving'));
  const truths = CHECKPOINTS.map((sessions) => (sessions === JUDGED_AT || sessions === SESSIONS ? whole : between));
  // Oracles know coarsely.
  const design = new Truth(Math.min(heldOut, DESIGN_MARKETS), start, evaluate('design'));
  const steps = designSteps();
  await design.learn(steps.map(parametersAt));
  const stepGains = stepGainsOf(steps, (step) => design.gains(parametersAt(step)));
  let done = 0;
  const bySeed = await Promise.all(
    Array.from({ length: seeds }, async (_, i): Promise<StudyEnd[]> => {
      const request: SeedRequest = { family, seed: firstSeed + i, minutes, stepGains, arms };
      const ends: StudyEnd[] = await pool.run(request, { name: 'runSeed' });
      done++;
      if (done % 8 === 0 || done === seeds) say(`${family}: ${done} of ${seeds} seeds`);
      return ends;
    }),
  );
  const studies = new Map(arms.map((arm, i) => [arm, bySeed.flatMap((ends) => ends[i] ?? [])]));
  const ends = [...studies.values()].flat();
  for (const truth of [whole, between]) {
    await truth.learn(ends.flatMap(({ recommended }) => recommended.filter((_, at) => truths[at] === truth)));
  }
  say(
    `${family}: ${whole.size} sets of parameters scored on ${heldOut} held-out markets, ${between.size} on a part of them`,
  );
  return { family, stepGains, studies, truths };
}
