/** Replay against sessions: each version with the gain in replays and the gain that sessions measured. */

import type { ReplayTrust } from '../../study/replayTrust.ts';
import { counted } from '../figures.ts';
import { BLUE, type ChartOption, FAINT, FONT, frame, INK, valueAxis } from './frame.ts';

/** Room on either side of the points, as a share of their range. */
const MARGIN = 0.12;

/** null while no version that was raced has run in a session. */
export function replayOption({ versions, correlation, weight }: ReplayTrust, currency: string): ChartOption | null {
  if (versions.length === 0) return null;
  const x = spanOf(versions.map(({ replayed }) => replayed));
  const y = spanOf(versions.map(({ measured }) => measured));
  const found =
    correlation === null
      ? 'too few for a rank correlation'
      : `rank correlation ${correlation < 0 ? '−' : ''}${Math.abs(correlation).toFixed(2)}`;
  const axis = {
    splitLine: { show: false },
    axisLabel: { color: INK, fontSize: 11, fontFamily: FONT, showMinLabel: false, showMaxLabel: false },
  };
  const from = Math.max(x.low, y.low);
  const to = Math.min(x.high, y.high);
  const faint = { type: 'line', symbol: 'none', silent: true, itemStyle: { color: FAINT }, z: 1 };
  return {
    ...frame(
      `Replay against sessions: ${found}, n = ${counted(versions.length, 'version')}`,
      `gain per hour against the champion of the race, ${currency}; on the dashed line both agree; trust in the next race ${Math.round(weight * 100)} %`,
    ),
    grid: { left: 84, right: 40, top: 76, bottom: 60 },
    xAxis: valueAxis(`Replayed (${currency}/h)`, { ...axis, nameRotate: 0, nameGap: 32, min: x.low, max: x.high }),
    yAxis: valueAxis(`Measured in sessions (${currency}/h)`, { ...axis, min: y.low, max: y.high }),
    series: [
      {
        ...faint,
        data: [
          [from, from],
          [to, to],
        ],
        lineStyle: { color: FAINT, width: 1.2, type: [6, 4] },
      },
      {
        ...faint,
        data: [
          [x.low, 0],
          [x.high, 0],
        ],
        lineStyle: { color: FAINT, width: 0.7 },
      },
      {
        ...faint,
        data: [
          [0, y.low],
          [0, y.high],
        ],
        lineStyle: { color: FAINT, width: 0.7 },
      },
      {
        type: 'scatter',
        name: 'versions',
        data: versions.map(({ version, replayed, measured }) => ({ name: `v${version}`, value: [replayed, measured] })),
        symbolSize: 9,
        itemStyle: { color: BLUE, opacity: 0.85 },
        label: { show: true, position: 'right', formatter: '{b}', color: INK, fontSize: 11, fontFamily: FONT },
        labelLayout: { moveOverlap: 'shiftY' },
      },
    ],
  };
}

/** A span that contains the values and zero, with a margin. */
function spanOf(values: readonly number[]): { readonly low: number; readonly high: number } {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = (high - low || 1) * MARGIN;
  return { low: Number((low - room).toPrecision(4)), high: Number((high + room).toPrecision(4)) };
}
