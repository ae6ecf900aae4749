/** Profit per $10k over two parameters of a sweep, as coloured cells: red loses, blue earns, white is zero. */

import { type ChartOption, frame } from './frame.ts';
import { FAINT, GROUND, INK } from './palette.ts';

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
