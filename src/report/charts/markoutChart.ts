/** What each fill of a session was worth some seconds later, fill by fill, and the mean so far. Sampled once a second. */

import type { LaneSeries } from '../../study/records.ts';
import {
  BUY,
  type ChartOption,
  FAINT,
  frame,
  GROUND,
  INK,
  legend,
  lineEntry,
  minutesAxis,
  SELL,
  valueAxis,
} from './frame.ts';
import { linePoints, MOST_POINTS } from './thin.ts';

export interface MarkoutData {
  readonly title: string;
  readonly subtitle: string;
  /** After a fill. */
  readonly seconds: number;
  readonly series: LaneSeries;
}

/** In bps of the mid at the fill, positive in our favour. Fills that are not old enough at the end of the session are left out. */
export function markoutOption({ title, subtitle, seconds, series }: MarkoutData): ChartOption {
  const { samples } = series;
  const minutes = (samples.length * samples.stepUs) / 6e7;
  const points = markouts(series, seconds);
  const nth = Math.max(1, Math.ceil(points.length / MOST_POINTS));
  const drawn = points.filter((_, i) => i % nth === 0);
  const means = new Float64Array(points.length);
  let sum = 0;
  for (const [i, { bps }] of points.entries()) {
    sum += bps;
    means[i] = sum / (i + 1);
  }
  const scatter = (name: string, side: number, color: string, shape: ChartOption): ChartOption => ({
    type: 'scatter',
    name,
    data: drawn.filter((one) => one.side === side).map(({ minute, bps }) => [minute, Number(bps.toFixed(3))]),
    symbol: 'triangle',
    symbolSize: 8,
    itemStyle: { color, opacity: 1, borderColor: GROUND, borderWidth: 0.6 },
    ...shape,
  });
  return {
    ...frame(title, `${subtitle}${nth === 1 ? '' : `; one of every ${nth} of ${points.length} fills is drawn`}`),
    legend: legend([
      { name: 'after a buy', icon: 'path://M0,9L10,9L5,0Z' },
      { name: 'after a sale', icon: 'path://M0,0L10,0L5,9Z' },
      lineEntry('mean so far'),
    ]),
    grid: { left: 84, right: 24, top: 90, bottom: 40 },
    xAxis: minutesAxis(minutes),
    yAxis: valueAxis(`After ${seconds} s (bps)`),
    series: [
      scatter('after a buy', 0, BUY, {}),
      scatter('after a sale', 1, SELL, { symbolRotate: 180 }),
      {
        type: 'line',
        name: 'mean so far',
        data: linePoints(means, (i) => points[i]?.minute ?? 0),
        symbol: 'none',
        itemStyle: { color: INK },
        lineStyle: { color: INK, width: 1.5 },
      },
      {
        type: 'line',
        data: [
          [0, 0],
          [minutes, 0],
        ],
        symbol: 'none',
        silent: true,
        lineStyle: { color: FAINT, width: 1 },
      },
    ],
  };
}

interface Markout {
  readonly minute: number;
  readonly side: number;
  readonly bps: number;
}

/** Sample i is at (i + 1) steps: the mid some seconds after a fill is that of the first sample at or after that moment. */
function markouts({ fills, samples, midTicks }: LaneSeries, seconds: number): Markout[] {
  const found: Markout[] = [];
  for (let i = 0; i < fills.length; i++) {
    const timeUs = fills.timeUs[i] as number;
    const at = Math.ceil((timeUs + seconds * 1e6) / samples.stepUs) - 1;
    const before = fills.midTicks[i] as number;
    const after = at < samples.length ? (midTicks[at] as number) : Number.NaN;
    if (!Number.isFinite(after) || !(before > 0)) continue;
    const sign = fills.side[i] === 0 ? 1 : -1;
    found.push({
      minute: Math.round(timeUs / 60) / 1e6,
      side: fills.side[i] as number,
      bps: sign * (after / before - 1) * 1e4,
    });
  }
  return found;
}
