/** The first two parameters of a sweep as a plane; sets that share a cell are pooled as a ratio of sums. */

import type { TrialSummary } from '../../evaluation/trialSummary.ts';
import type { Parameters } from '../../strategy/parameters.ts';
import { tenThousandIn } from '../figures.ts';
import type { HeatMapData } from './heatMap.ts';

/** `sets[i]` gave `summaries[i]`; `names` are the parameters that were searched; `currency` is a sign or a code. */
export function heatMapData(
  names: readonly string[],
  sets: readonly Parameters[],
  summaries: readonly TrialSummary[],
  currency: string,
): HeatMapData {
  const [x = '', y] = names;
  const xs = distinct(sets.map((set) => set[x]));
  const ys = y === undefined ? [''] : distinct(sets.map((set) => set[y]));
  const sums = new Map<string, { profit: number; volume: number }>();
  for (const [i, set] of sets.entries()) {
    const trial = summaries[i]?.pessimistic;
    if (trial === undefined) continue;
    const cell = `${xs.indexOf(String(set[x]))},${y === undefined ? 0 : ys.indexOf(String(set[y]))}`;
    const sum = sums.get(cell) ?? { profit: 0, volume: 0 };
    sums.set(cell, { profit: sum.profit + trial.profit, volume: sum.volume + trial.volume });
  }
  const cells = [...sums].flatMap(([cell, { profit, volume }]): [number, number, number][] => {
    const [column = 0, row = 0] = cell.split(',').map(Number);
    return volume === 0 ? [] : [[column, row, (profit / volume) * 10_000]];
  });
  const others = names.slice(2);
  return {
    title: `Profit per ${tenThousandIn(currency)} by ${y === undefined ? x : `${x} and ${y}`}`,
    subtitle: `pessimistic fills, ${sets.length} sets${others.length === 0 ? '' : `, pooled over ${others.join(', ')}`}; empty cells did not trade`,
    x: { name: x, values: xs },
    y: { name: y ?? '', values: ys },
    cells,
  };
}

function distinct(values: readonly unknown[]): string[] {
  const numeric = values.every((value) => typeof value === 'number');
  const texts = [...new Set(values.map(String))];
  return numeric ? texts.sort((a, b) => Number(a) - Number(b)) : texts.sort();
}
