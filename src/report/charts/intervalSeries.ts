/** Estimates with their intervals side by side, as series of a chart: a point, a line and a cross at either end. */

import type { Estimate } from '../../evaluation/comparison.ts';
import { type ChartOption, FAINT, FONT, INK } from './frame.ts';

export interface IntervalStyle {
  readonly name: string;
  readonly color: string;
  readonly symbol: string;
  /** Horizontal shift from the place, so that two intervals are side by side. */
  readonly offset: number;
}

export type Point = readonly [number, number] | readonly [null, null];

/** On the chart's second x axis, a value axis with the places at 0, 1, 2 …; null leaves a place empty. */
export function withIntervals(
  estimates: readonly (Estimate | null)[],
  { name, color, symbol, offset }: IntervalStyle,
): ChartOption[] {
  const known = estimates.flatMap((estimate, i) => (estimate === null ? [] : [{ at: i + offset, estimate }]));
  const scatter = { type: 'scatter', name, xAxisIndex: 1, itemStyle: { color, opacity: 1 } };
  return [
    lineThrough(
      known.flatMap(({ at, estimate }): Point[] => [
        [at, estimate.low],
        [at, estimate.high],
        [null, null],
      ]),
      color,
    ),
    { ...scatter, data: known.map(({ at, estimate }) => [at, estimate.mean]), symbol, symbolSize: 10, z: 4 },
    {
      ...scatter,
      data: known.flatMap(({ at, estimate }) => [
        [at, estimate.low],
        [at, estimate.high],
      ]),
      symbol: 'rect',
      symbolSize: [11, 2],
      z: 3,
    },
  ];
}

/** The line of zero under `count` places. */
export function zeroLine(count: number, color: string): ChartOption {
  const data: Point[] = [
    [-0.5, 0],
    [count - 0.5, 0],
  ];
  return { ...lineThrough(data, color), lineStyle: { color, width: 1 }, z: 1 };
}

function lineThrough(data: readonly Point[], color: string): ChartOption {
  return {
    type: 'line',
    xAxisIndex: 1,
    data,
    symbol: 'none',
    silent: true,
    z: 2,
    itemStyle: { color },
    lineStyle: { color, width: 2 },
  };
}

/** Pixels of one letter, and of all labels together in a chart as wide as those of a history. */
const LETTER_WIDTH = 5.2;
const LABELS_WIDTH = 890;

/** Names may have several lines; where they do not fit side by side, some are left out. */
export function placeAxes(names: readonly string[]): ChartOption[] {
  const letters = Math.max(0, ...names.flatMap((name) => name.split('\n')).map((line) => line.length));
  return [
    {
      type: 'category',
      data: names,
      axisLine: { lineStyle: { color: FAINT }, onZero: false },
      axisTick: { show: false },
      axisLabel: {
        color: INK,
        fontSize: 11,
        lineHeight: 15,
        fontFamily: FONT,
        interval: names.length * letters * LETTER_WIDTH > LABELS_WIDTH ? 'auto' : 0,
      },
    },
    { type: 'value', min: -0.5, max: names.length - 0.5, show: false },
  ];
}
