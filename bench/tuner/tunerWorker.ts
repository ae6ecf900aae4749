/** The tasks that a worker thread of the benchmark runs. */

import { newSession } from '../../src/campaign/runSession.ts';
import { blocksOf, profitAfterRisk, riskPrice } from '../../src/evaluation/blocks.ts';
import { MAX_LANES } from '../../src/exchange/replay.ts';
import type { LaneRequest } from '../../src/session/session.ts';
import type { Parameters } from '../../src/strategy/parameters.ts';
import { heldOutTape, type MarketSchedule, type Purpose, tuningMarkets } from '../../test/market/scheduledMarkets.ts';
import { campaignPlan, studyTerms } from './settings.ts';
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

/** Result of one parameter set on one market, USD per hour. */
export interface HeldOutOutcome {
  /** Profit after the charge for risk. */
  readonly gain: number;
  readonly volume: number;
}

/** Runs each set on one held-out market under pessimistic fills. */
export function runHeldOut({ schedule, purpose, nth, minutes, sets }: HeldOutRequest): HeldOutOutcome[] {
  const tape = heldOutTape(schedule, purpose, nth, minutes);
  const study = { ...studyTerms(schedule, 0), id: 1, createdAt: '' };
  const plan = campaignPlan(schedule, { sessions: 1, minutes, archive: false, trials: 0 });
  const price = riskPrice(study);
  const hours = minutes / 60;
  const outcomes: HeldOutOutcome[] = [];
  for (let from = 0; from < sets.length; from += MAX_LANES) {
    const lanes = sets.slice(from, from + MAX_LANES).map(
      (parameters, i): LaneRequest => ({
        version: i + 1,
        parameters,
        role: 'shadow',
        fillModel: 'pessimistic',
      }),
    );
    const session = newSession(study, plan, tape, lanes);
    session.advance(Number.POSITIVE_INFINITY);
    for (const { samples } of session.outcomes()) {
      const blocks = blocksOf(samples);
      const volume = blocks.volume.reduce((sum, one) => sum + one, 0);
      outcomes.push({ gain: profitAfterRisk(blocks, price) / hours, volume: volume / hours });
    }
  }
  return outcomes;
}
