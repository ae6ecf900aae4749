/** Runs one session from its record to its seal. */

import { blocksOf } from '../evaluation/blocks.ts';
import { marketFacts } from '../evaluation/marketFacts.ts';
import { measure } from '../evaluation/measure.ts';
import { engineOf, OLDEST_ENGINE } from '../exchange/engine.ts';
import type { CompiledTape } from '../market/compiledFormat.ts';
import type { Instrument } from '../market/instrument.ts';
import { stoppedFromOutside } from '../risk/stops.ts';
import type { FillModel, LaneResult, LaneRole, SessionResult } from '../session/result.ts';
import { type LaneRequest, type MeasuredLane, SAMPLE_STEP_US, Session } from '../session/session.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { NewTrialLane, SealedLane } from '../study/journal.ts';
import type { CampaignPlan, SessionFacts, SessionRecord, StudyRecord } from '../study/records.ts';
import { laneSettings } from './laneRunner.ts';
import type { CampaignPorts, SessionMarket } from './ports.ts';
import { outcomesOf, type Passes, passesOf } from './sessionOutcomes.ts';

/** Market time between two looks at the stop signal. */
const SLICE_SECONDS = 60;

/** What runs in a session under both fill models: a version, or a candidate on trial. */
export interface Runner {
  readonly role: LaneRole;
  /** Number of the version; the id of the proposal where the role is `trial`. */
  readonly version: number;
  readonly parameters: Parameters;
}

export function laneRequests(runners: readonly Runner[]): LaneRequest[] {
  const models: readonly FillModel[] = ['pessimistic', 'optimistic'];
  return runners.flatMap((runner) => models.map((fillModel) => ({ ...runner, fillModel })));
}

export function newSession(
  study: StudyRecord,
  plan: CampaignPlan,
  tape: CompiledTape,
  lanes: readonly LaneRequest[],
): Session {
  return new Session(tape, lanes, {
    ...laneSettings(study, plan),
    strategy: strategyNamed(study.strategy),
    durationUs: plan.minutes * 60e6,
  });
}

/** Lanes for which the first pass had no room, over the same market and as far as the session ran, also when it was stopped. */
export function secondPass(
  { second }: Passes,
  study: StudyRecord,
  plan: CampaignPlan,
  tape: CompiledTape,
  durationUs: number,
): MeasuredLane[] {
  if (second.length === 0) return [];
  const session = newSession(study, plan, tape, second);
  session.runTo(durationUs);
  return session.figures();
}

/** How far a market has to be known before a session opens: a recorded feed that looks ahead needs the whole (feedLatency.ts). */
function knownFirstUs({ latency, engine = OLDEST_ENGINE }: CampaignPlan): number {
  const looksAhead = engineOf(engine).recordedFeed === 'looks-ahead';
  return latency.feed === 'recorded' && looksAhead ? Number.POSITIVE_INFINITY : 0;
}

/** Length of the market, or of the session as planned while the market still grows. */
function lengthUs({ endUs, knownUs }: CompiledTape, plan: CampaignPlan): number {
  return knownUs === Number.POSITIVE_INFINITY ? endUs : plan.minutes * 60e6;
}

/** Resolves when the market is known up to `untilUs`, or with a stop request: a market that grows may be silent for long. */
function readyOrStop(market: SessionMarket, untilUs: number, { onStop }: CampaignPorts): Promise<void> {
  return new Promise((resolve, reject) => {
    const forget = onStop(resolve);
    market.ready(untilUs).then(resolve, reject).finally(forget);
  });
}

/** Resolves when the session can be run up to `untilUs`, which may need a later row of the market, or with a stop request. */
async function runnableOrStop(
  session: Session,
  market: SessionMarket,
  untilUs: number,
  ports: CampaignPorts,
): Promise<void> {
  for (let knownUs = untilUs; !ports.stop.requested; knownUs += SAMPLE_STEP_US) {
    await readyOrStop(market, knownUs, ports);
    // A market that says it is ready and is not: the session refuses to run, and says so.
    if (session.knownUs >= untilUs || market.compiled.knownUs < knownUs) return;
  }
}

