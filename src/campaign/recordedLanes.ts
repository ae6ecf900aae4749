/**
 * What sets of parameters did on recorded markets. A replay gives the same again, and champion and base run in every race of a
 * study: each set runs once on each market for as long as the program runs.
 */

import { blocksOf } from '../evaluation/blocks.ts';
import type { Blocks } from '../evaluation/comparison.ts';
import { stoppedByItself } from '../risk/stops.ts';
import type { FillModel } from '../session/result.ts';
import type { LaneRequest } from '../session/session.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { Journal } from '../study/journal.ts';
import type { CampaignPlan, MarketSource } from '../study/records.ts';
import type { CampaignPorts } from './ports.ts';
import { newSession } from './runSession.ts';

/** Market time between two looks at the stop signal. */
const SLICE_SECONDS = 600;

export interface ReplayPorts extends Pick<CampaignPorts, 'markets' | 'breathe' | 'stop'> {
  readonly journal: Pick<Journal, 'study'>;
}

/** What one set did on one market under one fill model. */
export interface RecordedLane {
  readonly blocks: Blocks;
  /** Whether risk stopped it for what it did. */
  readonly halted: boolean;
}

/** Of one set on one market, under those models that were asked for. */
export type RecordedLanes = ReadonlyMap<FillModel, RecordedLane>;

interface Wanted {
  readonly parameters: Parameters;
  readonly fillModel: FillModel;
}

const byJournal = new WeakMap<Pick<Journal, 'study'>, Map<string, RecordedLane>>();

/** In the order of the sets; null when the user wants to stop. */
export async function lanesOver(
  source: MarketSource,
  sets: readonly Parameters[],
  fillModels: readonly FillModel[],
  plan: CampaignPlan,
  ports: ReplayPorts,
): Promise<RecordedLanes[] | null> {
  const known = byJournal.get(ports.journal) ?? new Map<string, RecordedLane>();
  byJournal.set(ports.journal, known);
  const { latency, limits, decisionMs, rules } = plan;
  const setting = JSON.stringify([source, latency, limits, decisionMs, rules]);
  const wanted = sets.map((parameters) => {
    const set = setting + JSON.stringify(parameters);
    return fillModels.map((fillModel) => ({ key: `${set} ${fillModel}`, parameters, fillModel }));
  });
  const missing = new Map(wanted.flat().flatMap((lane) => (known.has(lane.key) ? [] : [[lane.key, lane]])));
  const ran = missing.size === 0 ? [] : await run(source, [...missing.values()], plan, ports);
  if (ran === null) return null;
  for (const [i, key] of [...missing.keys()].entries()) known.set(key, ran[i] as RecordedLane);
  return wanted.map((lanes) => new Map(lanes.map(({ key, fillModel }) => [fillModel, known.get(key) as RecordedLane])));
}

async function run(
  source: MarketSource,
  wanted: readonly Wanted[],
  plan: CampaignPlan,
  { journal, markets, breathe, stop }: ReplayPorts,
): Promise<RecordedLane[] | null> {
  const market = await markets.load(source, journal.study.instrument);
  await market.ready(Number.POSITIVE_INFINITY);
  const lanes = wanted.map((lane, i): LaneRequest => ({ ...lane, version: i, role: 'shadow' }));
  const session = newSession(journal.study, plan, market.compiled, lanes);
  while (!session.done) {
    session.advance(SLICE_SECONDS);
    await breathe();
    if (stop.requested) return null;
  }
  return session.outcomes().map((lane) => ({ blocks: blocksOf(lane.samples), halted: stoppedByItself(lane) }));
}
