/** Estimates of the gain of the best guess as curves: before its sessions, from them alone, and from all together, with the part above zero shaded. */

import type { Posterior } from '../../evaluation/beliefs.ts';
import type { Comparison } from '../../evaluation/comparison.ts';
import { effectOf } from '../../evaluation/effect.ts';
import type { Guess } from '../../study/guess.ts';
import { counted, terminalFigures } from '../figures.ts';
import { BLUE, type ChartOption, FAINT, frame, INK, legend, lineEntry, ORANGE, valueAxis } from './frame.ts';

const POINTS = 200;
/** Standard deviations on either side of the mean. */
const DEVIATIONS_SHOWN = 3.5;

/** null while the noise is unknown. */
export function posteriorOption(comparison: Comparison, posterior: Guess, currency: string): ChartOption | null {
  const effect = effectOf(comparison);
  if (effect === null) return null;
  const measured: Posterior = { mean: effect.mean, sd: effect.standardError };
  const low = Math.min(0, ...[measured, posterior].map(({ mean, sd }) => mean - DEVIATIONS_SHOWN * sd));
  const high = Math.max(0, ...[measured, posterior].map(({ mean, sd }) => mean + DEVIATIONS_SHOWN * sd));
  const at = Array.from({ length: POINTS + 1 }, (_, i) => low + (i / POINTS) * (high - low));
  const curve = (of: Posterior, points: readonly number[]): number[][] => points.map((x) => [round(x), density(of, x)]);
  const above = [0, ...at.filter((x) => x > 0)];
  const top = Math.max(...[measured, posterior].map(({ sd }) => density({ mean: 0, sd }, 0)));
  const { challenger, champion, probabilityBetter, probabilityHarm, sessions, hours } = comparison;
  const { chance } = terminalFigures(currency);
  return {
    ...frame(
      `v${challenger} against v${champion}: P(better) ${chance(probabilityBetter)}, P(harm) ${chance(probabilityHarm)}`,
      `belief about gain per hour (profit after the charge for risk) after ${counted(sessions, 'paired session')} (${hours.toFixed(1)} h); shaded: better`,
    ),
    legend: legend([lineEntry('before its sessions'), lineEntry('sessions alone'), lineEntry('believed')]),
    grid: { left: 40, right: 24, top: 90, bottom: 56 },
    xAxis: valueAxis(`Gain/h against v${champion} (${currency})`, {
      nameRotate: 0,
      nameGap: 32,
      min: round(low),
      max: round(high),
      axisLabel: { color: INK, fontSize: 11, showMinLabel: false, showMaxLabel: false },
      splitLine: { show: false },
    }),
    yAxis: { type: 'value', show: false, min: 0, max: top * 1.05 },
    series: [
      { ...line('shaded', curve(posterior, above), BLUE, 0), areaStyle: { color: BLUE, opacity: 0.2 } },
      {
        ...line('before its sessions', curve(posterior.before, at), FAINT, 1.5),
        lineStyle: { color: FAINT, width: 1.5, type: [2, 3] },
      },
      {
        ...line('sessions alone', curve(measured, at), ORANGE, 1.5),
        lineStyle: { color: ORANGE, width: 1.5, type: [6, 4] },
      },
      line('believed', curve(posterior, at), BLUE, 2.5),
      line(
        'zero',
        [
          [0, 0],
          [0, top * 1.05],
        ],
        INK,
        1,
      ),
    ],
  };
}

function line(name: string, data: readonly (readonly number[])[], color: string, width: number): ChartOption {
  return { type: 'line', name, data, symbol: 'none', silent: true, itemStyle: { color }, lineStyle: { color, width } };
}

function density({ mean, sd }: Posterior, x: number): number {
  const z = (x - mean) / sd;
  return Number((Math.exp((-z * z) / 2) / (sd * Math.sqrt(2 * Math.PI))).toPrecision(6));
}

/** Enough digits for a chart. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}
