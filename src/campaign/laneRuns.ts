/** Lanes over one market from its beginning to its end: what every runner of lanes does once it has loaded the market. */

import { blocksOf } from '../evaluation/blocks.ts';
import { measure } from '../evaluation/measure.ts';
import type { CompiledTape } from '../market/compiledFormat.ts';
import { stoppedByItself } from '../risk/stops.ts';
import type { LaneOutcome } from '../session/result.ts';
import { type LaneRequest, Session } from '../session/session.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import type { LaneRun, LanesRequest } from './laneRunner.ts';

/** Market time between two looks at the caller. */
const SLICE_SECONDS = 600;

/**
 * Yields the share that is done after each slice of work: the caller can show it, or stop by not asking for the next.
 * Returns one result for each lane, in their order. @throws RangeError for too many lanes
 */
export function* laneRuns(
  tape: CompiledTape,
  { lanes, settings, atMostUs, withMetrics }: Omit<LanesRequest, 'market'>,
): Generator<number, LaneRun[]> {
  const requests = lanes.map((lane, i): LaneRequest => ({ ...lane, version: i, role: 'shadow' }));
  const session = new Session(tape, requests, {
    ...settings,
    strategy: strategyNamed(settings.strategy),
    durationUs: atMostUs === null ? tape.endUs : Math.min(atMostUs, tape.endUs),
  });
  while (!session.done) {
    session.advance(SLICE_SECONDS);
    yield session.progress().share;
  }
  if (!withMetrics) return session.outcomes().map((lane) => ({ ...outcomeOf(lane), metrics: null }));
  const result = session.result();
  return result.lanes.map((lane) => ({
    ...outcomeOf(lane),
    metrics: measure(lane, result.midTicks, settings.instrument),
  }));
}

function outcomeOf(lane: LaneOutcome): Omit<LaneRun, 'metrics'> {
  return { blocks: blocksOf(lane.samples), halted: stoppedByItself(lane) };
}
