/** Runs sets of parameters over tapes on threads. The user can watch and stop it. */

import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { atOnce, type Watch } from '../campaign/atOnce.ts';
import { type LaneMarket, type LaneSettings, runAll } from '../campaign/laneRunner.ts';
import { SETS_PER_PASS, type SetFigures, setOutcomes, setRequest } from '../campaign/setRequest.ts';
import type { Config } from '../config/config.ts';
import type { LaneTotals } from '../evaluation/laneTotals.ts';
import type { SyntheticSource } from '../study/records.ts';
import { ThreadLanes } from '../workers/threadLanes.ts';
import type { TapeRequest } from '../workers/work.ts';
import { KeptMarkets } from '../workspace/keptMarkets.ts';
import { queueOf } from './calibratedQueue.ts';
import { UsageError } from './errors.ts';
import type { UseCasePorts } from './ports.ts';
import type { SetRunner, SetWork } from './setRunner.ts';

export interface SetsSetup {
  /** Files, each once. */
  readonly tapes: readonly string[];
  /** Markets after them. */
  readonly synthetic?: readonly SyntheticSource[];
  /** From 1; undefined for as many as there are processors. */
  readonly threads: number | undefined;
  readonly config: Config;
}

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

/**
 * @param figures what is wanted of the sets
 * @param observe called once, when the work begins
 * @returns a runner that throws UsageError for a tape on which nothing can be tried; TapeFileError
 */
export function threadSets<Figures extends LaneTotals>(
  setup: SetsSetup,
  figures: SetFigures<Figures>,
  { workspace, notify }: Pick<UseCasePorts, 'workspace' | 'notify'>,
  observe: () => SetsObserver,
): SetRunner<Figures> {
  return async (work, each) => {
    const { tapes, synthetic = [], config } = setup;
    const references = config.reference.tapes.map((file) => resolve(workspace.folder, file));
    const beside = references.length === 0 ? {} : { references };
    const markets: LaneMarket[] = [
      ...tapes.map((file) => ({ type: 'whole-tape', file, ...beside }) as const),
      ...synthetic,
    ];
    const threads = setup.threads ?? availableParallelism();
    const parts = partsOf(work, markets.length, threads);
    const settings = settingsOf(config);
    const requests = parts.map(({ tape, fromSet, toSet }) =>
      setRequest(markets[tape] as LaneMarket, work.sets.slice(fromSet, toSet), settings, figures),
    );
    const lanes = new ThreadLanes({ threads: Math.min(threads, parts.length), workspace, kept: new KeptMarkets(0) });
    const observer = observe();
    try {
      const compiled = await watched(observer, 'compiling tapes', (watch) => compileTapes(lanes, setup, watch, notify));
      if (!compiled) return true;
      const ended = await watched(observer, work.title, (watch) =>
        runAll(lanes, requests, watch, (nth, runs) =>
          each({ ...(parts[nth] as Part), outcomes: setOutcomes(runs, figures) }),
        ),
      );
      return !ended;
    } finally {
      observer.done();
      await lanes.close();
    }
  };
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
  try {
    return await atOnce(works, watch, (_, { where }) => {
      if (where !== null) notify(where);
    });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
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
