/** Runs two sets of parameters of one strategy over the same tapes: a preset beside another, or beside the strategy itself. */

import type { Config } from '../config/config.ts';
import { hoursOfBlocks } from '../evaluation/blocks.ts';
import { type ComparedRow, compareFigures } from '../evaluation/figureComparison.ts';
import type { Metrics } from '../evaluation/metrics.ts';
import type { MeasuredSet } from '../evaluation/setSummary.ts';
import { versionProblems } from '../guardrails/versionProblems.ts';
import { strategies } from '../strategy/catalog.ts';
import { defaultParameters, type Parameters } from '../strategy/parameters.ts';
import type { StrategyKind } from '../strategy/strategy.ts';
import { UsageError } from './errors.ts';
import type { SetRunner } from './setRunner.ts';
import { presetCalled, strategyCalled } from './strategyList.ts';

export interface PresetPair {
  readonly strategy: string;
  /** Name of the preset. */
  readonly first: string;
  /** Name of another preset, or of the strategy. */
  readonly second: string;
  readonly firstParameters: Parameters;
  readonly secondParameters: Parameters;
}

export interface PresetsCompared extends PresetPair {
  /** Tapes on which both ran. */
  readonly tapes: number;
  readonly hours: number;
  /** Empty where no tape is done. */
  readonly rows: readonly ComparedRow[];
  /** How often each began to hold back for a reason of its own, pessimistic fills, an hour. */
  readonly reasonsPerHour: Readonly<Record<string, readonly [first: number, second: number]>>;
  readonly stopped: boolean;
}

/**
 * @param against another preset, or a strategy: its parameters of tune.toml, or its defaults where tune.toml is of another strategy
 * @throws UsageError for an unknown preset, and for parameters that may not run
 */
export function presetPair(preset: string, against: string | undefined, config: Config): PresetPair {
  const named = against !== undefined && Object.hasOwn(strategies, against);
  const kind = strategyCalled(named ? against : config.study.strategy);
  const base = kind.name === config.study.strategy ? config.parameters : defaultParameters(kind.parameters);
  const withPreset = (name: string): Parameters => ({ ...base, ...presetCalled(kind, name).values });
  const isPreset = against !== undefined && !named;
  const pair = {
    strategy: kind.name,
    first: preset,
    second: against ?? kind.name,
    firstParameters: withPreset(preset),
    secondParameters: isPreset ? withPreset(against) : base,
  };
  requireAllowed(kind, pair.first, pair.firstParameters, config);
  requireAllowed(kind, pair.second, pair.secondParameters, config);
  if (JSON.stringify(pair.firstParameters) === JSON.stringify(pair.secondParameters)) {
    throw new UsageError(`${pair.first} and ${pair.second} have the same parameters: there is nothing to compare`);
  }
  return pair;
}

function requireAllowed(kind: StrategyKind, name: string, parameters: Parameters, config: Config): void {
  const { instrument, study, limits } = config;
  const [problem] = versionProblems(kind, parameters, { instrument, capital: study.capital }, limits);
  if (problem !== undefined) throw new UsageError(`${name} cannot run with these settings: ${problem}`);
}

/** The settings with the strategy of the pair. */
export function settingsFor({ strategy, secondParameters }: PresetPair, config: Config): Config {
  return { ...config, study: { ...config.study, strategy }, parameters: secondParameters };
}

/** @param tapes how many the runner has. @throws what the runner throws */
export async function comparePresets(
  pair: PresetPair,
  tapes: number,
  runSets: SetRunner<Metrics>,
): Promise<PresetsCompared> {
  const onTapes = Array.from({ length: tapes }, (): MeasuredSet[] => []);
  const sets = [pair.firstParameters, pair.secondParameters];
  const work = { sets, firstDone: 'tapes', title: `${pair.first} and ${pair.second}` } as const;
  const stopped = await runSets(work, ({ tape, fromSet, outcomes }) => {
    for (const [i, outcome] of outcomes.entries()) (onTapes[tape] as MeasuredSet[])[fromSet + i] = outcome;
  });
  const whole = onTapes.filter(([first, second]) => first !== undefined && second !== undefined);
  const [first, second] = [0, 1].map((set) => whole.map((outcomes) => outcomes[set] as MeasuredSet)) as [
    MeasuredSet[],
    MeasuredSet[],
  ];
  const hours = first.reduce((sum, { pessimistic: { blocks } }) => sum + hoursOfBlocks(blocks), 0);
  return {
    ...pair,
    tapes: whole.length,
    hours,
    rows: whole.length === 0 ? [] : compareFigures(first, second),
    reasonsPerHour: reasonsPerHour(first, second, hours),
    stopped,
  };
}

function reasonsPerHour(
  first: readonly MeasuredSet[],
  second: readonly MeasuredSet[],
  hours: number,
): PresetsCompared['reasonsPerHour'] {
  const codes = [...first, ...second].flatMap(({ pessimistic }) => Object.keys(pessimistic.metrics.reasons ?? {}));
  const perHour = (outcomes: readonly MeasuredSet[], code: string): number =>
    outcomes.reduce((sum, { pessimistic }) => sum + (pessimistic.metrics.reasons?.[code] ?? 0), 0) / hours;
  return Object.fromEntries(
    [...new Set(codes)].sort().map((code) => [code, [perHour(first, code), perHour(second, code)] as const]),
  );
}
