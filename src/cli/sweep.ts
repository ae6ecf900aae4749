/** `tune sweep`: a grid or an even sample of parameters over recorded tapes. What is done when it is stopped is kept. */

import { join } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../app/errors.ts';
import { readStudy } from '../app/studyAccess.ts';
import type { Config } from '../config/config.ts';
import { summarise, type TrialOutcome, type TrialSummary } from '../evaluation/trialSummary.ts';
import { versionProblems } from '../guardrails/versionProblems.ts';
import { currencyOf } from '../market/money.ts';
import { childSeed, createRng } from '../market/rng.ts';
import { heatMapOption } from '../report/charts/heatMap.ts';
import { heatMapData } from '../report/charts/heatMapData.ts';
import { trialCsv, trialTable } from '../report/trialTable.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import type { Parameters } from '../strategy/parameters.ts';
import { combinations, quasiRandom } from '../strategy/searchPoints.ts';
import { writeWhole } from '../workspace/writeFile.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { collect, type Run } from './program.ts';
import { versionNumber } from './recordIds.ts';
import { searchList, searchRange } from './searchFlags.ts';
import { requireTapes, runTrials, type TrialOptions } from './trials.ts';

interface SweepOptions extends TrialOptions {
  readonly param: readonly string[];
  readonly sample?: string;
  readonly base?: string;
  readonly output?: string;
}

const MOST_SETS = 100_000;
const SHOWN = 15;

export function sweepVerb(program: Command, run: Run): void {
  program
    .command('sweep')
    .description('Try a grid or a sample of parameters on recorded tapes.')
    .requiredOption('--param <range>', 'name=from:to:step or name=a,b,c; may be repeated', collect)
    .option('--tape <file>', 'tape to replay; several by repeating the flag, each tape once', collect, [])
    .option('--sample <count>', 'so many evenly spread points instead of every combination')
    .option('--base <version>', "version that gives the other parameters; by default tune.toml's")
    .option('--threads <count>', 'threads to run on, by default as many as there are processors')
    .option('--output <folder>', 'folder for results.csv and heatmap.svg; by default sweeps/<study>')
    .action((options: SweepOptions, command: Command) => run(command, (context) => sweep(context, options)));
}

async function sweep(context: Context, options: SweepOptions): Promise<number> {
  const { config } = context.settings();
  requireTapes(options.tape);
  refuseTwice(searchedNames(options));
  const { io, workspace } = context;
  const { sets: wanted, refused } = admissible(await pointsOf(context, options, config), config);
  if (refused > 0) io.say(`${refused} combinations are left out: the strategy's rules or the risk limits forbid them.`);
  if (wanted.length === 0) throw new UsageError('no combination is left to try');
  const { sets, summaries, stopped } = await tryAll(context, options, config, wanted);
  if (stopped) io.say(`Stopped: ${summaries.length} of ${wanted.length} sets are done and kept.`);
  if (summaries.length === 0) {
    if (context.json) io.out('[]');
    return EXIT.interrupted;
  }

  const names = searchedNames(options);
  const folder = options.output ?? join(workspace.folder, 'sweeps', config.study.name);
  const csv = trialCsv(summaries, { columns: names, cells: (row) => names.map((name) => String(sets[row]?.[name])) });
  writeWhole(join(folder, 'results.csv'), csv);
  const { renderSvg } = await import('../report/charts/renderSvg.ts');
  const heatMap = heatMapOption(heatMapData(names, sets, summaries, currencyOf(config.instrument)));
  writeWhole(join(folder, 'heatmap.svg'), renderSvg(heatMap, { width: 1000, height: 520 }));

  const best = [...summaries].sort((a, b) => worth(b) - worth(a)).slice(0, SHOWN);
  if (context.json)
    io.out(
      JSON.stringify(
        summaries.map((summary, i) => ({ ...summary, parameters: sets[i] })),
        null,
        2,
      ),
    );
  else
    io.out(
      trialTable(
        `best ${best.length} of ${summaries.length} sets on ${options.tape.length} tape(s), by the lower end of the pessimistic interval`,
        best,
        currencyOf(config.instrument),
      ),
    );
  io.tell(
    `The best of ${summaries.length} looks better than it is: luck was part of the choice. Confirm it in sessions of its own.`,
  );
  for (const name of withoutEffect(names, sets, summaries)) {
    io.tell(`${name} made no difference: is what it belongs to switched on? (--base, [parameters])`);
  }
  io.tell(`Written ${join(folder, 'results.csv')} and heatmap.svg`);
  return stopped ? EXIT.interrupted : EXIT.ok;
}

