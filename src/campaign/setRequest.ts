/** Sets of parameters as the lanes of a request, each set under both fill models, and the results of the lanes as those of the sets. */

import type { LaneTotals } from '../evaluation/laneTotals.ts';
import type { Metrics } from '../evaluation/metrics.ts';
import type { SetOutcome, SetResult } from '../evaluation/setSummary.ts';
import { MAX_LANES } from '../exchange/replay.ts';
import type { FillModel } from '../session/result.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { LaneMarket, LaneRun, LaneSettings, LanesRequest } from './laneRunner.ts';

const FILL_MODELS: readonly FillModel[] = ['pessimistic', 'optimistic'];
/** How many sets fit into one pass over a tape. */
export const SETS_PER_PASS: number = MAX_LANES / FILL_MODELS.length;

/** What is wanted of the sets, and where it is found in the run of a lane. */
export interface SetFigures<Figures extends LaneTotals> {
  readonly withMetrics: boolean;
  readonly of: (run: LaneRun) => Figures;
}

export const setTotals: SetFigures<LaneTotals> = { withMetrics: false, of: ({ totals }) => totals };

export const setMetrics: SetFigures<Metrics> = {
  withMetrics: true,
  of: ({ metrics }) => {
    if (metrics === null) throw new RangeError('a run has no metrics, although they were requested');
    return metrics;
  },
};

/** Over the whole market. `sets` are at most {@link SETS_PER_PASS}. */
export function setRequest(
  market: LaneMarket,
  sets: readonly Parameters[],
  settings: LaneSettings,
  { withMetrics }: Pick<SetFigures<LaneTotals>, 'withMetrics'>,
): LanesRequest {
  const lanes = sets.flatMap((parameters) => FILL_MODELS.map((fillModel) => ({ parameters, fillModel })));
  return { market, settings, lanes, atMostUs: null, withMetrics };
}

/** @param runs of a request that {@link setRequest} made for the same figures; in the order of its sets */
export function setOutcomes<Figures extends LaneTotals>(
  runs: readonly LaneRun[],
  figures: SetFigures<Figures>,
): SetOutcome<Figures>[] {
  const resultOf = (lane: number): SetResult<Figures> => {
    const run = runs[lane];
    if (run === undefined) throw new RangeError(`${runs.length} runs are no whole sets`);
    return { metrics: figures.of(run), blocks: run.blocks };
  };
  return Array.from({ length: runs.length / FILL_MODELS.length }, (_, set) => ({
    pessimistic: resultOf(FILL_MODELS.length * set),
    optimistic: resultOf(FILL_MODELS.length * set + 1),
  }));
}
