/** Studies of Optuna on the markets of a study of ours: what it recommends at each checkpoint. */

import type { Markets } from '../../../src/campaign/ports.ts';
import { checkParameters, type Parameters } from '../../../src/strategy/parameters.ts';
import { mean } from '../../../test/market/estimate.ts';
import type { MarketSchedule } from '../../../test/market/scheduledMarkets.ts';
import { type MarketOutcome, pessimisticRuns } from '../pessimisticRuns.ts';
import { campaignPlan, start, strategy, studyTerms } from '../settings.ts';
import type { OptunaServer, Sampler } from './optunaServer.ts';

/** Trials that run over the recorded sessions at once. */
const BATCH = 8;

export interface OptunaRequest {
  readonly schedule: MarketSchedule;
  readonly seed: number;
  readonly minutes: number;
  readonly sampler: Sampler;
  /** Numbers of sessions, rising. */
  readonly checkpoints: readonly number[];
}

/** One trial a session: a session of market for the candidate beside the default. */
export async function oneTrialPerSession(
  request: OptunaRequest,
  markets: Markets,
  server: OptunaServer,
): Promise<Parameters[]> {
  const { seed, sampler, checkpoints } = request;
  await server.start(sampler, seed);
  const recommended: Parameters[] = [];
  for (let session = 1; session <= Math.max(...checkpoints); session++) {
    const [trial] = await server.ask(1);
    if (trial === undefined) throw new Error('Optuna asked for no trial');
    const [value] = await valuesOn([session], [trial.parameters], request, markets);
    await server.tell([{ id: trial.id, value: value as number }]);
    if (checkpoints.includes(session)) recommended.push(await server.best());
  }
  return recommended;
}

/**
 * A new study at each checkpoint over all sessions so far: as many trials as fit into the same lane-hours. A trial is worth its mean
 * over these sessions.
 *
 * @param laneHours what the other method had used at each checkpoint, hours of market
 */
export async function sameLaneHours(
  request: OptunaRequest,
  laneHours: readonly number[],
  markets: Markets,
  server: OptunaServer,
): Promise<Parameters[]> {
  const { seed, sampler, checkpoints, minutes } = request;
  const recommended: Parameters[] = [];
  for (const [at, sessions] of checkpoints.entries()) {
    await server.start(sampler, seed);
    const all = Array.from({ length: sessions }, (_, i) => i + 1);
    let left = Math.floor((laneHours[at] as number) / ((sessions * minutes) / 60));
    while (left > 0) {
      const trials = await server.ask(Math.min(BATCH, left));
      left -= trials.length;
      const sets = trials.map(({ parameters }) => parameters);
      const values = await valuesOn(all, sets, request, markets);
      await server.tell(trials.map(({ id }, i) => ({ id, value: values[i] as number })));
    }
    recommended.push(await server.best());
  }
  return recommended;
}

/** Mean over sessions of the gain per hour against the default, USD; below zero for a set that hardly trades. */
async function valuesOn(
  sessions: readonly number[],
  sets: readonly Parameters[],
  { schedule, minutes }: OptunaRequest,
  markets: Markets,
): Promise<number[]> {
  const plan = campaignPlan(schedule, { sessions: Math.max(...sessions), minutes, archive: false, trials: 0 });
  const terms = { ...studyTerms(schedule, 0), id: 1, createdAt: '' };
  // A set that the strategy refuses is worth as little as one that does not trade.
  const valid = sets.filter((set) => checkParameters(strategy.parameters, set).length === 0);
  const outcomes: MarketOutcome[][] = [];
  for (const session of sessions) {
    const source = await markets.sourceOf(terms, plan, { ofStudy: session, ofCampaign: session, seen: [] });
    if (source === null) throw new RangeError(`there is no market for session ${session}`);
    const { compiled } = await markets.load(source, terms.instrument);
    outcomes.push(pessimisticRuns(schedule, compiled, minutes, [start, ...valid]));
  }
  return sets.map((set) => {
    const i = valid.indexOf(set) + 1;
    if (i === 0) return -1;
    const gain = mean(outcomes.map((of) => (of[i] as MarketOutcome).gain - (of[0] as MarketOutcome).gain));
    const volume = mean(outcomes.map((of) => (of[i] as MarketOutcome).volume));
    const missing = 1 - volume / terms.minVolumePerHour;
    return missing > 0 ? Math.min(0, gain) - missing : gain;
  });
}
