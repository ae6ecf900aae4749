/** What `replay` and `sweep` share: sets of parameters over tapes, on threads that can be watched and stopped. */

import { availableParallelism } from 'node:os';
import { UsageError } from '../app/errors.ts';
import type { FirstDone, TrialPart } from '../app/trialRunner.ts';
import { atOnce, type Watch } from '../campaign/atOnce.ts';
import { type LaneSettings, runAll } from '../campaign/laneRunner.ts';
import { SETS_PER_PASS, trialOutcomes, trialRequest } from '../campaign/trial.ts';
import type { Config } from '../config/config.ts';
import type { Parameters } from '../strategy/parameters.ts';
import { ThreadLanes } from '../workers/threadLanes.ts';
import type { TapeRequest } from '../workers/work.ts';
import { KeptMarkets } from '../workspace/keptMarkets.ts';
import type { Context } from './context.ts';
import { stopOnSignals } from './signals.ts';
import { threadsOf } from './threads.ts';
import { WorkLine } from './workLine.ts';

export interface TrialOptions {
  readonly tape: readonly string[];
  readonly threads?: string;
}

export interface Trials {
  readonly options: TrialOptions;
  readonly config: Config;
  readonly sets: readonly Parameters[];
  readonly firstDone: FirstDone;
  /** What runs, for the progress line. */
  readonly title: string;
}

/** Runs every set on every tape and hands over the parts as they end; returns whether a signal stopped it. */
export async function runTrials(context: Context, trials: Trials, each: (part: TrialPart) => void): Promise<boolean> {
  const { options, config, sets } = trials;
  const threads = threadsOf(options.threads) ?? availableParallelism();
  const parts = partsOf(trials, threads);
  const settings = settingsOf(config);
  const requests = parts.map(({ tape, fromSet, toSet }) =>
    trialRequest({ type: 'whole-tape', file: options.tape[tape] as string }, sets.slice(fromSet, toSet), settings),
  );
  const { workspace } = context;
  const lanes = new ThreadLanes({ threads: Math.min(threads, parts.length), workspace, kept: new KeptMarkets(0) });
  const stop = stopOnSignals(() => undefined);
  try {
    if (!(await shown('compiling tapes', (watch) => compiled(lanes, trials, watch, context)))) return true;
    const ended = await shown(trials.title, (watch) =>
      runAll(lanes, requests, watch, (nth, runs) => each({ ...(parts[nth] as Part), outcomes: trialOutcomes(runs) })),
    );
    return !ended;
  } finally {
    stop.release();
    await lanes.close();
  }

  async function shown(what: string, work: (watch: Watch) => Promise<boolean>): Promise<boolean> {
    const line = new WorkLine(context.io);
    const progress = (share: number): void => line.show(stop.state.requested ? 'stopping' : what, share);
    try {
      return await work({ progress, stop: stop.state });
    } finally {
      line.done();
    }
  }
}

/** Whether every tape has its compiled form: a tape on which nothing can be tried is told before anything runs. */
async function compiled(
  lanes: ThreadLanes,
  { options, config }: Trials,
  watch: Watch,
  { io }: Context,
): Promise<boolean> {
  const tapes = options.tape.map((file) => tapeRequest(file, config));
  const works = tapes.map((tape) => ({ weight: 1, begin: (one: Watch) => lanes.compile(tape, one) }));
  try {
    return await atOnce(works, watch, (_, { where }) => {
      if (where !== null) io.say(where);
    });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

interface Part {
  readonly tape: number;
  readonly fromSet: number;
  readonly toSet: number;
}

/** As few passes over each tape as lanes allow, but no fewer parts than threads. */
function partsOf({ options, sets, firstDone }: Trials, threads: number): Part[] {
  const tapes = options.tape.length;
  const step = Math.min(SETS_PER_PASS, Math.ceil(sets.length / Math.ceil(threads / tapes)));
  const byTape = options.tape.map((_, tape) =>
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
    latency: config.latency,
    decisionUs: config.session.decisionMs * 1000,
  };
}
