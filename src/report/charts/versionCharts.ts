/** Charts with the versions side by side, each with its intervals: profit per $10k, and effect against the champion. */

import type { Estimate } from '../../evaluation/comparison.ts';
import type { Leaderboard } from '../../study/leaderboard.ts';
import type { Mode } from '../../study/records.ts';
import { distinctSessions } from '../../study/sessions.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import { counted, tenThousandIn } from '../figures.ts';
import { BLUE, type ChartOption, FAINT, FONT, frame, INK, legend, ORANGE, VERMILLION, valueAxis } from './frame.ts';

/** With more versions than this, the labels show only names. */
const MOST_VERSION_FACTS = 16;

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
  const names = versions.map((v) => {
    const name = `v${v.version}${v.isChampion ? ' ★' : ''}`;
    return versions.length > MOST_VERSION_FACTS ? name : `${name}\n${counted(v.sessions, 'session')}`;
  });
  return {
    ...frame(title, subtitle),
    legend: legend(['pessimistic fills', 'optimistic fills']),
    grid: { left: 84, right: 24, top: 90, bottom: 56 },
    xAxis: versionAxes(names),
    yAxis: valueAxis(`Profit per ${tenThousandIn(currency)}`),
    series: [
      ...withIntervals(
        versions.map((v) => v.pessimistic),
        { name: 'pessimistic fills', color: BLUE, symbol: 'circle', offset: -0.12 },
      ),
      ...withIntervals(
        versions.map((v) => v.optimistic),
        { name: 'optimistic fills', color: VERMILLION, symbol: 'diamond', offset: 0.12 },
      ),
      zeroLine(versions.length, FAINT),
    ],
  };
}

/** Every version is shown, also those without a session in that mode. */
export function versionsChartData(snapshot: StudySnapshot, mode: Mode): VersionsData {
  const { currency } = snapshot.rules;
  const versions = snapshot.versions.map(({ number }) => {
    const pessimistic = snapshot.pooled(number, mode, 'pessimistic');
    return {
      version: number,
      sessions: pessimistic?.sessions ?? 0,
      isChampion: number === snapshot.champion,
      pessimistic: pessimistic?.per10kInterval ?? null,
      optimistic: snapshot.pooled(number, mode, 'optimistic')?.per10kInterval ?? null,
    };
  });
  const sessions = distinctSessions(snapshot.sessions.filter((session) => session.mode === mode)).length;
  return {
    title: `${snapshot.study.name}: profit per ${tenThousandIn(currency)} of volume`,
    subtitle: `${mode}, ${counted(sessions, 'completed session')}, 90 % intervals, ★ champion`,
    currency,
    versions,
  };
}

/** More than this would be too close together to distinguish. */
const MOST_VERSIONS = 40;

/** With more versions than this, the labels show only names. */
const MOST_EFFECT_FACTS = 18;

/** null while nothing was measured beside the champion. */
export function effectsOption({ champion, centre, versions }: Leaderboard, currency: string): ChartOption | null {
  const compared = versions.flatMap(({ comparison }) => (comparison?.gainPerHour ? [comparison] : []));
  if (compared.length === 0) return null;
  const shown = compared.slice(-MOST_VERSIONS);
  const left = compared.length - shown.length;
  const names = shown.map(({ challenger, sessions, probabilityBetter }) => {
    const name = `v${challenger}${challenger === centre ? ' ☆' : ''}`;
    if (shown.length > MOST_EFFECT_FACTS) return name;
    return `${name}\n${sessions} paired\nP ${Math.round(probabilityBetter * 100)} %`;
  });
  const plain = `90 % interval`;
  const always = 'always valid (from the tenth session on)';
  return {
    ...frame(
      `Effect by version against v${champion}, ${currency} an hour`,
      `pessimistic fills, paired sessions${shown.length > MOST_EFFECT_FACTS ? '' : ', P(better)'}; ☆ best guess${left === 0 ? '' : `; ${counted(left, 'older version')} not shown`}`,
    ),
    legend: legend([plain, always]),
    grid: { left: 84, right: 24, top: 90, bottom: 70 },
    xAxis: versionAxes(names),
    yAxis: valueAxis(`Gain/h against v${champion} (${currency})`),
    series: [
      ...withIntervals(
        shown.map(({ gainPerHour }) => gainPerHour),
        { name: plain, color: BLUE, symbol: 'circle', offset: -0.1 },
      ),
      ...withIntervals(
        shown.map(({ alwaysValid }) => alwaysValid),
        { name: always, color: ORANGE, symbol: 'diamond', offset: 0.1 },
      ),
      zeroLine(shown.length, FAINT),
    ],
  };
}

export interface IntervalStyle {
  readonly name: string;
  readonly color: string;
  readonly symbol: string;
  /** Horizontal shift from the version, so that two intervals are side by side. */
  readonly offset: number;
}

type Point = readonly [number, number] | readonly [null, null];

/** On the chart's second x axis, a value axis with the versions at 0, 1, 2 …; null leaves a place empty. */
function withIntervals(
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
function zeroLine(count: number, color: string): ChartOption {
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
function versionAxes(names: readonly string[]): ChartOption[] {
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
