/** A mark at each mean, on a line from low to high with a cap at either end. */

import type { Estimate } from '../../evaluation/comparison.ts';
import type { ChartOption } from './frame.ts';

export interface IntervalStyle {
  readonly name: string;
  readonly color: string;
  readonly symbol: string;
  /** Sideways from the place of its version, so that two stand side by side. */
  readonly offset: number;
}

type Point = readonly [number, number] | readonly [null, null];

/** On the chart's second x axis, a value axis with the versions at 0, 1, 2 …; null leaves a place empty. */
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
