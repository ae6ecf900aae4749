/** What `replay` and `sweep` share: the tapes, the settings of a lane, and a run that can be watched and stopped. */

import { existsSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { type TrialOutcome, trial } from '../evaluation/trial.ts';
import { openCompiled } from '../feeds/compiledFile.ts';
import type { CompiledTape } from '../market/compiledTape.ts';
import type { SessionSettings } from '../session/session.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import type { Parameters } from '../strategy/parameters.ts';
import { UsageError } from './exitCodes.ts';

export type LaneSettings = Omit<SessionSettings, 'durationUs'>;

export function laneSettings(config: Config): LaneSettings {
  return {
    instrument: config.instrument,
    strategy: strategyNamed(config.study.strategy),
    capital: config.study.capital,
    limits: config.limits,
    latency: config.latency,
    decisionUs: config.session.decisionMs * 1000,
  };
}

/** @throws UsageError without tapes or for one that is missing */
export function requireTapes(files: readonly string[]): void {
  if (files.length === 0) throw new UsageError('at least one --tape FILE is needed; `tune tape list` shows yours');
  for (const file of files) if (!existsSync(file)) throw new UsageError(`--tape ${file} does not exist`);
}

/** A tape on the instrument's grid, ready for replay; compiled once and kept beside its file. */
export async function openTape(file: string, config: Config): Promise<CompiledTape> {
  try {
    return await openCompiled(file, config.instrument);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

/** Runs a trial, telling the share done and letting signals in between slices; undefined when it was stopped. */
export async function watchedTrial(
  tape: CompiledTape,
  sets: readonly Parameters[],
  settings: LaneSettings,
  watch: { readonly progress: (share: number) => void; readonly stop: { readonly requested: boolean } },
): Promise<TrialOutcome[] | undefined> {
  const run = trial(tape, sets, settings);
  for (;;) {
    const step = run.next();
    if (step.done === true) return step.value;
    watch.progress(step.value);
    await new Promise((done) => setImmediate(done));
    if (watch.stop.requested) return undefined;
  }
}
