/**
 * What sets of parameters did on recorded markets. A replay gives the same again, and champion and base run in every race of a
 * study: each set runs once on each market for as long as the program runs.
 */

import type { FillModel } from '../session/result.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { StudyReader } from '../study/journal.ts';
import type { CampaignPlan, MarketSource } from '../study/records.ts';
import { type LaneRun, type LanesRequest, type LaneWanted, runAll } from './laneRunner.ts';
import { laneSettings } from './laneSettings.ts';
import type { CampaignPorts } from './ports.ts';

export interface ReplayPorts extends Pick<CampaignPorts, 'lanes' | 'stop'> {
  readonly journal: Pick<StudyReader, 'study'>;
}

/** What one set did on one market under one fill model. */
export type RecordedLane = Omit<LaneRun, 'metrics'>;

/** Of one set on one market, under those models that were asked for. */
export type RecordedLanes = ReadonlyMap<FillModel, RecordedLane>;

interface KeyedLane extends LaneWanted {
  readonly key: string;
}

const byJournal = new WeakMap<Pick<StudyReader, 'study'>, Map<string, RecordedLane>>();

/**
 * Asks for what is missing on all these markets at once, so that several can run at the same time.
 *
 * @returns market by market, each in the order of the sets; null when the user wants to stop
 */
export async function lanesOver(
  sources: readonly MarketSource[],
  sets: readonly Parameters[],
  fillModels: readonly FillModel[],
  plan: CampaignPlan,
  { journal, lanes: runner, stop }: ReplayPorts,
): Promise<RecordedLanes[][] | null> {
  const known = byJournal.get(journal) ?? new Map<string, RecordedLane>();
  byJournal.set(journal, known);
  const wanted = sources.map((source) => keyed(source, sets, fillModels, plan));
  const asked = new Set(known.keys());
  const missing = sources.flatMap((market, i) => {
    const lanes = (wanted[i] as KeyedLane[][]).flat().filter(({ key }) => !asked.has(key) && asked.add(key));
    return lanes.length === 0 ? [] : [{ market, lanes }];
  });
  const settings = laneSettings(journal.study, plan);
  const requests = missing.map(
    ({ market, lanes }): LanesRequest => ({
      market,
      settings,
      lanes: lanes.map(({ parameters, fillModel }) => ({ parameters, fillModel })),
      atMostUs: plan.minutes * 60e6,
      withMetrics: false,
    }),
  );
  const ended = await runAll(runner, requests, { progress: () => undefined, stop }, (request, runs) => {
    missing[request]?.lanes.forEach(({ key }, i) => {
      const { blocks, halted } = runs[i] as LaneRun;
      known.set(key, { blocks, halted });
    });
  });
  if (!ended) return null;
  return wanted.map((ofMarket) =>
    ofMarket.map((lanes) => new Map(lanes.map(({ key, fillModel }) => [fillModel, known.get(key) as RecordedLane]))),
  );
}

/** The lanes of each set, each with the name that its result is kept under. */
function keyed(
  source: MarketSource,
  sets: readonly Parameters[],
  fillModels: readonly FillModel[],
  { latency, limits, decisionMs, rules }: CampaignPlan,
): KeyedLane[][] {
  const setting = JSON.stringify([source, latency, limits, decisionMs, rules]);
  return sets.map((parameters) => {
    const set = setting + JSON.stringify(parameters);
    return fillModels.map((fillModel) => ({ key: `${set} ${fillModel}`, parameters, fillModel }));
  });
}
