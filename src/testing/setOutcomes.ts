/** Parameter sets over a tape in memory, in one go. */

import type { LaneRun, LaneSettings, LanesRequest } from '../campaign/laneRunner.ts';
import { laneRuns } from '../campaign/laneRuns.ts';
import { SETS_PER_PASS, setMetrics, setOutcomes, setRequest } from '../campaign/setRequest.ts';
import type { MeasuredSet } from '../evaluation/setSummary.ts';
import type { CompiledTape } from '../market/compiledFormat.ts';
import type { Parameters } from '../strategy/parameters.ts';

/** In the order of the sets, in as few passes as possible. */
export function setsOn(tape: CompiledTape, sets: readonly Parameters[], settings: LaneSettings): MeasuredSet[] {
  const outcomes: MeasuredSet[] = [];
  for (let from = 0; from < sets.length; from += SETS_PER_PASS) {
    const { market: _, ...lanes } = setRequest(
      { type: 'whole-tape', file: '' },
      sets.slice(from, from + SETS_PER_PASS),
      settings,
      setMetrics,
    );
    outcomes.push(...setOutcomes(finished(tape, lanes), setMetrics));
  }
  return outcomes;
}

/** The results of the lanes of one request. */
export function finished(tape: CompiledTape, lanes: Omit<LanesRequest, 'market'>): LaneRun[] {
  const steps = laneRuns(tape, lanes);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
