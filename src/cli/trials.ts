/** What `replay` and `sweep` share: sets of parameters over tapes, on threads that can be watched and stopped. */

import { existsSync, realpathSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { atOnce } from '../campaign/atOnce.ts';
import { type LaneSettings, runAll, type Watch } from '../campaign/laneRunner.ts';
import { SETS_PER_PASS, trialOutcomes, trialRequest } from '../campaign/trial.ts';
import type { Config } from '../config/config.ts';
import type { TrialOutcome } from '../evaluation/trialSummary.ts';
import { hashFile } from '../recordings/hashFile.ts';
import type { Parameters } from '../strategy/parameters.ts';
import { ThreadLanes } from '../workers/threadLanes.ts';
import type { TapeRequest } from '../workers/work.ts';
import { KeptMarkets } from '../workspace/keptMarkets.ts';
import type { Context } from './context.ts';
import { UsageError } from './exitCodes.ts';
import { stopOnSignals } from './signals.ts';
import { threadsOf } from './threads.ts';
import { WorkLine } from './workLine.ts';

export interface TrialOptions {
  readonly tape: readonly string[];
  readonly threads?: string;
}

/** Which part of the work is done first, and so is whole when the rest is stopped. */
export type FirstDone = 'tapes' | 'sets';

export interface Trials {
  readonly options: TrialOptions;
  readonly config: Config;
  readonly sets: readonly Parameters[];
  readonly firstDone: FirstDone;
  /** What runs, for the progress line. */
  readonly title: string;
}

/** Outcomes of consecutive sets on one tape, in the order of the sets. */
export interface TrialPart {
  readonly tape: number;
  readonly fromSet: number;
  readonly outcomes: readonly TrialOutcome[];
}

/** @throws UsageError without tapes, for one that is missing, and for the same one twice */
export function requireTapes(files: readonly string[]): void {
  if (files.length === 0) throw new UsageError('at least one --tape FILE is needed; `tune tape list` shows yours');
  refuseRepeated(files);
}

/** A tape that is named twice would count its minutes twice. @throws UsageError, also for a file that does not exist */
export function refuseRepeated(files: readonly string[]): void {
  for (const file of files) if (!existsSync(file)) throw new UsageError(`--tape ${file} does not exist`);
  const twice = firstRepeated(files);
  if (twice === null) return;
  throw new UsageError(
    `--tape ${twice.file} is the same tape as --tape ${twice.earlier}: its minutes would count twice; name each tape once`,
  );
}

/** The first of these files, all of which exist, that is the same as an earlier one. */
export function firstRepeated(files: readonly string[]): { readonly file: string; readonly earlier: string } | null {
  for (const [i, file] of files.entries()) {
    const earlier = files.slice(0, i).find((one) => sameTape(one, file));
    if (earlier !== undefined) return { file, earlier };
  }
  return null;
}

/** Under one path, or byte for byte; only files of one size need reading. */
function sameTape(a: string, b: string): boolean {
  if (realpathSync(a) === realpathSync(b)) return true;
  const [ofA, ofB] = [statSync(a), statSync(b)];
  return ofA.isFile() && ofB.isFile() && ofA.size === ofB.size && hashFile(a) === hashFile(b);
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
