/**
 * Which queue and which delays explain best what happened to real orders: the acting version of each live session runs again on the
 * session's tape under each of them. Writes nothing.
 */

import { resolve } from 'node:path';
import { newSession } from '../campaign/runSession.ts';
import { ordersAgain } from '../campaign/verify.ts';
import { addMinutes, logLikelihood, NO_MINUTES, type SideMinutes, sideMinutes } from '../evaluation/fillAgreement.ts';
import { quantile } from '../evaluation/quantile.ts';
import { type QueueName, queueModelOf, queueNameOf, queueNames } from '../exchange/fillRules.ts';
import type { Told } from '../exchange/venueLane.ts';
import { readOwnTape } from '../gateway/fileTape.ts';
import { readTold } from '../live/toldFile.ts';
import { roundTripsMs } from '../orders/roundTrips.ts';
import type { FillColumns } from '../session/result.ts';
import type { Journal } from '../study/journal.ts';
import type { CampaignPlan, SessionRecord } from '../study/records.ts';
import { WorkspaceMarkets } from '../workspace/markets.ts';
import { UsageError } from './errors.ts';
import { ownTapeFile } from './liveAccount.ts';
import type { UseCasePorts } from './ports.ts';

/** Delays of orders and of answers, ms. `plan` is what each session ran with. */
export type DelayName = 'plan' | 'measured';

export interface CalibratedModel {
  readonly queue: QueueName;
  readonly delays: DelayName;
  readonly minutes: SideMinutes;
  readonly lots: number;
  /** Natural logarithm, of all sessions. */
  readonly logLikelihood: number;
  /** Of the likelihood of all models, 0…1. */
  readonly share: number;
}

export interface Calibration {
  readonly sessions: number;
  /** Sessions that began with a position, which a simulated lane cannot: they are left out. */
  readonly leftOut: number;
  readonly hours: number;
  /** Filled at the venue. */
  readonly liveLots: number;
  /** Answers of the venue to orders, ms; null where none is on file. */
  readonly roundTrips: {
    readonly count: number;
    readonly p10: number;
    readonly median: number;
    readonly p90: number;
  } | null;
  /** The likeliest first. */
  readonly models: readonly CalibratedModel[];
  readonly present: Pick<CalibratedModel, 'queue' | 'delays'>;
  /** What to write into tune.toml, by the name of the setting; empty where nothing is clearly better. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** Why there is nothing to change, or how sure it is. */
  readonly words: string;
}

/** A model has to be so many times likelier than the present one, as a natural logarithm: 20 times. */
const CLEARLY = Math.log(20);
/** Minutes and sides in which at least one of both was filled. Below it nothing is proposed. */
const LEAST_FILLED = 30;

/** @throws UsageError without live sessions; MarketError, TapeFileError, ToldFileError for files that are gone or have changed */
export async function calibrate(journal: Journal, ports: UseCasePorts): Promise<Calibration> {
  const live = journal.sessions().filter(({ facts }) => facts?.live !== undefined);
  if (live.length === 0) {
    throw new UsageError('no live session is on record: only real orders tell how the fill model is wrong');
  }
  const sessions = live.filter((session) => beganFlat(session, ports));
  const trips = roundTripsOf(journal, sessions, ports);
  const oneWayMs = trips === null ? null : trips.median / 2;
  const candidates = queueNames.flatMap((queue) =>
    (oneWayMs === null ? (['plan'] as const) : (['plan', 'measured'] as const)).map((delays) => ({ queue, delays })),
  );
  const sums = candidates.map(() => ({ minutes: NO_MINUTES, lots: 0 }));
  let liveLots = 0;
  for (const session of sessions) {
    const { venue, simulated } = await again(journal, session, candidates, oneWayMs, ports);
    liveLots += lotsOf(venue);
    for (const [i, sum] of sums.entries()) {
      const fills = simulated[i] as FillColumns;
      sum.minutes = addMinutes(sum.minutes, sideMinutes(venue, fills, session.facts?.live?.durationUs ?? 0));
      sum.lots += lotsOf(fills);
    }
  }
  const scored = candidates.map((candidate, i) => {
    const { minutes, lots } = sums[i] as (typeof sums)[number];
    return { ...candidate, minutes, lots, logLikelihood: logLikelihood(minutes) };
  });
  const most = Math.max(...scored.map((one) => one.logLikelihood));
  const whole = scored.reduce((sum, one) => sum + Math.exp(one.logLikelihood - most), 0);
  const models = scored
    .map((one): CalibratedModel => ({ ...one, share: Math.exp(one.logLikelihood - most) / whole }))
    .toSorted((a, b) => b.logLikelihood - a.logLikelihood);
  const present = { queue: queueNameOf(planOf(journal, live.at(-1))?.queue), delays: 'plan' } as const;
  return {
    sessions: sessions.length,
    leftOut: live.length - sessions.length,
    hours: sessions.reduce((sum, { facts }) => sum + (facts?.live?.durationUs ?? 0), 0) / 3.6e9,
    liveLots,
    roundTrips: trips,
    models,
    present,
    ...(sessions.length === 0
      ? {
          settings: {},
          words: 'Every live session began with a position. One that begins flat can tell. Nothing is proposed.',
        }
      : proposal(models, present, oneWayMs)),
  };
}

