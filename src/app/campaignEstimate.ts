/** How long a planned campaign will take, and how much room on the disk: told before anything is started. */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { laneRequests } from '../campaign/runSession.ts';
import { SETS_PER_PASS } from '../campaign/setRequest.ts';
import type { Config } from '../config/config.ts';
import { quantile } from '../evaluation/quantile.ts';
import { besideReference } from '../exchange/referenceMids.ts';
import type { CompiledTape } from '../market/compiledFormat.ts';
import { compileTape } from '../market/compiledTape.ts';
import type { Family } from '../market/synthetic/families.ts';
import { generateMarket, type SyntheticMarketRequest } from '../market/synthetic/generate.ts';
import { generatePair, type PairRequest } from '../market/synthetic/generatePair.ts';
import { forecastSize } from '../recordings/capture/sizeForecast.ts';
import { counted } from '../report/figures.ts';
import { sessionFolderName } from '../report/links.ts';
import { Session } from '../session/session.ts';
import { StoreError } from '../store/errors.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { type Journal, NotFound } from '../study/journal.ts';
import type { CampaignPlan, SessionRecord } from '../study/records.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { UseCasePorts } from './ports.ts';
import { readStudy } from './studyAccess.ts';

/** A length or a size with the range that it may well have. */
export interface Estimated {
  readonly about: number;
  readonly from: number;
  readonly to: number;
  /** What it is based on, in words. */
  readonly basis: string;
}

export interface CampaignEstimate {
  /** Of the whole campaign on this machine; null where nothing is known yet. */
  readonly seconds: Estimated | null;
  readonly bytes: Estimated;
  readonly freeBytes: number;
}

export interface EstimatePorts extends UseCasePorts {
  readonly freeBytes: (folder: string) => number;
  /** Milliseconds of a clock that only runs forward. */
  readonly stopwatchMs: () => number;
}

/** Rounds on record that are looked at, the newest, and how many are enough. */
const MOST_ROUNDS = 40;
const LEAST_ROUNDS = 3;

/**
 * Length of a session with its round of proposals, over the time that making its market and running its lanes takes: at first, more
 * for each session that the study has, and at most, since races run over the newest sessions alone. Measured over 100 sessions with
 * the default settings on two processors: 4 at the beginning, 12 after 60 sessions. Other settings, strategies and machines differ.
 */
const ROUND_OVER_SESSION = { first: 4, more: 0.15, most: 12 };
const CALIBRATION_MINUTES = 10;

/**
 * Measured with the default settings on synthetic markets: the kept tape of a market hour, and the pages and records of a session.
 */
const TAPE_BYTES_AN_HOUR = 4.4e6;
const PAGE_BYTES = 0.3e6;
const RECORD_BYTES = 0.5e6;

/** Nothing is written. @throws StoreError, ConfigError */
export async function estimateCampaign(plan: CampaignPlan, ports: EstimatePorts): Promise<CampaignEstimate> {
  const { config } = ports.settings();
  const { workspace } = ports;
  const known = await onRecord(plan, ports);
  const rounds = known.rounds.length >= LEAST_ROUNDS ? known.rounds : null;
  const isLive = plan.mode === 'paper' || plan.mode === 'live';
  return {
    seconds: isLive
      ? marketTime(plan)
      : rounds !== null
        ? fromRounds(rounds, known.sessions, plan)
        : plan.mode === 'sim'
          ? calibrated(plan, config, known.sessions, ports.stopwatchMs)
          : null,
    bytes: isLive ? capture(plan, config, ports) : sizeOf(plan, config, known.folderBytes),
    freeBytes: ports.freeBytes(workspace.folder),
  };
}

interface OnRecord {
  /** Completed sessions of the study. */
  readonly sessions: number;
  /** Seconds from the start of a session to the start of the next, of campaigns like the planned one. */
  readonly rounds: readonly number[];
  /** Sizes of the folders of their sessions. */
  readonly folderBytes: readonly number[];
}

async function onRecord(plan: CampaignPlan, ports: UseCasePorts): Promise<OnRecord> {
  try {
    return await readStudy(ports, (journal) => like(plan, journal, ports.workspace));
  } catch (error) {
    if (error instanceof NotFound || (error instanceof StoreError && error.kind === 'missing'))
      return { sessions: 0, rounds: [], folderBytes: [] };
    throw error;
  }
}

function like(plan: CampaignPlan, journal: Journal, workspace: Workspace): OnRecord {
  const alike = journal
    .campaigns()
    .filter(
      (one) =>
        one.plan.mode === plan.mode &&
        one.plan.minutes === plan.minutes &&
        (one.plan.trials ?? 0) === (plan.trials ?? 0),
    );
  const sessions = alike.map(({ id }) =>
    journal.sessions().filter(({ campaignId, status }) => campaignId === id && status === 'completed'),
  );
  return {
    sessions: journal.sessions().filter(({ status }) => status === 'completed').length,
    rounds: sessions.flatMap(gapsOf).slice(-MOST_ROUNDS),
    folderBytes: sessions
      .flat()
      .slice(-MOST_ROUNDS)
      .flatMap(({ number }) => folderSize(join(workspace.runsFolder, sessionFolderName(journal.study.name, number)))),
  };
}

