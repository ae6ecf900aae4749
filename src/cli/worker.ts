/** `tune worker`: takes units of sweeps and races from a queue and runs them here, until it is stopped. */

import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { workOnQueue } from '../app/queuedLanes.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { QUEUE_FLAG, type QueueOptions, queueFlags, TAPE_STORE_FLAG, threadsFlag } from './sharedFlags.ts';
import { stopOnSignals } from './signals.ts';

interface WorkerOptions extends QueueOptions {
  readonly threads?: string;
  readonly cache?: string;
  readonly lease?: string;
}

const HELP = `
Example, with two machines that share /mnt/tapes:
  b$ tune worker --queue redis://10.0.0.5:6379 \\
       --tape-store /mnt/tapes
  a$ tune sweep --queue redis://10.0.0.5:6379 \\
       --tape-store /mnt/tapes \\
       --param spreadBps=1:4:0.5 --tape may.parquet
A password stands in .env as QUEUE_PASSWORD, keys of a bucket as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
Ctrl-C or SIGTERM gives back the units that it has, to be run by another worker, and ends it; a second one ends it at once. docs/workers.md says when workers are worth it.`;

export function workerVerb(program: Command, run: Run): void {
  program
    .command('worker')
    .description('Run lanes for sweeps and campaigns of other machines: take units of work from a queue.')
    .option(...QUEUE_FLAG)
    .option(...TAPE_STORE_FLAG)
    .option('--threads <count>', 'units at the same time, by default as many as there are processors')
    .option('--cache <folder>', 'folder for the tapes that it fetches; by default cache/ of the workspace')
    .option('--lease <seconds>', 'another worker gets a unit when this one has not been heard of for this time')
    .addHelpText('after', HELP)
    .action((options: WorkerOptions, command: Command) => run(command, (context) => work(context, options)));
}

async function work(context: Context, options: WorkerOptions): Promise<number> {
  const { io, json, workspace } = context;
  const loaded = context.settings([...queueFlags(options), ['workers.lease_seconds', '--lease', options.lease]]);
  const threads = threadsFlag(options.threads) ?? availableParallelism();
  const cacheFolder = options.cache === undefined ? join(workspace.folder, 'cache') : resolve(options.cache);
  const signals = stopOnSignals(() => io.say('Stopping: units that are not finished are given back.'));
  let queue = '';
  let hash = '';
  try {
    const done = await workOnQueue(
      loaded,
      {
        ...{ threads, cacheFolder, stop: signals.signal },
        started: ({ queue: shown, code }) => {
          queue = shown;
          hash = code.hash;
          const at = threads === 1 ? 'one unit at a time' : `${threads} units at a time`;
          io.say(`Working for ${shown}, ${at}, as ${code.about}, code ${hash.slice(0, 12)}; Ctrl-C ends it.`);
        },
      },
      context,
    );
    if (json) io.out(JSON.stringify({ queue, code: hash, ...done }, null, 2));
    else {
      const { finished, givenBack, failed, leasesLost } = done;
      io.tell(`${finished} units finished, ${givenBack} given back, ${failed} failed, ${leasesLost} leases lost.`);
    }
    return EXIT.ok;
  } finally {
    signals.release();
  }
}
