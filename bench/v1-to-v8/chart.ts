/**
 * The chart of profit per $10k by version, one panel for each family. It shows both fill models with their intervals, and the
 * figure in the document that v1 to v8 come from ("the seeds", versions.ts).
 */

import type { Estimate } from '../../src/evaluation/comparison.ts';
import {
  BLUE,
  type ChartOption,
  FAINT,
  FONT,
  frame,
  GREY,
  INK,
  legend,
  VERMILLION,
  valueAxis,
} from '../../src/report/charts/frame.ts';
import type { MarketResults } from './results.ts';
import { seedTable } from './versions.ts';

const COLUMNS = 2;
const PANEL = { left: 70, top: 120, width: 400, height: 270, across: 500, down: 350 };
/** Horizontal offset of the two fill models from the number of the version. */
const OFFSET = 0.14;

export function chartOption(results: readonly MarketResults[], hours: number): ChartOption {
  const panels = results.filter(({ kind }) => kind === 'synthetic');
  const { title, ...rest } = frame(
    'v1 to v8: profit per $10k of volume',
    `${hours} synthetic hours a family, 90 % intervals; axes differ`,
  );
  const left = (panel: number): number => PANEL.left + (panel % COLUMNS) * PANEL.across;
  const top = (panel: number): number => PANEL.top + Math.floor(panel / COLUMNS) * PANEL.down;
  return {
    ...rest,
    title: [
      title,
      ...panels.map(({ name }, i) => ({
        text: name,
        left: left(i),
        top: top(i) - 26,
        textStyle: { fontSize: 13, color: INK, fontFamily: FONT },
      })),
    ],
    legend: legend(['pessimistic fills', 'optimistic fills', 'the seeds, one hour each']),
    grid: panels.map((_, i) => ({ left: left(i), top: top(i), width: PANEL.width, height: PANEL.height })),
    xAxis: panels.map((_, gridIndex) => ({
      type: 'value',
      gridIndex,
      min: 0,
      max: seedTable.length + 1,
      interval: 1,
      axisTick: { show: false },
      splitLine: { show: false },
      axisLine: { lineStyle: { color: FAINT }, onZero: false },
      axisLabel: {
        color: INK,
        fontSize: 11,
        fontFamily: FONT,
        formatter: 'v{value}',
        showMinLabel: false,
        showMaxLabel: false,
      },
    })),
    yAxis: panels.map((_, gridIndex) => valueAxis('per $10k', { gridIndex, nameGap: 42 })),
    series: panels.flatMap(({ versions }, i) => panelSeries(versions, i)),
  };
}

function panelSeries(versions: MarketResults['versions'], panel: number): ChartOption[] {
  const on = { xAxisIndex: panel, yAxisIndex: panel, silent: true };
  const zero = {
    ...on,
    type: 'line',
    symbol: 'none',
    data: [
      [0, 0],
      [versions.length + 1, 0],
    ],
    lineStyle: { color: FAINT, width: 1 },
  };
  const seeds = {
    ...on,
    type: 'scatter',
    name: 'the seeds, one hour each',
    symbol: 'triangle',
    symbolSize: 9,
    itemStyle: { color: GREY },
    data: seedTable.map(({ per10k }, i) => [i + 1, per10k]),
  };
  return [
    zero,
    seeds,
    ...withInterval(
      'pessimistic fills',
      versions.map((v) => v.pessimistic.interval),
      BLUE,
      'circle',
      -OFFSET,
      on,
    ),
    ...withInterval(
      'optimistic fills',
      versions.map((v) => v.optimistic.interval),
      VERMILLION,
      'diamond',
      OFFSET,
      on,
    ),
  ];
}

type Point = readonly [number, number] | readonly [null, null];

function withInterval(
  name: string,
  estimates: readonly (Estimate | null)[],
  color: string,
  symbol: string,
  offset: number,
  on: ChartOption,
): ChartOption[] {
  const known = estimates.flatMap((estimate, i) => (estimate === null ? [] : [{ at: i + 1 + offset, estimate }]));
  const lines = known.flatMap(({ at, estimate }): Point[] => [
    [at, estimate.low],
    [at, estimate.high],
    [null, null],
  ]);
  return [
    { ...on, type: 'line', symbol: 'none', data: lines, lineStyle: { color, width: 2 }, itemStyle: { color } },
    {
      ...on,
      type: 'scatter',
      name,
      data: known.map(({ at, estimate }) => [at, estimate.mean]),
      symbol,
      symbolSize: 8,
      itemStyle: { color, opacity: 1 },
    },
  ];
}