function gapsOf(sessions: readonly SessionRecord[]): number[] {
  return sessions.slice(1).map((session, i) => {
    const before = sessions[i] as SessionRecord;
    return (Date.parse(session.startedAt) - Date.parse(before.startedAt)) / 1000;
  });
}

/** Bytes of the files of a folder; none where it was deleted. */
function folderSize(folder: string): number[] {
  if (!existsSync(folder)) return [];
  return [readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)];
}

/** Lengths of as many rounds in a row, over those of a session alone, summed. @param from sessions that the study has at first */
function lengthOfRounds(from: number, rounds: number): number {
  const { first, more, most } = ROUND_OVER_SESSION;
  let sum = 0;
  for (let n = from; n < from + rounds; n++) sum += Math.min(most, first + more * n);
  return sum;
}

/**
 * By the median, since a campaign that was interrupted has a long gap, and from the first to the third quartile.
 * @param before sessions that the study has
 */
function fromRounds(rounds: readonly number[], before: number, { sessions }: CampaignPlan): Estimated {
  const recorded = lengthOfRounds(Math.max(0, before - rounds.length), rounds.length) / rounds.length;
  const times = lengthOfRounds(before, sessions) / recorded;
  return {
    about: quantile(rounds, 0.5) * times,
    from: quantile(rounds, 0.25) * times,
    to: quantile(rounds, 0.75) * times,
    basis: `the last ${counted(rounds.length, 'session')} like these on record, each with its round of proposals`,
  };
}

/** Times a short market as the campaign would make and run it; the first pass warms up and does not count. @param before sessions that the study has */
function calibrated(plan: CampaignPlan, config: Config, before: number, stopwatchMs: () => number): Estimated {
  const minutes = Math.min(CALIBRATION_MINUTES, plan.minutes);
  timeOf(minutes, plan, config, stopwatchMs);
  const ms = timeOf(minutes, plan, config, stopwatchMs);
  const about = (ms / 1000) * (plan.minutes / minutes) * lengthOfRounds(before, plan.sessions);
  return {
    about,
    from: about / 2,
    to: about * 2,
    basis: `a market of ${minutes} min made and run just now (${Math.round(ms)} ms), and from how much longer rounds of proposals take with the default settings`,
  };
}

function timeOf(minutes: number, plan: CampaignPlan, config: Config, stopwatchMs: () => number): number {
  const { instrument, strategy, parameters, capital } = { ...config, ...config.study };
  const fromMs = stopwatchMs();
  const family = plan.families[0] as Family;
  const { startPrice, reference } = plan;
  const market = marketOf({ family, seed: 'estimate', minutes, instrument, startPrice }, reference?.pair ?? null);
  const runners = Array.from({ length: Math.min(SETS_PER_PASS, 1 + (plan.trials ?? 0)) }, (_, i) => ({
    role: i === 0 ? ('acting' as const) : ('shadow' as const),
    version: i + 1,
    parameters,
  }));
  const { latency, limits, decisionMs } = plan;
  const session = new Session(market, laneRequests(runners), {
    ...{ instrument, capital, limits, latency },
    strategy: strategyNamed(strategy),
    decisionUs: decisionMs * 1000,
    durationUs: minutes * 60e6,
  });
  session.runTo(minutes * 60e6);
  return stopwatchMs() - fromMs;
}

function marketOf(request: SyntheticMarketRequest, pair: PairRequest | null): CompiledTape {
  if (pair === null) return compileTape(generateMarket(request));
  const { market, reference } = generatePair(request, pair);
  return besideReference(market, reference);
}

/** A live market takes its own time. */
function marketTime({ sessions, minutes }: CampaignPlan): Estimated {
  const about = sessions * minutes * 60;
  return { about, from: about, to: about * 1.05, basis: 'the market itself; rounds of proposals run between sessions' };
}

function capture(
  { sessions, minutes, feed }: CampaignPlan,
  { venue }: Config,
  { freeBytes, workspace }: EstimatePorts,
): Estimated {
  const { bytes } = forecastSize(
    feed?.venue ?? venue.name,
    (sessions * minutes) / 60,
    'session',
    freeBytes(workspace.folder),
  );
  return { about: bytes, from: 0, to: bytes, basis: `the busiest markets of ${feed?.venue ?? venue.name}` };
}

function sizeOf(plan: CampaignPlan, { files }: Config, folderBytes: readonly number[]): Estimated {
  const { sessions, minutes, mode } = plan;
  const hasFolders = folderBytes.length > 0;
  const tape = mode === 'sim' && files.keepTapes ? (TAPE_BYTES_AN_HOUR * minutes) / 60 : 0;
  const folder = hasFolders ? quantile(folderBytes, 0.5) : tape + PAGE_BYTES;
  const about = (folder + RECORD_BYTES) * sessions;
  const basis = hasFolders
    ? `the folders of ${counted(folderBytes.length, 'session')} like these`
    : 'sessions with the default settings';
  return { about, from: about / 2, to: about * 2, basis };
}
