/** The tasks that a worker thread of the benchmark runs. */

import type { Parameters } from '../../src/strategy/parameters.ts';
import { heldOutTape, type MarketSchedule, type Purpose, tuningMarkets } from '../../test/market/scheduledMarkets.ts';
import { type MarketOutcome, pessimisticRuns } from './pessimisticRuns.ts';
import { runStudy, type StudyEnd, type StudyRequest } from './study.ts';
import { tuningMethods } from './tuningMethods.ts';

export interface SeedRequest extends StudyRequest {
  /** Names. */
  readonly methods: readonly string[];
}

/** Runs one study of each method over the same markets, in the order of the names. */
export async function runSeed(request: SeedRequest): Promise<StudyEnd[]> {
  const markets = tuningMarkets(request.family, request.seed);
  const ends: StudyEnd[] = [];
  for (const name of request.methods) {
    const method = tuningMethods.find((one) => one.name === name);
    if (method === undefined) {
      throw new RangeError(`there is no method ${name}; there are ${tuningMethods.map((one) => one.name)}`);
    }
    ends.push(await runStudy(method, request, markets));
  }
  return ends;
}

export { overnightRun } from './overnightRun.ts';

export interface HeldOutRequest {
  readonly schedule: MarketSchedule;
  readonly purpose: Purpose;
  readonly nth: number;
  readonly minutes: number;
  readonly sets: readonly Parameters[];
}

/** Runs each set on one held-out market under pessimistic fills. */
export function runHeldOut({ schedule, purpose, nth, minutes, sets }: HeldOutRequest): MarketOutcome[] {
  return pessimisticRuns(schedule, heldOutTape(schedule, purpose, nth, minutes), minutes, sets);
}
