/** `tune sweep`: a grid or an even sample of parameters over recorded tapes. What is done when it is stopped is kept. */

import { join } from 'node:path';
import type { Command } from 'commander';
import { requireTapes } from '../app/distinctTapes.ts';
import { baseParameters, setsToTry, sweepParameters, withoutEffect, writeSweep } from '../app/sweepParameters.ts';
import { setTotals } from '../campaign/setRequest.ts';
import { currencyOf } from '../market/money.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { versionNumber } from './recordIds.ts';
import { type SearchOptions, searchedNames, searchOf } from './searchFlags.ts';
import { observedSets } from './setTerminal.ts';
import { sweepData, sweepText, sweepWarnings } from './setText.ts';
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

interface SweepOptions extends TapesOptions, QueueOptions, SearchOptions {
  readonly base?: string;
  readonly output?: string;
}

export function sweepVerb(program: Command, run: Run): void {
  program
    .command('sweep')
    .description('Try a grid or a sample of parameters on recorded tapes.')
    .requiredOption('--param <range>', 'name=from:to:step or name=a,b,c; may be repeated', collect)
    .option(...TAPES_FLAG, collect, [])
    .option('--sample <count>', 'this many evenly spread points instead of every combination')
    .option('--base <version>', "version that gives the other parameters; by default tune.toml's")
    .option(...TAPES_THREADS_FLAG)
    .option(...QUEUE_FLAG)
    .option(...TAPE_STORE_FLAG)
    .option('--output <folder>', 'folder for results.csv and heatmap.svg; by default sweeps/<study>')
    .action((options: SweepOptions, command: Command) => run(command, (context) => sweep(context, options)));
}

async function sweep(context: Context, options: SweepOptions): Promise<number> {
  const { io, json, workspace } = context;
  const loaded = context.settings(queueFlags(options));
  const { config } = loaded;
  requireTapes(options.tape);
  const names = searchedNames(options.param);
  const base = await baseParameters(options.base === undefined ? null : versionNumber(options.base), context);
  const { sets, refused } = setsToTry(searchOf(options, config.study.strategy), base, config);
  if (refused > 0) io.say(`${refused} combinations are left out: the strategy's rules or the risk limits forbid them.`);
  const tapes = options.tape.length;
  const runner = observedSets(setTotals, context, options, config, [], loaded);
  const swept = await sweepParameters(names, sets, tapes, runner);
  const done = swept.summaries.length;
  // Where nothing is done, what went wrong is all that there is to say.
  if (done === 0 && swept.failure !== null) throw swept.failure;
  if (swept.stopped) io.say(`Stopped: ${done} of ${sets.length} sets are done and kept.`);
  if (done === 0) {
    if (json) io.out('[]');
    return EXIT.interrupted;
  }
  const folder = options.output ?? join(workspace.folder, 'sweeps', config.study.name);
  await writeSweep(swept, folder, config);
  io.out(json ? JSON.stringify(sweepData(swept), null, 2) : sweepText(swept, tapes, currencyOf(config.instrument)));
  for (const warning of sweepWarnings(swept, withoutEffect(swept))) io.tell(warning);
  io.tell(`Written ${join(folder, 'results.csv')} and heatmap.svg`);
  if (swept.failure !== null) throw swept.failure;
  return swept.stopped ? EXIT.interrupted : EXIT.ok;
}
