/** Profit per $10k by version, each with its interval: the study at a glance. */

import type { Estimate } from '../../evaluation/comparison.ts';
import { type ChartOption, frame, legend, valueAxis } from './frame.ts';
import { BLUE, FAINT, FONT, INK, VERMILLION } from './palette.ts';

export interface VersionPoint {
  readonly version: number;
  readonly sessions: number;
  readonly isChampion: boolean;
  /** Profit per $10k under pessimistic and optimistic fills; null where there is no interval yet. */
  readonly pessimistic: Estimate | null;
  readonly optimistic: Estimate | null;
}

export interface VersionsData {
  readonly title: string;
  readonly subtitle: string;
  readonly currency: string;
  readonly versions: readonly VersionPoint[];
}

export function versionsOption({ title, subtitle, currency, versions }: VersionsData): ChartOption {
  const names = versions.map(
    (v) => `v${v.version}${v.isChampion ? ' ★' : ''}\n${v.sessions} ${v.sessions === 1 ? 'session' : 'sessions'}`,
  );
  return {
    ...frame(title, subtitle),
    legend: legend(['pessimistic fills', 'optimistic fills']),
    grid: { left: 84, right: 24, top: 90, bottom: 56 },
    // The category axis only carries the names; the points stand on a hidden axis that lets them stand side by side.
    xAxis: [
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
          interval: versions.length > 16 ? 'auto' : 0,
        },
      },
      { type: 'value', min: -0.5, max: versions.length - 0.5, show: false },
    ],
    yAxis: valueAxis(`Profit per ${currency}10k`),
    series: [
      ...withInterval(
        'pessimistic fills',
        versions.map((v) => v.pessimistic),
        BLUE,
        'circle',
        -0.12,
      ),
      ...withInterval(
        'optimistic fills',
        versions.map((v) => v.optimistic),
        VERMILLION,
        'diamond',
        0.12,
      ),
      {
        ...lineOn(
          [
            [-0.5, 0],
            [versions.length - 0.5, 0],
          ],
          FAINT,
        ),
        lineStyle: { color: FAINT, width: 1 },
        z: 1,
      },
    ],
  };
}

type Point = readonly [number, number] | readonly [null, null];

/** A mark at the mean, on a line from low to high with a cap at either end. */
function withInterval(
  name: string,
  estimates: readonly (Estimate | null)[],
  color: string,
  symbol: string,
  offset: number,
): ChartOption[] {
  const known = estimates.flatMap((estimate, i) => (estimate === null ? [] : [{ at: i + offset, estimate }]));
  const scatter = { type: 'scatter', name, xAxisIndex: 1, itemStyle: { color, opacity: 1 } };
  return [
    lineOn(
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

function lineOn(data: readonly Point[], color: string): ChartOption {
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
