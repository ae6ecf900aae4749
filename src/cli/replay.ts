/** `tune replay`: many versions over many tapes, measured side by side. Writes nothing into the study. */

import type { Command } from 'commander';
import { requireTapes } from '../app/distinctTapes.ts';
import { replayVersions, versionsToReplay } from '../app/replayVersions.ts';
import { setTotals } from '../campaign/setRequest.ts';
import { currencyOf } from '../market/money.ts';
import { setCsv } from '../report/csv.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { observedSets } from './setTerminal.ts';
import { replayText } from './setText.ts';
import {
  collect,
  QUEUE_FLAG,
  type QueueOptions,
  queueFlags,
  TAPE_STORE_FLAG,
  TAPES_FLAG,
  TAPES_THREADS_FLAG,
  type TapesOptions,
} from './sharedFlags.ts';

interface ReplayOptions extends TapesOptions, QueueOptions {
  readonly versions?: string;
  readonly csv?: boolean;
}

export function replayVerb(program: Command, run: Run): void {
  program
    .command('replay')
    .description('Run versions over recorded tapes, side by side. Nothing is written into the study.')
    .option('--versions <file>', "versions of a TOML file, e.g. examples/v1-to-v8.toml; by default the study's")
    .option(...TAPES_FLAG, collect, [])
    .option(...TAPES_THREADS_FLAG)
    .option(...QUEUE_FLAG)
    .option(...TAPE_STORE_FLAG)
    .option('--csv', 'results as CSV on stdout')
    .action((options: ReplayOptions, command: Command) => run(command, (context) => replay(context, options)));
}

async function replay(context: Context, options: ReplayOptions): Promise<number> {
  const { io, json } = context;
  const loaded = context.settings(queueFlags(options));
  const { config } = loaded;
  requireTapes(options.tape);
  const versions = await versionsToReplay(options.versions ?? null, context);
  const asked = options.tape.length;
  const sets = observedSets(setTotals, context, options, config, [], loaded);
  const replayed = await replayVersions(versions, asked, sets);
  const { summaries, tapes, stopped } = replayed;
  if (stopped) io.say(`Stopped: ${tapes} of ${asked} tapes are done.`);
  if (json) io.out(JSON.stringify(summaries, null, 2));
  else if (tapes > 0)
    io.out(options.csv === true ? setCsv(summaries).trimEnd() : replayText(replayed, currencyOf(config.instrument)));
  return stopped || tapes === 0 ? EXIT.interrupted : EXIT.ok;
}
