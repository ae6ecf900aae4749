/** Makes the plan of a campaign from a request and the settings, and checks it. Nothing is written before that. */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { NEWEST_ENGINE } from '../exchange/engine.ts';
import type { Latency } from '../exchange/latency.ts';
import { NEWEST_RULES } from '../exchange/outcomes.ts';
import type { CampaignPlan, PlannedReference } from '../study/records.ts';
import { nameOfTape } from '../workspace/markets.ts';
import { queueOf } from './calibratedQueue.ts';
import { firstRepeated, refuseRepeated } from './distinctTapes.ts';
import { UsageError } from './errors.ts';
import { feedOfSettings } from './liveSetup.ts';
import { llmOf } from './modelPorts.ts';
import { requireQueueFits } from './queueFits.ts';
import type { RunPorts } from './runCampaign.ts';

export interface PlanRequest {
  /** Paths of tapes, relative to the current folder of the process. No tape may be named twice. */
  readonly market:
    | { readonly mode: 'sim' | 'paper' | 'live' }
    | { readonly mode: 'replay'; readonly tapes: readonly string[] };
  /** Market hours are rounded down to whole sessions. */
  readonly length: { readonly sessions: number } | { readonly hours: number };
}

/**
 * The requested plan. What the request leaves open comes from the settings. In replay a plan has at most as many sessions as the
 * tapes hold.
 * @throws UsageError, also for a model without a key or with an unusable address; in replay also what reading the tapes throws
 */
export async function planCampaign(
  { market, length }: PlanRequest,
  { settings, workspace: { folder }, markets }: Pick<RunPorts, 'settings' | 'workspace' | 'markets'>,
): Promise<CampaignPlan> {
  const loaded = settings();
  const { config } = loaded;
  // Only for its errors: a model without a key, or with an unusable address.
  await llmOf(loaded, null);
  const { mode } = market;
  const tapes = market.mode === 'replay' ? market.tapes : [];
  if (mode === 'replay' && tapes.length === 0) {
    throw new UsageError('--mode replay needs at least one --tape FILE; `tune tape list` shows yours');
  }
  refuseRepeated(tapes);
  const gateTapes = existingTapes('gate.tapes', folder, config.gate.tapes);
  const reference = plannedReference(mode, gateTapes.length > 0, folder, config);
  const { minutes, decisionMs, trials } = config.session;
  const plan: CampaignPlan = {
    mode,
    sessions: sessionsOf(length, minutes),
    minutes,
    // What sends orders is decided by a person alone.
    approval: mode === 'live' ? 'ask' : config.approval[mode],
    tapes: tapes.map((file) => nameOfTape(folder, resolve(file))),
    families: mode === 'sim' ? config.sim.families : [],
    gateTapes: gateTapes.map((file) => nameOfTape(folder, file)),
    startPrice: config.sim.startPrice,
    decisionMs,
    rules: NEWEST_RULES,
    engine: NEWEST_ENGINE,
    trials,
    ...(reference === null ? {} : { reference }),
    ...(mode === 'paper' || mode === 'live'
      ? livePlan(config, { settings })
      : { latency: latencyOf(config, reference) }),
    ...queueOf(config),
    limits: config.limits,
  };
  requireQueueFits(plan, config);
  if (mode === 'sim' && config.instrument.contract === 'inverse') {
    throw new UsageError(
      'synthetic markets are quoted per unit of base: an inverse contract needs --mode replay and a tape',
    );
  }
  if (mode === 'sim' && config.latency.feed === 'recorded') {
    throw new UsageError(
      'synthetic markets have no recorded feed: latency.feed = "recorded" needs --mode replay and a tape',
    );
  }
  if (
    plan.gateTapes.length > 0 &&
    (await markets.sessionsOn({ ...plan, tapes: plan.gateTapes }, config.instrument)) === 0
  ) {
    throw new UsageError(
      `gate.tapes hold no whole piece of ${minutes} min to race on; make sessions shorter with --minutes`,
    );
  }
  if (mode !== 'replay') return plan;
  const recorded = await markets.sessionsOn(plan, config.instrument);
  if (recorded === 0)
    throw new UsageError(`the tapes hold no whole session of ${minutes} min; make sessions shorter with --minutes`);
  return { ...plan, sessions: Math.min(plan.sessions, recorded) };
}

