/** What strategies there are, and what can be tuned about each: from their declarations. */

import { strategies } from '../strategy/catalog.ts';
import { defaultParameters } from '../strategy/parameters.ts';
import type { Preset, StrategyKind } from '../strategy/strategy.ts';
import { UsageError } from './errors.ts';

export function allStrategies(): readonly StrategyKind[] {
  return Object.values(strategies);
}

/** @throws UsageError naming the strategies that exist */
export function strategyCalled(name: string): StrategyKind {
  const kind = Object.hasOwn(strategies, name) ? strategies[name] : undefined;
  if (kind === undefined) {
    throw new UsageError(`there is no strategy "${name}"; there are: ${Object.keys(strategies).join(', ')}`);
  }
  return kind;
}

/** @throws UsageError naming the presets that the strategy has */
export function presetCalled({ name: strategy, presets = [] }: StrategyKind, name: string): Preset {
  const preset = presets.find((one) => one.name === name);
  if (preset === undefined) {
    const known = presets.length === 0 ? 'it has none' : `it has: ${presets.map((one) => one.name).join(', ')}`;
    throw new UsageError(`${strategy} has no preset "${name}"; ${known}`);
  }
  return preset;
}

/** The lenses that it reads with its defaults, and those that it may read with other parameters. */
export function lensesOf(kind: StrategyKind): {
  readonly always: readonly string[];
  readonly sometimes: readonly string[];
} {
  if (kind.needs === undefined) return { always: [], sometimes: [] };
  const always = kind.needs(defaultParameters(kind.parameters));
  const most = kind.needs(
    Object.fromEntries(
      Object.entries(kind.parameters).map(([name, one]) => [name, one.kind === 'boolean' ? true : one.max]),
    ),
  );
  return { always, sometimes: most.filter((lens) => !always.includes(lens)) };
}
