/** Runs sets of parameters over tapes, on threads or on the workers of a queue. The user can watch and stop it. */

import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { atOnce, type Watch } from '../campaign/atOnce.ts';
import { type LaneMarket, type LaneRunner, type LaneSettings, runAll } from '../campaign/laneRunner.ts';
import { SETS_PER_PASS, type SetFigures, setOutcomes, setRequest } from '../campaign/setRequest.ts';
import type { Config } from '../config/config.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { LaneTotals } from '../evaluation/laneTotals.ts';
import { isOutOfRange } from '../market/memoryError.ts';
import type { SyntheticSource } from '../study/records.ts';
import { ThreadLanes } from '../workers/threadLanes.ts';
import type { TapeRequest } from '../workers/work.ts';
import { KeptMarkets } from '../workspace/keptMarkets.ts';
import { queueOf } from './calibratedQueue.ts';
import { UsageError } from './errors.ts';
import type { UseCasePorts } from './ports.ts';
import { openQueueLanes } from './queuedLanes.ts';
import type { SetRunner, SetWork } from './setRunner.ts';

export interface SetsSetup {
  /** Files, each once. */
  readonly tapes: readonly string[];
  /** Markets after them. */
  readonly synthetic?: readonly SyntheticSource[];
  /** From 1; undefined for as many as there are processors, and where the lanes run on a queue. */
  readonly threads: number | undefined;
  readonly config: Config;
  /** Settings with the queue whose workers run the lanes; null to run them here. */
  readonly queue: LoadedConfig | null;
}

/** On a queue there are as many units as keep some machines at work, whatever their number: so the same sets are the same units again. */
const LEAST_UNITS = 16;

/** Watches the work for the user. */
export interface SetsObserver {
  /** Aborted when the user wants to stop. What is done by then is kept. */
  readonly stop: AbortSignal;
  /** A stage of the work begins, e.g. `compiling tapes`. */
  readonly stage: (what: string) => StageObserver;
  /** Called once when all has ended, also after an error. */
  readonly done: () => void;
}

export interface StageObserver {
  /** Told the share of the stage that is done, 0…1, several times a second. */
  readonly progress: (share: number) => void;
  readonly done: () => void;
}

/** What runs the lanes, and what has to be done before. */
interface OpenLanes {
  readonly runner: LaneRunner;
  /** Returns false after a stop. */
  readonly prepare: (observer: SetsObserver) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/**
 * @param figures what is wanted of the sets
 * @param observe called once, when the work begins
 * @returns a runner that throws UsageError for a tape on which nothing can be tried; TapeFileError; QueueError
 */
export function setsOnTapes<Figures extends LaneTotals>(
  setup: SetsSetup,
  figures: SetFigures<Figures>,
  ports: Pick<UseCasePorts, 'workspace' | 'notify'>,
  observe: () => SetsObserver,
): SetRunner<Figures> {
  return async (work, each) => {
    const { tapes, synthetic = [], config, queue } = setup;
    const references = config.reference.tapes.map((file) => resolve(ports.workspace.folder, file));
    const beside = references.length === 0 ? {} : { references };
    const markets: LaneMarket[] = [
      ...tapes.map((file) => ({ type: 'whole-tape', file, ...beside }) as const),
      ...synthetic,
    ];
    const threads = setup.threads ?? availableParallelism();
    const parts = partsOf(work, markets.length, queue === null ? threads : LEAST_UNITS);
    const settings = settingsOf(config);
    const requests = parts.map(({ tape, fromSet, toSet }) =>
      setRequest(markets[tape] as LaneMarket, work.sets.slice(fromSet, toSet), settings, figures),
    );
    const { runner, prepare, close } =
      queue === null ? onThreads(Math.min(threads, parts.length), setup, ports) : await onQueue(queue, ports);
    const observer = observe();
    try {
      if (!(await prepare(observer))) return true;
      const ended = await watched(observer, work.title, (watch) =>
        runAll(runner, requests, watch, (nth, runs) =>
          each({ ...(parts[nth] as Part), outcomes: setOutcomes(runs, figures) }),
        ),
      );
      return !ended;
    } catch (error) {
      throw isOutOfRange(error) ? new UsageError(error.message) : error;
    } finally {
      observer.done();
      await close();
    }
  };
}

function onThreads(
  threads: number,
  setup: SetsSetup,
  { workspace, notify }: Pick<UseCasePorts, 'workspace' | 'notify'>,
): OpenLanes {
  const lanes = new ThreadLanes({ threads, workspace, kept: new KeptMarkets(0) });
  return {
    runner: lanes,
    prepare: (observer) => watched(observer, 'compiling tapes', (watch) => compileTapes(lanes, setup, watch, notify)),
    close: () => lanes.close(),
  };
}

/** A worker compiles a tape before it runs lanes over it. */
async function onQueue(queue: LoadedConfig, ports: Pick<UseCasePorts, 'workspace' | 'notify'>): Promise<OpenLanes> {
  const lanes = await openQueueLanes(queue, ports);
  return { runner: lanes, prepare: () => Promise.resolve(true), close: () => lanes.close() };
}

async function watched(
  { stop, stage }: SetsObserver,
  what: string,
  work: (watch: Watch) => Promise<boolean>,
): Promise<boolean> {
  const { progress, done } = stage(what);
  const requested = {
    get requested() {
      return stop.aborted;
    },
  };
  try {
    return await work({ progress, stop: requested });
  } finally {
    done();
  }
}

/** Makes the compiled form of every tape before any set runs, so that the user hears at once of a tape that cannot be used. */
async function compileTapes(
  lanes: ThreadLanes,
  { tapes, config }: SetsSetup,
  watch: Watch,
  notify: UseCasePorts['notify'],
): Promise<boolean> {
  const requests = tapes.map((file) => tapeRequest(file, config));
  const works = requests.map((tape) => ({ weight: 1, begin: (one: Watch) => lanes.compile(tape, one) }));
  return atOnce(works, watch, (_, { where }) => {
    if (where !== null) notify(where);
  });
}

/** Consecutive sets on one tape. */
interface Part {
  readonly tape: number;
  readonly fromSet: number;
  readonly toSet: number;
}

/** As few passes over each tape as lanes allow, but no fewer parts than threads. */
function partsOf({ sets, firstDone }: SetWork, tapes: number, threads: number): Part[] {
  const step = Math.min(SETS_PER_PASS, Math.ceil(sets.length / Math.ceil(threads / tapes)));
  const byTape = Array.from({ length: tapes }, (_, tape) =>
    Array.from({ length: Math.ceil(sets.length / step) }, (__, i) => ({
      tape,
      fromSet: i * step,
      toSet: Math.min(sets.length, (i + 1) * step),
    })),
  );
  if (firstDone === 'tapes') return byTape.flat();
  return (byTape[0] ?? []).flatMap((_, i) => byTape.map((parts) => parts[i] as Part));
}

function tapeRequest(file: string, { instrument, latency }: Config): TapeRequest {
  const { tickSize, lotSize } = instrument;
  return { file, grid: { tickSize, lotSize }, withDelays: latency.feed === 'recorded' };
}

function settingsOf(config: Config): LaneSettings {
  return {
    instrument: config.instrument,
    strategy: config.study.strategy,
    capital: config.study.capital,
    limits: config.limits,
    latency: { ...config.latency, referenceUs: config.reference.feedUs },
    decisionUs: config.session.decisionMs * 1000,
    ...queueOf(config),
  };
}
