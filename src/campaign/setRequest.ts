/** Sets of parameters as the lanes of a request, each set under both fill models, and the results of the lanes as those of the sets. */

import type { SetOutcome, SetResult } from '../evaluation/setSummary.ts';
import { MAX_LANES } from '../exchange/replay.ts';
import type { FillModel } from '../session/result.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { LaneMarket, LaneRun, LaneSettings, LanesRequest } from './laneRunner.ts';

const FILL_MODELS: readonly FillModel[] = ['pessimistic', 'optimistic'];
/** How many sets fit into one pass over a tape. */
export const SETS_PER_PASS: number = MAX_LANES / FILL_MODELS.length;

/** Over the whole market, with metrics. `sets` are at most {@link SETS_PER_PASS}. */
export function setRequest(market: LaneMarket, sets: readonly Parameters[], settings: LaneSettings): LanesRequest {
  const lanes = sets.flatMap((parameters) => FILL_MODELS.map((fillModel) => ({ parameters, fillModel })));
  return { market, settings, lanes, atMostUs: null, withMetrics: true };
}

/** @param runs of a request that {@link setRequest} made; in the order of its sets */
export function setOutcomes(runs: readonly LaneRun[]): SetOutcome[] {
  const resultOf = (lane: number): SetResult => {
    const { metrics, blocks } = runs[lane] ?? { metrics: null, blocks: null };
    if (metrics === null) throw new RangeError(`lane ${lane + 1} of a run has no metrics`);
    return { metrics, blocks };
  };
  return Array.from({ length: runs.length / FILL_MODELS.length }, (_, set) => ({
    pessimistic: resultOf(FILL_MODELS.length * set),
    optimistic: resultOf(FILL_MODELS.length * set + 1),
  }));
}
