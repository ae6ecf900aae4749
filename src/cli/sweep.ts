/** `tune sweep`: a grid or an even sample of parameters over recorded tapes. What is done when it is stopped is kept. */

import { join } from 'node:path';
import type { Command } from 'commander';
import { requireTapes } from '../app/distinctTapes.ts';
import { UsageError } from '../app/errors.ts';
import { readStudy } from '../app/studyAccess.ts';
import {
  bestFirst,
  type Search,
  type SweptSets,
  setsToTry,
  sweepParameters,
  withoutEffect,
  writeSweep,
} from '../app/sweepParameters.ts';
import { currencyOf } from '../market/money.ts';
import { trialTable } from '../report/trialTable.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { collect, type Run } from './program.ts';
import { versionNumber } from './recordIds.ts';
import { searchedNames, searchList, searchRange } from './searchFlags.ts';
import { runTrials, type TrialOptions } from './trials.ts';

interface SweepOptions extends TrialOptions {
  readonly param: readonly string[];
  readonly sample?: string;
  readonly base?: string;
  readonly output?: string;
}

const SHOWN = 15;

export function sweepVerb(program: Command, run: Run): void {
  program
    .command('sweep')
    .description('Try a grid or a sample of parameters on recorded tapes.')
    .requiredOption('--param <range>', 'name=from:to:step or name=a,b,c; may be repeated', collect)
    .option('--tape <file>', 'tape to replay; several by repeating the flag, each tape once', collect, [])
    .option('--sample <count>', 'this many evenly spread points instead of every combination')
    .option('--base <version>', "version that gives the other parameters; by default tune.toml's")
    .option('--threads <count>', 'threads to run on, by default as many as there are processors')
    .option('--output <folder>', 'folder for results.csv and heatmap.svg; by default sweeps/<study>')
    .action((options: SweepOptions, command: Command) => run(command, (context) => sweep(context, options)));
}

async function sweep(context: Context, options: SweepOptions): Promise<number> {
  const { io, json, workspace } = context;
  const { config } = context.settings();
  requireTapes(options.tape);
  const names = searchedNames(options.param);
  const base =
    options.base === undefined
      ? config.parameters
      : await readStudy(context, (journal) => journal.version(versionNumber(options.base ?? '')).parameters);
  const { sets, refused } = setsToTry(searchOf(options, config.study.strategy), base, config);
  if (refused > 0) io.say(`${refused} combinations are left out: the strategy's rules or the risk limits forbid them.`);
  const swept = await sweepParameters(names, sets, options.tape.length, (work, each) =>
    runTrials(context, { options, config, ...work }, each),
  );
  const done = swept.summaries.length;
  if (swept.stopped) io.say(`Stopped: ${done} of ${sets.length} sets are done and kept.`);
  if (done === 0) {
    if (json) io.out('[]');
    return EXIT.interrupted;
  }
  const folder = options.output ?? join(workspace.folder, 'sweeps', config.study.name);
  await writeSweep(swept, folder, config);
  printSweep(context, swept, options.tape.length, currencyOf(config.instrument));
  io.tell(`Written ${join(folder, 'results.csv')} and heatmap.svg`);
  return swept.stopped ? EXIT.interrupted : EXIT.ok;
}

function searchOf({ param, sample }: SweepOptions, name: string): Search {
  const strategy = strategyNamed(name);
  if (sample === undefined) return { kind: 'grid', lists: param.map((flag) => searchList(flag, strategy)) };
  if (!/^[1-9]\d{0,5}$/.test(sample)) throw new UsageError(`--sample ${sample} is not a whole number from 1 to 999999`);
  return { kind: 'sample', ranges: param.map((flag) => searchRange(flag, strategy)), count: Number(sample) };
}

function printSweep({ io, json }: Context, swept: SweptSets, tapes: number, currency: string): void {
  const { sets, summaries } = swept;
  if (json) {
    const rows = summaries.map((summary, i) => ({ ...summary, parameters: sets[i] }));
    io.out(JSON.stringify(rows, null, 2));
  } else {
    const best = bestFirst(swept).slice(0, SHOWN);
    const title = `best ${best.length} of ${summaries.length} sets on ${tapes} tape(s), by the lower end of the pessimistic interval`;
    io.out(trialTable(title, best, currency));
  }
  io.tell(
    `The best of ${summaries.length} looks better than it is: luck was part of the choice. Confirm it in sessions of its own.`,
  );
  for (const name of withoutEffect(swept)) {
    io.tell(`${name} made no difference: is what it belongs to switched on? (--base, [parameters])`);
  }
}
