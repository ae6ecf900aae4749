/** What sets of parameters did on recorded markets. */

import type { FillModel } from '../session/result.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { StudyReader } from '../study/journal.ts';
import type { CampaignPlan, MarketSource } from '../study/records.ts';
import type { Watch } from './atOnce.ts';
import { type LaneRun, type LanesRequest, laneSettings, runAll } from './laneRunner.ts';
import type { CampaignPorts } from './ports.ts';

export interface ReplayPorts extends Pick<CampaignPorts, 'lanes' | 'stop'> {
  readonly journal: Pick<StudyReader, 'study'>;
}

/** Of one set on one market, under those models that were asked for. */
export type RecordedLanes = ReadonlyMap<FillModel, LaneRun>;

/**
 * Asks for all these markets at once, so that several can run at the same time.
 *
 * @param progress told the share that is done, several times a second
 * @returns market by market, each in the order of the sets; null when the user wants to stop
 */
export async function lanesOver(
  markets: readonly MarketSource[],
  sets: readonly Parameters[],
  fillModels: readonly FillModel[],
  plan: CampaignPlan,
  { journal, lanes: runner, stop }: ReplayPorts,
  progress: Watch['progress'] = () => undefined,
): Promise<RecordedLanes[][] | null> {
  const settings = laneSettings(journal.study, plan);
  const lanes = sets.flatMap((parameters) => fillModels.map((fillModel) => ({ parameters, fillModel })));
  const requests = markets.map(
    (market): LanesRequest => ({ market, settings, lanes, atMostUs: plan.minutes * 60e6, withMetrics: false }),
  );
  const results: RecordedLanes[][] = markets.map(() => []);
  const ended = await runAll(runner, requests, { progress, stop }, (market, runs) => {
    results[market] = sets.map(
      (_, set) => new Map(fillModels.map((fillModel, i) => [fillModel, runs[set * fillModels.length + i] as LaneRun])),
    );
  });
  return ended ? results : null;
}
