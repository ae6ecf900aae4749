/**
 * What sets of parameters did on recorded markets. A replay gives the same again, and champion and base run in every race of a
 * study: each set runs once on each market for as long as the program runs.
 */

import { blocksOf } from '../evaluation/blocks.ts';
import type { Blocks } from '../evaluation/comparison.ts';
import type { FillModel, LaneOutcome } from '../session/result.ts';
import type { LaneRequest } from '../session/session.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { Journal } from '../study/journal.ts';
import type { CampaignPlan, MarketSource } from '../study/records.ts';
import type { CampaignPorts } from './ports.ts';
import { newSession } from './runSession.ts';

/** Market time between two looks at the stop signal. */
const SLICE_SECONDS = 600;
const MODELS: readonly FillModel[] = ['pessimistic', 'optimistic'];

export interface ReplayPorts extends Pick<CampaignPorts, 'markets' | 'breathe' | 'stop'> {
  readonly journal: Pick<Journal, 'study'>;
}

/** What one set did on one market. */
export interface RecordedLane {
  readonly blocks: Readonly<Record<FillModel, Blocks>>;
  /** Whether risk stopped it under pessimistic fills. */
  readonly halted: boolean;
}

const byJournal = new WeakMap<Pick<Journal, 'study'>, Map<string, RecordedLane>>();

/** In the order of the sets; null when the user wants to stop. */
export async function lanesOver(
  source: MarketSource,
  sets: readonly Parameters[],
  plan: CampaignPlan,
  ports: ReplayPorts,
): Promise<RecordedLane[] | null> {
  const known = byJournal.get(ports.journal) ?? new Map<string, RecordedLane>();
  byJournal.set(ports.journal, known);
  const { latency, limits, decisionMs } = plan;
  const setting = JSON.stringify([source, latency, limits, decisionMs]);
  const keyOf = (set: Parameters): string => setting + JSON.stringify(set);
  const missing = new Map(sets.flatMap((set) => (known.has(keyOf(set)) ? [] : [[keyOf(set), set]])));
  const ran = missing.size === 0 ? [] : await run(source, [...missing.values()], plan, ports);
  if (ran === null) return null;
  for (const [i, key] of [...missing.keys()].entries()) known.set(key, ran[i] as RecordedLane);
  return sets.map((set) => known.get(keyOf(set)) as RecordedLane);
}

async function run(
  source: MarketSource,
  sets: readonly Parameters[],
  plan: CampaignPlan,
  { journal, markets, breathe, stop }: ReplayPorts,
): Promise<RecordedLane[] | null> {
  const market = await markets.load(source, journal.study.instrument);
  const lanes = sets.flatMap((parameters, i) =>
    MODELS.map((fillModel): LaneRequest => ({ version: i, parameters, role: 'shadow', fillModel })),
  );
  const session = newSession(journal.study, plan, market.compiled, lanes);
  while (!session.done) {
    session.advance(SLICE_SECONDS);
    await breathe();
    if (stop.requested) return null;
  }
  const outcomes = session.outcomes();
  const laneOf = (set: number, model: FillModel): LaneOutcome => {
    const lane = outcomes.find((one) => one.version === set && one.fillModel === model);
    if (lane === undefined) throw new Error(`lane ${set} is missing from the result`);
    return lane;
  };
  return sets.map((_, i): RecordedLane => {
    const [pessimistic, optimistic] = [laneOf(i, 'pessimistic'), laneOf(i, 'optimistic')];
    return {
      blocks: { pessimistic: blocksOf(pessimistic.samples), optimistic: blocksOf(optimistic.samples) },
      halted: pessimistic.riskState === 'halted',
    };
  });
}
