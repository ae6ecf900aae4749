/** Pictures of the glossary. Their figures are made up to show an idea; they belong to no study. */

import { normalQuantile } from '../../evaluation/distributions.ts';
import { BLUE, type ChartOption, FAINT, frame, GREEN, INK, legend, ORANGE, VERMILLION, valueAxis } from './frame.ts';
import { type Point, placeAxes, withIntervals, zeroLine } from './intervalSeries.ts';

export const GLOSSARY_CHARTS: readonly (readonly [file: string, option: () => ChartOption])[] = [
  ['glossary-interval.svg', intervals],
  ['glossary-chance.svg', chance],
  ['glossary-always-valid.svg', alwaysValid],
  ['glossary-markout.svg', markout],
];

const MEASUREMENTS = 20;
const HALF_WIDTH = normalQuantile(0.95);

/** Evenly spread quantiles of a normal distribution in a mixed order: just as many miss as the level says. */
function intervals(): ChartOption {
  const estimates = Array.from({ length: MEASUREMENTS }, (_, i) => {
    const mean = normalQuantile((((i * 7) % MEASUREMENTS) + 0.5) / MEASUREMENTS);
    return { mean, low: mean - HALF_WIDTH, high: mean + HALF_WIDTH, level: 0.9 };
  });
  const holds = ({ low, high }: { low: number; high: number }): boolean => low <= 0 && high >= 0;
  const names = ['holds the true value', 'misses it'] as const;
  return {
    ...frame(
      'Twenty measurements of the same true value',
      'each with its 90 % interval; eighteen of them hold the true value, the line',
    ),
    legend: legend(names),
    grid: { left: 84, right: 24, top: 90, bottom: 40 },
    xAxis: placeAxes(estimates.map((_, i) => String(i + 1))),
    yAxis: valueAxis('Measured'),
    series: [
      ...withIntervals(
        estimates.map((one) => (holds(one) ? one : null)),
        { name: names[0], color: BLUE, symbol: 'circle', offset: 0 },
      ),
      ...withIntervals(
        estimates.map((one) => (holds(one) ? null : one)),
        { name: names[1], color: VERMILLION, symbol: 'diamond', offset: 0 },
      ),
      zeroLine(MEASUREMENTS, INK),
    ],
  };
}

/** Mean and deviation of a belief with 83 % above zero. */
const MEAN = normalQuantile(0.83);
const DEVIATIONS = 3.2;
const POINTS = 120;

function chance(): ChartOption {
  const xs = Array.from({ length: POINTS + 1 }, (_, i) => rounded(MEAN - DEVIATIONS + (i / POINTS) * 2 * DEVIATIONS));
  const density = (x: number): number => rounded(Math.exp(-((x - MEAN) ** 2) / 2));
  const curve = (from: number, to: number): [number, number][] =>
    [...xs.filter((x) => x > from && x < to)].map((x) => [x, density(x)]);
  const area = (name: string, data: readonly (readonly [number, number])[], color: string): ChartOption => ({
    type: 'line',
    name,
    data,
    symbol: 'none',
    silent: true,
    itemStyle: { color },
    lineStyle: { color, width: 2 },
    areaStyle: { color, opacity: 0.35 },
  });
  const atZero: [number, number] = [0, density(0)];
  return {
    ...frame(
      'P(better) 83 %',
      'what is believed of a gain; the higher the curve, the likelier. Of six such results, one would mislead you',
    ),
    legend: legend(['better than the champion: 83 %', 'worse: 17 %']),
    grid: { left: 40, right: 24, top: 90, bottom: 56 },
    xAxis: valueAxis('Gain an hour: worse on the left, better on the right of zero', {
      nameRotate: 0,
      nameGap: 32,
      min: rounded(MEAN - DEVIATIONS),
      max: rounded(MEAN + DEVIATIONS),
      axisLabel: { show: false },
      splitLine: { show: false },
    }),
    yAxis: { type: 'value', show: false, min: 0, max: 1.1 },
    series: [
      area('better than the champion: 83 %', [atZero, ...curve(0, Number.POSITIVE_INFINITY)], BLUE),
      area('worse: 17 %', [...curve(Number.NEGATIVE_INFINITY, 0), atZero], VERMILLION),
    ],
  };
}

const SESSIONS = 40;
const FIRST_ALWAYS_VALID = 10;

/** Both shrink as sessions add up; the one that allows for looking is wider by the root of a logarithm. */
function alwaysValid(): ChartOption {
  const band = (name: string, color: string, from: number, half: (n: number) => number): ChartOption[] =>
    [1, -1].map((side) => ({
      type: 'line',
      name,
      data: Array.from({ length: SESSIONS - from + 1 }, (_, i): Point => [from + i, rounded(side * half(from + i))]),
      symbol: 'none',
      silent: true,
      itemStyle: { color },
      lineStyle: { color, width: 2 },
    }));
  const names = ['ordinary interval', 'always valid'] as const;
  return {
    ...frame(
      'How far a measured gain may be from the true one',
      'the room between two lines of a colour is the interval; it narrows with each session',
    ),
    legend: legend(names),
    grid: { left: 84, right: 24, top: 90, bottom: 56 },
    xAxis: valueAxis('Sessions', { nameRotate: 0, nameGap: 32, min: 0, max: SESSIONS, splitLine: { show: false } }),
    yAxis: valueAxis('Error', { axisLabel: { show: false } }),
    series: [
      ...band(names[0], BLUE, 3, (n) => HALF_WIDTH / Math.sqrt(n)),
      ...band(names[1], ORANGE, FIRST_ALWAYS_VALID, (n) => Math.sqrt((2 * Math.log(Math.log(Math.E * n)) + 4.6) / n)),
    ],
  };
}

const SECONDS = 60;

function markout(): ChartOption {
  const path = (name: string, color: string, end: number): ChartOption => ({
    type: 'line',
    name,
    data: Array.from({ length: SECONDS + 1 }, (_, t) => [
      t,
      rounded(end * (1 - Math.exp(-t / 15)) + 0.12 * Math.sin(t / 3) * Math.min(1, t / 5)),
    ]),
    symbol: 'none',
    silent: true,
    itemStyle: { color },
    lineStyle: { color, width: 2 },
  });
  const names = ['markout above zero', 'markout below zero: adverse selection'] as const;
  return {
    ...frame(
      'The price after a buy, against the price at the fill',
      'in basis points; the line at zero is the mid price at the fill',
    ),
    legend: legend(names),
    grid: { left: 84, right: 24, top: 90, bottom: 56 },
    xAxis: valueAxis('Seconds after the fill', {
      nameRotate: 0,
      nameGap: 32,
      min: 0,
      max: SECONDS,
      splitLine: { show: false },
    }),
    yAxis: valueAxis('bps'),
    series: [
      path(names[0], GREEN, 0.8),
      path(names[1], VERMILLION, -1.3),
      {
        type: 'line',
        data: [
          [0, 0],
          [SECONDS, 0],
        ],
        symbol: 'none',
        silent: true,
        lineStyle: { color: FAINT, width: 1 },
      },
    ],
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
