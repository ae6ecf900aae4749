/** Runs the lanes of one session, and seals what they came to. */

import { blocksOf } from '../evaluation/blocks.ts';
import { marketFacts } from '../evaluation/marketFacts.ts';
import { measure } from '../evaluation/measure.ts';
import { twinFills } from '../evaluation/twinFills.ts';
import type { CompiledTape } from '../market/compiledFormat.ts';
import type { Instrument } from '../market/instrument.ts';
import { stoppedFromOutside } from '../risk/stops.ts';
import type { FillModel, LaneResult, LaneRole, SessionResult } from '../session/result.ts';
import { type LaneRequest, type MeasuredLane, SAMPLE_STEP_US, Session } from '../session/session.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import type { Parameters } from '../strategy/parameters.ts';
import type { NewTrialLane, SealedLane } from '../study/journal.ts';
import type { CampaignPlan, LiveFacts, SessionFacts, SessionRecord, StudyRecord } from '../study/records.ts';
import { laneSettings } from './laneRunner.ts';
import type { CampaignPorts, LiveSessionRun, SessionMarket, SessionRun } from './ports.ts';
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

/** Runs a session over a market that is known whole. A stop request ends it early. */
export async function runSession(
  record: SessionRecord,
  plan: CampaignPlan,
  { compiled, digest }: SessionMarket,
  lanes: readonly LaneRequest[],
  ports: CampaignPorts,
): Promise<SessionRun> {
  const { study } = ports.journal;
  const passes = passesOf(lanes, record.acting, plan);
  const session = newSession(study, plan, compiled, passes.first);
  const tell = (): void =>
    ports.progress({ type: 'session-progress', session: record, ...session.progress(), lanes: session.lanesNow() });
  tell();
  while (!session.done && !ports.stop.requested) {
    session.advance(SLICE_SECONDS);
    tell();
    await ports.breathe();
  }
  ports.progress({ type: 'working', on: 'writing' });
  const result = session.result();
  return {
    result,
    figures: [...session.figures(), ...secondPass(passes, study, plan, compiled, result.durationUs)],
    endedEarly: session.done ? null : stoppedText(result.durationUs, compiled.endUs),
    tapeDigest: digest,
    ...(compiled.reference === undefined ? {} : { referenceDigest: compiled.reference.digest }),
  };
}

/** Why a session ended that the user stopped. */
export function stoppedText(ranUs: number, plannedUs: number): string {
  return `stopped by the user after ${Math.floor(ranUs / 60e6)} min of ${Math.floor(plannedUs / 60e6)}`;
}

/** Puts what a session came to on record. @param source where a market that came live is on file now */
export function sealRun(
  { id, acting }: SessionRecord,
  {
    result,
    figures,
    endedEarly,
    tapeDigest,
    referenceDigest,
    source,
    gap,
    live,
  }: SessionRun & Partial<Pick<LiveSessionRun, 'source' | 'gap' | 'live'>>,
  journal: CampaignPorts['journal'],
): SessionRecord {
  const outcomes = outcomesOf(acting, figures);
  const { instrument } = journal.study;
  return journal.sealSession(id, {
    status: endedEarly === null ? 'completed' : 'interrupted',
    reason: endedEarly ?? outageOf(result),
    ...(source === undefined ? {} : { source }),
    facts: {
      ...factsOf(result, tapeDigest),
      ...(referenceDigest === undefined ? {} : { referenceDigest }),
      ...(gap === undefined ? {} : { gap }),
      ...(live === undefined ? {} : { live: liveFactsOf(live, acting, result, instrument) }),
      ...(outcomes === undefined ? {} : { outcomes }),
    },
    lanes: result.lanes.flatMap((lane) => sealed(lane, result, instrument) ?? []),
    trials: result.lanes.flatMap((lane) => sealedTrial(lane, result, instrument) ?? []),
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

function liveFactsOf(
  { lane, told, durationUs, fundingReceived }: NonNullable<LiveSessionRun['live']>,
  acting: number,
  { lanes, midTicks }: SessionResult,
  instrument: Instrument,
): LiveFacts {
  const twins = lanes.filter(({ version, role }) => version === acting && role !== 'trial');
  return {
    durationUs,
    told,
    digest: lane.digest,
    metrics: measure(lane, midTicks, instrument),
    riskState: lane.riskState,
    riskEvents: lane.riskEvents,
    fundingReceived,
    twins: twins.map(({ fillModel, fills, samples }) => ({
      fillModel,
      profit: samples.profit.at(-1) ?? 0,
      volume: samples.volume.at(-1) ?? 0,
      fills: fills.length,
      ...twinFills(lane.fills, fills),
    })),
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
