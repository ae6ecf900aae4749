/** The terminal while parameters are tried on tapes: a redrawn line for each stage of the work, Ctrl-C. */

import { createLogUpdate } from 'log-update';
import { UsageError } from '../app/errors.ts';
import type { SetRunner } from '../app/setRunner.ts';
import { type StageObserver, setsOnTapes } from '../app/setsOnTapes.ts';
import type { SetFigures } from '../campaign/setRequest.ts';
import type { Config } from '../config/config.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { LaneTotals } from '../evaluation/laneTotals.ts';
import type { SyntheticSource } from '../study/records.ts';
import type { Context } from './context.ts';
import type { Io } from './io.ts';
import { type TapesOptions, threadsFlag } from './sharedFlags.ts';
import { stopOnSignals } from './signals.ts';

/**
 * Runs parameter sets on threads, or on the workers of a queue, and shows their progress.
 * @param figures what is wanted of them
 * @param queue settings of a verb that may use a queue; null for others
 * @throws UsageError for a bad number of threads, and for threads beside a queue
 */
export function observedSets<Figures extends LaneTotals>(
  figures: SetFigures<Figures>,
  context: Context,
  { tape, threads }: TapesOptions,
  config: Config,
  synthetic: readonly SyntheticSource[] = [],
  queue: LoadedConfig | null = null,
): SetRunner<Figures> {
  const named = queue !== null && queue.config.workers.queue !== '' ? queue : null;
  if (named !== null && threads !== undefined) {
    throw new UsageError('--threads is of this machine, and a queue is named: its workers have threads of their own');
  }
  const setup = { tapes: tape, synthetic, threads: threadsFlag(threads), config, queue: named };
  return setsOnTapes(setup, figures, context, () => {
    const { signal, release } = stopOnSignals(() => undefined);
    return { stop: signal, stage: (what) => stageLine(context.io, what, signal), done: release };
  });
}

const BAR = 24;

/** A bar, the share done, the time left. Off a terminal it shows nothing. */
function stageLine(io: Io, what: string, stop: AbortSignal): StageObserver {
  if (!io.animated) return { progress: () => undefined, done: () => undefined };
  const redraw = createLogUpdate(process.stderr);
  const startedMs = performance.now();
  return {
    progress: (share) => {
      const seconds = (performance.now() - startedMs) / 1000;
      const left = share > 0.01 ? `${Math.ceil((seconds / share) * (1 - share))} s left` : '';
      const bar = '#'.repeat(Math.round(share * BAR)).padEnd(BAR, '.');
      const title = stop.aborted ? 'stopping' : what;
      redraw(`[${bar}] ${Math.floor(share * 100)} %  ${left}  ${title}`.slice(0, io.width - 1));
    },
    done: () => redraw.clear(),
  };
}
