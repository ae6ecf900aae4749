/** What `replay` and `sweep` share: sets of parameters over tapes, on threads that can be watched and stopped. */

import { availableParallelism } from 'node:os';
import { UsageError } from '../app/errors.ts';
import type { FirstDone, TrialPart } from '../app/trialRunner.ts';
import type { Config } from '../config/config.ts';
import { SETS_PER_PASS } from '../evaluation/trial.ts';
import type { Parameters } from '../strategy/parameters.ts';
import { TrialPool, type Watch } from '../workers/trialPool.ts';
import type { TapeRequest, TrialSettings } from '../workers/work.ts';
import type { Context } from './context.ts';
import { stopOnSignals } from './signals.ts';
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
  const tapes = options.tape.map((file) => tapeRequest(file, context, config));
  const threads = threadsOf(options.threads);
  const parts = partsOf(trials, threads);
  const units = parts.map(({ tape, fromSet, toSet }) => ({
    tape: tapes[tape] as TapeRequest,
    sets: sets.slice(fromSet, toSet),
    settings: settingsOf(config),
  }));
  const pool = new TrialPool(Math.min(threads, parts.length));
  const stop = stopOnSignals(() => undefined);
  try {
    if (!(await shown('compiling tapes', (watch) => compiled(pool, tapes, watch, context)))) return true;
    const ended = await shown(trials.title, (watch) =>
      pool.run(units, watch, (unit, outcomes) => each({ ...(parts[unit] as Part), outcomes })),
    );
    return !ended;
  } finally {
    stop.release();
    await pool.close();
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

async function compiled(
  pool: TrialPool,
  tapes: readonly TapeRequest[],
  watch: Watch,
  { io }: Context,
): Promise<boolean> {
  const byFile = new Map(tapes.map((tape) => [tape.file, tape]));
  try {
    return await pool.compile([...byFile.values()], watch, io.say);
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

/** @throws UsageError for a flag that is no number of threads */
function threadsOf(flag: string | undefined): number {
  if (flag === undefined) return availableParallelism();
  if (!/^[1-9]\d{0,2}$/.test(flag)) throw new UsageError(`--threads ${flag} is not a whole number from 1 to 999`);
  return Number(flag);
}

function tapeRequest(file: string, { workspace }: Context, { instrument, latency }: Config): TapeRequest {
  const { tickSize, lotSize } = instrument;
  return {
    file,
    grid: { tickSize, lotSize },
    elsewhere: workspace.compiledFolder,
    withDelays: latency.feed === 'recorded',
  };
}

function settingsOf(config: Config): TrialSettings {
  return {
    instrument: config.instrument,
    strategy: config.study.strategy,
    capital: config.study.capital,
    limits: config.limits,
    latency: config.latency,
    decisionUs: config.session.decisionMs * 1000,
  };
}
