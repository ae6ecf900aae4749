/** `tune sweep`: a grid or an even sample of parameters over recorded tapes. What is done when it is stopped is kept. */

import { join } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../config/config.ts';
import type { TrialOutcome } from '../evaluation/trial.ts';
import { summarise, type TrialSummary } from '../evaluation/trialSummary.ts';
import { versionProblems } from '../guardrails/versionProblems.ts';
import { childSeed, createRng } from '../market/rng.ts';
import { heatMapOption } from '../report/charts/heatMap.ts';
import { heatMapData } from '../report/charts/heatMapData.ts';
import { trialCsv, trialTable } from '../report/trialTable.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import type { Parameters } from '../strategy/parameters.ts';
import { combinations, quasiRandom } from '../strategy/searchPoints.ts';
import { writeWhole } from '../workspace/writeFile.ts';
import { type Context, reading } from './context.ts';
import { EXIT, UsageError } from './exitCodes.ts';
import { versionNumber } from './names.ts';
import { collect, type Run } from './program.ts';
import { searchList, searchRange } from './searchFlags.ts';
import { stopOnSignals } from './signals.ts';
import { laneSettings, openTape, requireTapes, watchedTrial } from './trialSettings.ts';
import { WorkLine } from './workLine.ts';

interface SweepOptions {
  readonly param: readonly string[];
  readonly tape: readonly string[];
  readonly sample?: string;
  readonly base?: string;
  readonly output?: string;
}

/** Sets between two moments at which a stop keeps everything: as many as one pass takes. */
const BATCH = 16;
const MOST_SETS = 100_000;
const SHOWN = 15;

export function sweepVerb(program: Command, run: Run): void {
  program
    .command('sweep')
    .description('try a grid or a sample of parameters on recorded tapes')
    .requiredOption('--param <range>', 'name=from:to:step or name=a,b,c; may be repeated', collect, [])
    .option('--tape <file>', 'tape to replay; may be repeated', collect, [])
    .option('--sample <count>', 'so many evenly spread points instead of every combination')
    .option('--base <version>', "version that gives the other parameters; by default tune.toml's")
    .option('--output <folder>', 'folder for results.csv and heatmap.svg; by default sweeps/<study>')
    .action((options: SweepOptions, command: Command) => run(command, (context) => sweep(context, options)));
}

async function sweep(context: Context, options: SweepOptions): Promise<number> {
  const { config } = context.settings();
  requireTapes(options.tape);
  const { io, workspace } = context;
  const { sets, refused } = admissible(await pointsOf(context, options, config), config);
  if (refused > 0) io.say(`${refused} combinations are left out: the strategy's rules or the risk limits forbid them.`);
  if (sets.length === 0) throw new UsageError('no combination is left to try');
  const { summaries, stopped } = await tryAll(context, options, config, sets);
  if (stopped) io.say(`Stopped: ${summaries.length} of ${sets.length} sets are done and kept.`);
  if (summaries.length === 0) return EXIT.interrupted;

  const names = searchedNames(options);
  const folder = options.output ?? join(workspace.folder, 'sweeps', config.study.name);
  const csv = trialCsv(summaries, { columns: names, cells: (row) => names.map((name) => String(sets[row]?.[name])) });
  writeWhole(join(folder, 'results.csv'), csv);
  const { renderSvg } = await import('../report/charts/renderSvg.ts');
  const heatMap = heatMapOption(heatMapData(names, sets.slice(0, summaries.length), summaries));
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
        '$',
      ),
    );
  io.say(
    `The best of ${summaries.length} looks better than it is: luck was part of the choice. Confirm it in sessions of its own.`,
  );
  for (const name of withoutEffect(names, sets, summaries)) {
    io.say(`${name} made no difference: is what it belongs to switched on? (--base, [parameters])`);
  }
  io.say(`Written ${join(folder, 'results.csv')} and heatmap.svg`);
  return stopped ? EXIT.interrupted : EXIT.ok;
}

async function pointsOf(context: Context, options: SweepOptions, config: Config): Promise<Parameters[]> {
  const strategy = strategyNamed(config.study.strategy);
  const base =
    options.base === undefined
      ? config.parameters
      : await reading(context, (journal) => journal.version(versionNumber(options.base ?? '')).parameters);
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

/** Batch by batch over all tapes, so that every summary that exists is complete. */
async function tryAll(
  context: Context,
  options: SweepOptions,
  config: Config,
  sets: readonly Parameters[],
): Promise<{ summaries: TrialSummary[]; stopped: boolean }> {
  const summaries: TrialSummary[] = [];
  const line = new WorkLine(context.io);
  const stop = stopOnSignals(() => line.show('stopping', summaries.length / sets.length));
  const settings = laneSettings(config);
  try {
    for (let from = 0; from < sets.length; from += BATCH) {
      const batch = sets.slice(from, from + BATCH);
      const perTape: TrialOutcome[][] = [];
      for (const [i, file] of options.tape.entries()) {
        const outcomes = await watchedTrial(await openTape(file, config), batch, settings, {
          progress: (share) =>
            line.show(`${sets.length} sets`, (from + (batch.length * (i + share)) / options.tape.length) / sets.length),
          stop: stop.state,
        });
        if (outcomes === undefined) return { summaries, stopped: true };
        perTape.push(outcomes);
      }
      for (const k of batch.keys()) {
        summaries.push(
          summarise(
            nameOf(batch[k] as Parameters, searchedNames(options)),
            perTape.map((outcomes) => outcomes[k] as TrialOutcome),
            config.study.seed,
          ),
        );
      }
    }
    return { summaries, stopped: false };
  } finally {
    stop.release();
    line.done();
  }
}

function searchedNames(options: SweepOptions): string[] {
  return options.param.map((flag) => flag.slice(0, flag.indexOf('=')).trim());
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