/** Runs and seals; returns the sealed record. The market may still grow: each slice waits until it is known. A stop request seals what was reached as `interrupted`. */
export async function runSession(
  record: SessionRecord,
  plan: CampaignPlan,
  market: SessionMarket,
  lanes: readonly LaneRequest[],
  ports: CampaignPorts,
): Promise<SessionRecord> {
  const { journal } = ports;
  const passes = passesOf(lanes, record.acting, plan);
  await readyOrStop(market, knownFirstUs(plan), ports);
  const session = newSession(journal.study, plan, market.compiled, passes.first);
  const tell = (): void =>
    ports.progress({ type: 'session-progress', session: record, ...session.progress(), lanes: session.lanesNow() });
  tell();
  while (!session.done && !ports.stop.requested) {
    const untilUs = Math.min(session.elapsedUs + SLICE_SECONDS * 1e6, plan.minutes * 60e6);
    await runnableOrStop(session, market, untilUs, ports);
    if (ports.stop.requested) break;
    session.advance(SLICE_SECONDS);
    tell();
    await ports.breathe();
  }
  ports.progress({ type: 'working', on: 'writing' });
  const result = session.result();
  const outcomes = outcomesOf(record.acting, [
    ...session.figures(),
    ...secondPass(passes, journal.study, plan, market.compiled, result.durationUs),
  ]);
  return journal.sealSession(record.id, {
    status: session.done ? 'completed' : 'interrupted',
    reason: session.done
      ? outageOf(result)
      : `stopped by the user after ${Math.floor(result.durationUs / 60e6)} min of ${Math.floor(lengthUs(market.compiled, plan) / 60e6)}`,
    facts: { ...factsOf(result, await market.digest()), ...(outcomes === undefined ? {} : { outcomes }) },
    lanes: result.lanes.flatMap((lane) => sealed(lane, result, journal.study.instrument) ?? []),
    trials: result.lanes.flatMap((lane) => sealedTrial(lane, result, journal.study.instrument) ?? []),
  });
}

/** Missing data stopped the lanes: that is no evidence about any version. null where it did not. */
function outageOf({ lanes }: SessionResult): string | null {
  const halts = lanes.flatMap(({ riskEvents }) => riskEvents.filter((event) => stoppedFromOutside([event])));
  const [first] = halts.toSorted((a, b) => a.timeUs - b.timeUs);
  if (first === undefined) return null;
  const minute = (first.timeUs / 60e6).toFixed(1);
  return `${first.message} for every version at minute ${minute}, so that the session is no evidence`;
}

function factsOf(result: SessionResult, tapeDigest: string): SessionFacts {
  return {
    startUs: result.startUs,
    durationUs: result.durationUs,
    events: result.events,
    trades: result.trades,
    tapeDigest,
    market: marketFacts(result.midTicks, SAMPLE_STEP_US, result.spreadTicks),
  };
}

/** null for a candidate on trial. */
function sealed(lane: LaneResult, result: SessionResult, instrument: Instrument): SealedLane | null {
  const { version, role, fills, samples } = lane;
  if (role === 'trial') return null;
  return {
    record: { version, role, ...evidenceOf(lane, result, instrument) },
    series: { fills, samples, midTicks: result.midTicks },
  };
}

/** null for a version. */
function sealedTrial(lane: LaneResult, result: SessionResult, instrument: Instrument): NewTrialLane | null {
  return lane.role === 'trial' ? { proposalId: lane.version, ...evidenceOf(lane, result, instrument) } : null;
}

function evidenceOf(
  lane: LaneResult,
  { midTicks }: SessionResult,
  instrument: Instrument,
): Omit<NewTrialLane, 'proposalId'> {
  return {
    fillModel: lane.fillModel,
    metrics: measure(lane, midTicks, instrument),
    blocks: blocksOf(lane.samples),
    riskEvents: lane.riskEvents,
    digest: lane.digest,
  };
}