function planOf(journal: Journal, session: SessionRecord | undefined): CampaignPlan | undefined {
  return journal.campaigns().find(({ id }) => id === session?.campaignId)?.plan;
}

function toldOf({ facts }: SessionRecord, { workspace }: Pick<UseCasePorts, 'workspace'>): readonly Told[] {
  const file = facts?.live?.told;
  return file === undefined ? [] : readTold(resolve(workspace.folder, file.file), file.sha256);
}

function beganFlat(session: SessionRecord, ports: Pick<UseCasePorts, 'workspace'>): boolean {
  return (toldOf(session, ports)[0]?.position ?? 0) === 0;
}

function proposal(
  models: readonly CalibratedModel[],
  present: Calibration['present'],
  oneWayMs: number | null,
): Pick<Calibration, 'settings' | 'words'> {
  const [best] = models;
  const now = models.find(({ queue, delays }) => queue === present.queue && delays === present.delays);
  if (best === undefined || now === undefined) throw new Error('the present model is one of those that ran');
  const { both, onlyLive, onlySimulated } = now.minutes;
  const filled = both + onlyLive + onlySimulated;
  if (filled < LEAST_FILLED) {
    const words = `Fills happened in ${filled} minutes of a side; from ${LEAST_FILLED} on they can tell. Nothing is proposed.`;
    return { settings: {}, words };
  }
  const gain = best.logLikelihood - now.logLikelihood;
  if (gain < CLEARLY) {
    const words = `No model is 20 times likelier than the one that the newest of these sessions ran with (the best: ${Math.exp(gain).toFixed(1)} times). Nothing is proposed.`;
    return { settings: {}, words };
  }
  const times = gain > Math.log(1e6) ? 'more than a million' : Math.exp(gain).toFixed(0);
  return {
    settings: {
      ...(best.queue === present.queue ? {} : { 'fills.queue': best.queue }),
      ...(best.delays === 'plan' || oneWayMs === null
        ? {}
        : {
            'latency.order_ms': Math.round(oneWayMs),
            'latency.response_ms': Math.round(oneWayMs),
            'latency.range': 1,
          }),
    },
    words: `This is ${times} times likelier than the model that the newest of these sessions ran with. Minutes that follow each other are not independent, so that it is less sure than the number says.`,
  };
}

/** Fills of the lane at the venue, told again what it was told, and of each candidate. */
async function again(
  journal: Journal,
  session: SessionRecord,
  candidates: readonly Pick<CalibratedModel, 'queue' | 'delays'>[],
  oneWayMs: number | null,
  { workspace, notify }: UseCasePorts,
): Promise<{ readonly venue: FillColumns; readonly simulated: readonly FillColumns[] }> {
  const facts = session.facts?.live;
  const planned = planOf(journal, session);
  if (facts === undefined || planned === undefined) throw new Error('a live session has both');
  const { compiled } = await new WorkspaceMarkets(workspace, notify).load(session.source, journal.study.instrument);
  const venue = ordersAgain(journal, session, compiled, toldOf(session, { workspace }))?.fills;
  if (venue === undefined) throw new Error('the lane at the venue has a result');
  const { parameters } = journal.version(session.acting);
  const simulated = candidates.map(({ queue, delays }) => {
    const plan = delays === 'plan' || oneWayMs === null ? planned : withDelays(planned, oneWayMs * 1000);
    const { queue: _, ...rest } = plan;
    const model = queue === 'risk-averse' ? rest : { ...rest, queue: queueModelOf(queue) };
    const lane = { version: session.acting, role: 'acting', fillModel: 'pessimistic', parameters } as const;
    const run = newSession(journal.study, model, compiled, [lane]);
    run.runTo(facts.durationUs);
    const fills = run.result().lanes[0]?.fills;
    if (fills === undefined) throw new Error('a lane that ran has fills');
    return fills;
  });
  return { venue, simulated };
}

/** As a live plan has them: the delay of the feed stands on the way of the orders. */
function withDelays(plan: CampaignPlan, oneWayUs: number): CampaignPlan {
  const feedUs = plan.feed?.assumedDelayUs ?? 0;
  const { latency } = plan;
  return {
    ...plan,
    // These delays are measured, and no range lies around them.
    latency: { ...latency, range: 1, orderUs: oneWayUs + feedUs, responseUs: Math.max(0, oneWayUs - feedUs) },
  };
}

function roundTripsOf(
  journal: Journal,
  sessions: readonly SessionRecord[],
  { workspace }: UseCasePorts,
): Calibration['roundTrips'] {
  const ids = new Set(sessions.map(({ campaignId }) => campaignId));
  const feeds = journal
    .campaigns()
    .flatMap(({ id, plan }) => (ids.has(id) && plan.feed !== undefined ? [plan.feed] : []));
  const files = new Set(feeds.map((feed) => ownTapeFile(workspace, feed)));
  const trips = [...files].flatMap((file) => roundTripsMs(readOwnTape(file))).toSorted((a, b) => a - b);
  if (trips.length === 0) return null;
  const at = (share: number): number => quantile(trips, share);
  return { count: trips.length, p10: at(0.1), median: at(0.5), p90: at(0.9) };
}

function lotsOf({ length, lots }: FillColumns): number {
  return lots.subarray(0, length).reduce((sum, one) => sum + one, 0);
}
