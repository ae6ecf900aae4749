/** Tries a grid or an even sample of parameters on recorded tapes. What is done when the user stops it is kept. */

import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { type SetOutcome, type SetSummary, summarise } from '../evaluation/setSummary.ts';
import { versionProblems } from '../guardrails/versionProblems.ts';
import { QueueError } from '../machines/queueError.ts';
import { currencyOf } from '../market/money.ts';
import { childSeed, createRng } from '../market/rng.ts';
import { heatMapData, heatMapOption } from '../report/charts/heatMap.ts';
import { setCsv } from '../report/csv.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import type { Parameters } from '../strategy/parameters.ts';
import { combinations, quasiRandom, type SearchList, type SearchRange } from '../strategy/searchPoints.ts';
import { writeWhole } from '../workspace/writeFile.ts';
import { UsageError } from './errors.ts';
import type { UseCasePorts } from './ports.ts';
import type { SetPart, SetRunner, SetWork } from './setRunner.ts';
import { readStudy } from './studyAccess.ts';

const MOST_SETS = 100_000;

/** Every combination of listed values, or a number of evenly spread points of ranges. */
export type Search =
  | { readonly kind: 'grid'; readonly lists: readonly SearchList[] }
  | { readonly kind: 'sample'; readonly ranges: readonly SearchRange[]; readonly count: number };

export interface SearchSets {
  /** Sets that the strategy's rules and the risk limits allow. */
  readonly sets: readonly Parameters[];
  /** How many are forbidden. */
  readonly refused: number;
}

/** The parameters that are not searched: those of a version, or for null those of the settings. @throws ConfigError; StoreError, NotFound */
export async function baseParameters(version: number | null, ports: UseCasePorts): Promise<Parameters> {
  if (version === null) return ports.settings().config.parameters;
  return readStudy(ports, (journal) => journal.version(version).parameters);
}

/** The sets of a search that may run. @param base gives the parameters that are not searched. @throws UsageError for too many sets */
export function setsToTry(search: Search, base: Parameters, config: Config): SearchSets {
  const { instrument, study, limits } = config;
  const points = pointsOf(search, base, study.seed);
  const strategy = strategyNamed(study.strategy);
  const context = { instrument, capital: study.capital };
  const sets = points.filter((point) => versionProblems(strategy, point, context, limits).length === 0);
  return { sets, refused: points.length - sets.length };
}

function pointsOf(search: Search, base: Parameters, seed: string): Parameters[] {
  if (search.kind === 'sample') {
    return quasiRandom(base, search.ranges, search.count, createRng(childSeed(seed, 'sweep')));
  }
  const count = search.lists.reduce((product, list) => product * list.values.length, 1);
  if (count > MOST_SETS)
    throw new UsageError(`${count} combinations are more than ${MOST_SETS}; widen the steps or use --sample`);
  return combinations(base, search.lists);
}

export interface SweptSets {
  /** Parameters that were searched. */
  readonly names: readonly string[];
  /** The sets that ran on every tape, in the order asked for, and their summaries. */
  readonly sets: readonly Parameters[];
  readonly summaries: readonly SetSummary[];
  readonly stopped: boolean;
  /** Why sets are missing, where they ran on a queue that failed; null otherwise. */
  readonly failure: QueueError | null;
}

/** Runs set after set over all tapes, so that the first sets are done when the user stops the rest. @param tapes how many the runner has. @throws UsageError without sets */
export async function sweepParameters(
  names: readonly string[],
  sets: readonly Parameters[],
  tapes: number,
  runSets: SetRunner,
): Promise<SweptSets> {
  if (sets.length === 0) throw new UsageError('no combination is left to try');
  const onTapes = new Map<number, SetOutcome[]>();
  const done = new Map<number, SetSummary>();
  const work = { sets, firstDone: 'sets', title: `${sets.length} sets` } as const;
  const { stopped, failure } = await untilQueueFails(runSets, work, ({ tape, fromSet, outcomes }) => {
    for (const [i, outcome] of outcomes.entries()) {
      const at = fromSet + i;
      const soFar = onTapes.get(at) ?? [];
      soFar[tape] = outcome;
      onTapes.set(at, soFar);
      if (Array.from({ length: tapes }, (_, other) => soFar[other]).includes(undefined)) continue;
      onTapes.delete(at);
      done.set(at, summarise(nameOf(sets[at] as Parameters, names), soFar));
    }
  });
  const whole = [...sets.keys()].filter((at) => done.has(at));
  return {
    names,
    sets: whole.map((at) => sets[at] as Parameters),
    summaries: whole.map((at) => done.get(at) as SetSummary),
    stopped,
    failure,
  };
}

/** What other machines have finished is kept when one of them, or the queue, fails. */
async function untilQueueFails(
  runSets: SetRunner,
  work: SetWork,
  each: (part: SetPart) => void,
): Promise<{ stopped: boolean; failure: QueueError | null }> {
  try {
    return { stopped: await runSets(work, each), failure: null };
  } catch (error) {
    if (error instanceof QueueError) return { stopped: true, failure: error };
    throw error;
  }
}

/** Writes results.csv and heatmap.svg into a folder, which is made where it is missing. @throws ViewError */
export async function writeSweep({ names, sets, summaries }: SweptSets, folder: string, config: Config): Promise<void> {
  const csv = setCsv(summaries, { columns: names, cells: (row) => names.map((name) => String(sets[row]?.[name])) });
  writeWhole(join(folder, 'results.csv'), csv);
  // The chart library is large, and most verbs draw nothing.
  const { renderSvg } = await import('../report/charts/renderSvg.ts');
  const heatMap = heatMapOption(heatMapData(names, sets, summaries, currencyOf(config.instrument)));
  writeWhole(join(folder, 'heatmap.svg'), renderSvg(heatMap, { width: 1000, height: 520 }));
}

/** The best first, by the lower end of the pessimistic interval, so that a lucky set does not lead; without an interval a set comes last. */
export function bestFirst({ summaries }: SweptSets): SetSummary[] {
  const worth = ({ pessimistic }: SetSummary): number => pessimistic.per10kInterval?.low ?? Number.NEGATIVE_INFINITY;
  return [...summaries].sort((a, b) => worth(b) - worth(a));
}

/** Parameters whose value never changed a result while the others stayed the same. */
export function withoutEffect({ names, sets, summaries }: SweptSets): string[] {
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

function nameOf(set: Parameters, names: readonly string[]): string {
  return names.map((name) => `${name}=${set[name]}`).join(' ');
}