async function pointsOf(context: Context, options: SweepOptions, config: Config): Promise<Parameters[]> {
  const strategy = strategyNamed(config.study.strategy);
  const base =
    options.base === undefined
      ? config.parameters
      : await readStudy(context, (journal) => journal.version(versionNumber(options.base ?? '')).parameters);
  if (options.sample === undefined) {
    const lists = options.param.map((flag) => searchList(flag, strategy));
    const count = lists.reduce((product, list) => product * list.values.length, 1);
    if (count > MOST_SETS)
      throw new UsageError(`${count} combinations are more than ${MOST_SETS}; widen the steps or use --sample`);
    return combinations(base, lists);
  }
  if (!/^[1-9]\d{0,5}$/.test(options.sample))
    throw new UsageError(`--sample ${options.sample} is not a whole number from 1 to 999999`);
  const rng = createRng(childSeed(config.study.seed, 'sweep'));
  return quasiRandom(
    base,
    options.param.map((flag) => searchRange(flag, strategy)),
    Number(options.sample),
    rng,
  );
}

function admissible(points: readonly Parameters[], config: Config): { sets: Parameters[]; refused: number } {
  const strategy = strategyNamed(config.study.strategy);
  const context = { instrument: config.instrument, capital: config.study.capital };
  const sets = points.filter((point) => versionProblems(strategy, point, context, config.limits).length === 0);
  return { sets, refused: points.length - sets.length };
}

interface Tried {
  /** The sets that ran on every tape, in the order asked for, and their summaries. */
  readonly sets: readonly Parameters[];
  readonly summaries: readonly TrialSummary[];
  readonly stopped: boolean;
}

/** Sets by sets over all tapes, so that what is done early is done whole. */
async function tryAll(
  context: Context,
  options: SweepOptions,
  config: Config,
  sets: readonly Parameters[],
): Promise<Tried> {
  const names = searchedNames(options);
  const onTapes = new Map<number, TrialOutcome[]>();
  const done = new Map<number, TrialSummary>();
  const trials = { options, config, sets, firstDone: 'sets', title: `${sets.length} sets` } as const;
  const stopped = await runTrials(context, trials, ({ tape, fromSet, outcomes }) => {
    for (const [i, outcome] of outcomes.entries()) {
      const at = fromSet + i;
      const soFar = onTapes.get(at) ?? [];
      soFar[tape] = outcome;
      onTapes.set(at, soFar);
      if (options.tape.some((_, other) => soFar[other] === undefined)) continue;
      onTapes.delete(at);
      done.set(at, summarise(nameOf(sets[at] as Parameters, names), soFar));
    }
  });
  const whole = [...sets.keys()].filter((at) => done.has(at));
  return {
    sets: whole.map((at) => sets[at] as Parameters),
    summaries: whole.map((at) => done.get(at) as TrialSummary),
    stopped,
  };
}

function searchedNames(options: SweepOptions): string[] {
  return options.param.map((flag) => flag.slice(0, flag.indexOf('=')).trim());
}

/** Of two ranges of one parameter one would be dropped. @throws UsageError */
function refuseTwice(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new UsageError(`--param names ${twice} twice; give it one range`);
}

function nameOf(set: Parameters, names: readonly string[]): string {
  return names.map((name) => `${name}=${set[name]}`).join(' ');
}

/** Parameters whose value never changed a result while the others stood still. */
function withoutEffect(
  names: readonly string[],
  sets: readonly Parameters[],
  summaries: readonly TrialSummary[],
): string[] {
  return names.filter((name) => {
    const others = names.filter((other) => other !== name);
    const results = new Map<string, Set<string>>();
    for (const [i, summary] of summaries.entries()) {
      const rest = nameOf(sets[i] as Parameters, others);
      const { pessimistic, optimistic } = summary;
      results.set(rest, (results.get(rest) ?? new Set()).add(JSON.stringify([pessimistic, optimistic])));
    }
    return results.size < summaries.length && [...results.values()].every((distinct) => distinct.size === 1);
  });
}

/** Sets are ranked by what is likely at least, not by what was lucky; without an interval they come last. */
function worth({ pessimistic }: TrialSummary): number {
  return pessimistic.per10kInterval?.low ?? Number.NEGATIVE_INFINITY;
}
