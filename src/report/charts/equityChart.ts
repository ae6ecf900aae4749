/** Profit over a session: acting version and champion, under both fill models, split into its sources if wanted. */

import type { Instrument } from '../../market/instrument.ts';
import type { FillModel, LaneRole } from '../../session/result.ts';
import type { LaneSeries } from '../../study/records.ts';
import { splitProfit } from '../profitSplit.ts';
import {
  BLUE,
  type ChartOption,
  FAINT,
  frame,
  GREEN,
  GREY,
  legend,
  lineEntry,
  minutesAxis,
  ORANGE,
  PURPLE,
  SKY,
  VERMILLION,
  valueAxis,
} from './frame.ts';
import { linePoints } from './thin.ts';

export interface EquityLane {
  readonly version: number;
  readonly role: LaneRole;
  readonly fillModel: FillModel;
  readonly series: LaneSeries;
}

export interface EquityData {
  readonly title: string;
  readonly subtitle: string;
  readonly instrument: Instrument;
  /** Sign or code of the quote currency. */
  readonly currency: string;
  readonly lanes: readonly EquityLane[];
  /** Whether to split the acting version's pessimistic profit into spread, fees and inventory. */
  readonly split: boolean;
}

/** The optimistic lane has lighter dashes, so that both stay visible where they overlap. */
const COLOURS: Readonly<Record<Exclude<LaneRole, 'shadow' | 'trial'>, Readonly<Record<FillModel, string>>>> = {
  acting: { pessimistic: BLUE, optimistic: SKY },
  champion: { pessimistic: VERMILLION, optimistic: ORANGE },
};

export function equityOption(data: EquityData): ChartOption {
  const lanes = data.lanes.flatMap((lane): ChartOption[] => {
    const { version, role, fillModel, series } = lane;
    if (role === 'shadow' || role === 'trial') return [];
    const pessimistic = fillModel === 'pessimistic';
    const style = {
      color: COLOURS[role][fillModel],
      width: pessimistic ? 2 : 1.5,
      type: pessimistic ? 'solid' : [6, 4],
    };
    return [lineSeries(`v${version} ${role}, ${fillModel}`, series, series.samples.profit, style)];
  });
  const shadows = data.lanes.filter(({ role, fillModel }) => role === 'shadow' && fillModel === 'pessimistic');
  const acting = data.lanes.find((lane) => lane.role === 'acting' && lane.fillModel === 'pessimistic');
  const series = [...lanes, ...(data.split && acting !== undefined ? splitSeries(acting, data.instrument) : [])];
  const minutes = Math.max(0, ...data.lanes.map(({ series: { samples } }) => (samples.length * samples.stepUs) / 6e7));
  return {
    ...frame(
      data.title,
      `${data.subtitle}${shadows.length === 0 ? '' : '; grey: shadows, pessimistic, named at their end'}`,
    ),
    legend: legend(series.map((one) => lineEntry(String(one.name)))),
    grid: { left: 84, right: shadows.length === 0 ? 24 : 48, top: 122, bottom: 40 },
    xAxis: minutesAxis(minutes),
    yAxis: valueAxis(`Profit (${data.currency})`),
    series: [...series, ...shadows.map(shadowSeries), zeroLine(minutes)],
  };
}

/** Shadows have no entry in the legend, because there may be many. */
function shadowSeries({ version, series }: EquityLane): ChartOption {
  return {
    ...lineSeries(`v${version} shadow`, series, series.samples.profit, { color: GREY, width: 1.2 }),
    z: 1,
    endLabel: { show: true, formatter: `v${version}`, color: FAINT },
    labelLayout: { moveOverlap: 'shiftY' },
  };
}

function splitSeries({ series, version }: EquityLane, instrument: Instrument): ChartOption[] {
  const { spread, fees, inventory } = splitProfit(series, instrument);
  return [
    lineSeries(`v${version}: spread`, series, spread, { color: GREEN, width: 1.2, type: [2, 2] }),
    lineSeries(`v${version}: inventory`, series, inventory, { color: PURPLE, width: 1.2, type: [2, 2] }),
    lineSeries(`v${version}: fees, rebates`, series, fees, { color: FAINT, width: 1.2, type: [2, 2] }),
  ];
}

function lineSeries(name: string, { samples }: LaneSeries, values: Float64Array, lineStyle: ChartOption): ChartOption {
  return {
    type: 'line',
    name,
    data: linePoints(values.subarray(0, samples.length), (i) => ((i + 1) * samples.stepUs) / 6e7),
    symbol: 'none',
    itemStyle: { color: lineStyle.color },
    lineStyle,
  };
}

function zeroLine(minutes: number): ChartOption {
  const data = [
    [0, 0],
    [minutes, 0],
  ];
  return { type: 'line', data, symbol: 'none', silent: true, z: 1, lineStyle: { color: FAINT, width: 1 } };
}
