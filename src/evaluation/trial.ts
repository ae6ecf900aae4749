/** Many versions over one tape, as lanes of as few passes as possible; each under both fill models. */

import { MAX_LANES } from '../exchange/replay.ts';
import type { CompiledTape } from '../market/compiledFormat.ts';
import type { FillModel, SessionResult } from '../session/result.ts';
import { type LaneRequest, Session, type SessionSettings } from '../session/session.ts';
import type { Parameters } from '../strategy/parameters.ts';
import { blocksOf } from './blocks.ts';
import type { Blocks } from './comparison.ts';
import { measure } from './measure.ts';
import type { Metrics } from './metrics.ts';

const FILL_MODELS: readonly FillModel[] = ['pessimistic', 'optimistic'];
/** As many sets as one pass over a tape takes. */
export const SETS_PER_PASS: number = MAX_LANES / FILL_MODELS.length;
/** Market time between two looks at the caller. */
const SLICE_SECONDS = 600;

export interface TrialResult {
  readonly metrics: Metrics;
  readonly blocks: Blocks;
}

/** What one set of parameters did on one tape. */
export type TrialOutcome = Readonly<Record<FillModel, TrialResult>>;

/**
 * Runs every set over the whole tape, in the order given. Yields the share that is done after each slice of work, so
 * that the caller can show it, or stop by not asking on. `settings.durationUs` is taken from the tape.
 */
export function* trial(
  tape: CompiledTape,
  sets: readonly Parameters[],
  settings: Omit<SessionSettings, 'durationUs'>,
): Generator<number, TrialOutcome[]> {
  const outcomes: TrialOutcome[] = [];
  for (let from = 0; from < sets.length; from += SETS_PER_PASS) {
    const batch = sets.slice(from, from + SETS_PER_PASS);
    const session = new Session(tape, lanesOf(batch), { ...settings, durationUs: tape.endUs });
    while (!session.done) {
      session.advance(SLICE_SECONDS);
      yield (from + batch.length * session.progress().share) / sets.length;
    }
    outcomes.push(...outcomesOf(session.result(), batch.length, settings));
  }
  return outcomes;
}

function lanesOf(batch: readonly Parameters[]): LaneRequest[] {
  return batch.flatMap((parameters, i) =>
    FILL_MODELS.map((fillModel) => ({ version: i + 1, parameters, role: 'shadow' as const, fillModel })),
  );
}

function outcomesOf(
  result: SessionResult,
  sets: number,
  settings: Pick<SessionSettings, 'instrument'>,
): TrialOutcome[] {
  const resultOf = (set: number, fillModel: FillModel): TrialResult => {
    const lane = result.lanes.find((one) => one.version === set + 1 && one.fillModel === fillModel);
    if (lane === undefined) throw new Error(`set ${set + 1} of a trial has no ${fillModel} lane`);
    return { metrics: measure(lane, result.midTicks, settings.instrument), blocks: blocksOf(lane.samples) };
  };
  return Array.from({ length: sets }, (_, set) => ({
    pessimistic: resultOf(set, 'pessimistic'),
    optimistic: resultOf(set, 'optimistic'),
  }));
}
