/** Profit per $10k over two parameters of a sweep, as coloured cells: red loses, blue earns, white is zero. */

import type { SetSummary } from '../../evaluation/setSummary.ts';
import type { Parameters } from '../../strategy/parameters.ts';
import { tenThousandIn } from '../figures.ts';
import { type ChartOption, FAINT, frame, GROUND, INK } from './frame.ts';

/** `sets[i]` gave `summaries[i]`; `names` are the parameters that were searched; `currency` is a sign or a code. */
export function heatMapData(
  names: readonly string[],
  sets: readonly Parameters[],
  summaries: readonly SetSummary[],
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

export interface HeatMapData {
  readonly title: string;
  readonly subtitle: string;
  readonly x: { readonly name: string; readonly values: readonly string[] };
  readonly y: { readonly name: string; readonly values: readonly string[] };
  /** Column of x, row of y, value; cells without a figure are left out. */
  readonly cells: readonly (readonly [number, number, number])[];
}

/** ColorBrewer's RdBu, pale enough for dark figures on it; distinguishable for colour-blind readers. */
const COLOURS: readonly string[] = ['#ef8a62', '#fddbc7', '#ffffff', '#d1e5f0', '#67a9cf'];

export function heatMapOption({ title, subtitle, x, y, cells }: HeatMapData): ChartOption {
  const largest = Math.max(1e-9, ...cells.map(([, , value]) => Math.abs(value)));
  const axis = (name: string, values: readonly string[]): ChartOption => ({
    type: 'category',
    name,
    nameLocation: 'middle',
    nameGap: 34,
    nameTextStyle: { color: INK },
    data: values,
    axisLine: { lineStyle: { color: FAINT } },
    axisLabel: { color: INK, fontSize: 11 },
    splitArea: { show: false },
  });
  return {
    ...frame(title, subtitle),
    grid: { left: 84, right: 110, top: 72, bottom: 56 },
    xAxis: axis(x.name, x.values),
    yAxis: axis(y.name, y.values),
    visualMap: {
      min: -largest,
      max: largest,
      text: [`+${largest.toFixed(2)}`, `-${largest.toFixed(2)}`],
      precision: 2,
      calculable: false,
      orient: 'vertical',
      right: 8,
      top: 'middle',
      textStyle: { color: INK },
      inRange: { color: COLOURS },
    },
    series: [
      {
        type: 'heatmap',
        data: cells.map(([column, row, value]) => [column, row, Number(value.toFixed(2))]),
        label: { show: cells.length <= 150, color: INK, fontSize: 10 },
        itemStyle: { borderColor: GROUND, borderWidth: 1 },
      },
    ],
  };
}