/**
 * Rows of a live market carry their time of receipt, so the feed's delay is in them already: what is left of it is on the way back.
 * @throws UsageError where no market is named, and for recorded delays
 */
function livePlan({ latency }: Config, ports: Pick<RunPorts, 'settings'>): Pick<CampaignPlan, 'feed' | 'latency'> {
  if (latency.feed === 'recorded') {
    throw new UsageError('a live market is as late as it is: latency.feed = "recorded" needs --mode replay and a tape');
  }
  const { feedUs, orderUs, responseUs } = latency;
  return {
    feed: { ...feedOfSettings(ports), assumedDelayUs: feedUs },
    latency: { ...latency, feedUs: 0, orderUs: orderUs + feedUs, responseUs: Math.max(0, responseUs - feedUs) },
  };
}

/** @throws UsageError if the length is shorter than one session */
function sessionsOf(length: PlanRequest['length'], minutes: number): number {
  if ('sessions' in length) return length.sessions;
  const sessions = Math.floor((length.hours * 60) / minutes);
  if (sessions >= 1) return sessions;
  throw new UsageError(`--hours ${length.hours} is shorter than one session of ${minutes} min`);
}

/** null where no second market is set, or none that the mode could use. @throws UsageError where the settings do not fit the mode */
function plannedReference(
  mode: CampaignPlan['mode'],
  hasGateTapes: boolean,
  folder: string,
  { reference }: Config,
): PlannedReference | null {
  const { tapes, pair } = reference;
  if (mode === 'paper' || mode === 'live') {
    if (tapes.length === 0) return null;
    throw new UsageError(
      `reference.tapes are set, and a session of ${mode} reads one live market alone: a second live feed beside it is not built (docs/hedge.md). Leave reference.tapes empty, and use a version without hedgeReference`,
    );
  }
  requireTapesFor(mode, hasGateTapes, reference);
  const used = mode === 'replay' || hasGateTapes ? existingTapes('reference.tapes', folder, tapes) : [];
  const made = mode === 'sim' ? pair : null;
  if (used.length === 0 && made === null) return null;
  return { tapes: used.map((file) => nameOfTape(folder, file)), pair: made };
}

/** Where sessions have a reference, races on tapes have to have one too: the same versions run there. */
function requireTapesFor(
  mode: CampaignPlan['mode'],
  hasGateTapes: boolean,
  { tapes, pair }: Config['reference'],
): void {
  if (mode !== 'sim' || !hasGateTapes) return;
  if (pair !== null && tapes.length === 0) {
    throw new UsageError(
      'reference.sim is on, and candidates race on gate.tapes without a reference beside them: name its tapes in reference.tapes, or leave gate.tapes empty',
    );
  }
  if (pair === null && tapes.length > 0) {
    throw new UsageError(
      'reference.tapes stand beside gate.tapes, and synthetic markets are made without a reference: set reference.sim = true, or leave reference.tapes empty',
    );
  }
}

/** The delays of a plan, with that of its reference. */
function latencyOf({ latency, reference }: Config, planned: PlannedReference | null): Latency {
  return planned === null ? latency : { ...latency, referenceUs: reference.feedUs };
}

/** Absolute paths of the tapes that tune.toml names relative to the workspace. @throws UsageError for a missing or repeated tape */
function existingTapes(setting: string, folder: string, files: readonly string[]): string[] {
  const paths = files.map((file) => {
    const path = resolve(folder, file);
    if (!existsSync(path)) throw new UsageError(`${setting}: ${file} does not exist in ${folder}`);
    return path;
  });
  const twice = firstRepeated(paths);
  if (twice === null) return paths;
  throw new UsageError(`${setting}: ${twice.file} is the same tape as ${twice.earlier}; name each tape once`);
}
