/** All strategies by name. */

import { fade } from './fade/fade.ts';
import { grid } from './grid/grid.ts';
import { regime } from './regime/regime.ts';
import { spread } from './spread/spread.ts';
import type { StrategyKind } from './strategy.ts';
import { tiered } from './tiered/tiered.ts';

export const strategies: Readonly<Record<string, StrategyKind>> = { grid, spread, fade, regime, tiered };

/** @throws RangeError naming the strategies that exist. */
export function strategyNamed(name: string): StrategyKind {
  const kind = Object.hasOwn(strategies, name) ? strategies[name] : undefined;
  if (kind === undefined) {
    throw new RangeError(`unknown strategy "${name}"; known: ${Object.keys(strategies).join(', ')}`);
  }
  return kind;
}
