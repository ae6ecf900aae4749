/** Lanes over one market from its beginning to its end: what every runner of lanes does once it has loaded the market. */

import { BlockCutter, blocksOf } from '../evaluation/blocks.ts';
import { TotalsCounter } from '../evaluation/laneTotals.ts';
import { measure } from '../evaluation/measure.ts';
import type { CompiledTape } from '../market/compiledFormat.ts';
import { stoppedByItself } from '../risk/stops.ts';
import { type LaneRequest, SAMPLE_STEP_US, Session } from '../session/session.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import type { LaneRun, LanesRequest } from './laneRunner.ts';

/** Market time between two looks at the caller. */
const SLICE_SECONDS = 600;

/**
 * Yields the share that is done after each slice of work: the caller can show it, or stop by not asking for the next.
 * Returns one result for each lane, in their order. Without metrics, what lanes did is added up slice by slice and forgotten, so
 * that memory does not grow with the length of the market. @throws RangeError for too many lanes
 */
export function laneRuns(
  tape: CompiledTape,
  { lanes, settings, atMostUs, withMetrics }: Omit<LanesRequest, 'market'>,
): Generator<number, LaneRun[]> {
  const requests = lanes.map((lane, i): LaneRequest => ({ ...lane, version: i, role: 'shadow' }));
  const session = new Session(tape, requests, {
    ...settings,
    strategy: strategyNamed(settings.strategy),
    durationUs: atMostUs === null ? tape.endUs : Math.min(atMostUs, tape.endUs),
    keeps: withMetrics ? 'everything' : 'until-taken',
  });
  return withMetrics ? measuredRuns(session, settings) : addedUpRuns(session, lanes.length, settings);
}

type Settings = Pick<LanesRequest['settings'], 'instrument'>;

function* measuredRuns(session: Session, { instrument }: Settings): Generator<number, LaneRun[]> {
  while (!session.done) {
    session.advance(SLICE_SECONDS);
    yield session.progress().share;
  }
  const { lanes, midTicks } = session.result();
  return lanes.map((lane) => {
    const metrics = measure(lane, midTicks, instrument);
    const { volume, fills, profit, feesPaid, rebates } = metrics;
    const totals = { volume, fills, profit, feesPaid, rebates };
    return { blocks: blocksOf(lane.samples), halted: stoppedByItself(lane), totals, metrics };
  });
}

function* addedUpRuns(session: Session, lanes: number, { instrument }: Settings): Generator<number, LaneRun[]> {
  const samples = session.progress().plannedUs / SAMPLE_STEP_US;
  const sums = Array.from({ length: lanes }, () => ({
    cutter: new BlockCutter(samples, SAMPLE_STEP_US),
    counter: new TotalsCounter(instrument),
  }));
  while (!session.done) {
    session.advance(SLICE_SECONDS);
    session.take((lane, part) => {
      sums[lane]?.cutter.add(part.samples);
      sums[lane]?.counter.add(part.samples, part.fills, part.fillsFrom, part.fillsTo);
    });
    yield session.progress().share;
  }
  const risks = session.risks();
  return sums.map(({ cutter, counter }, lane) => {
    const risk = risks[lane];
    if (risk === undefined) throw new RangeError(`the session has no lane ${lane + 1}`);
    return { blocks: cutter.blocks(), halted: stoppedByItself(risk), totals: counter.totals(), metrics: null };
  });
}
