/** Profit over a session: acting version and champion, under both fill models, split into its sources if wanted. */

import type { Instrument } from '../../market/instrument.ts';
import type { FillModel, LaneRole } from '../../session/result.ts';
import type { LaneSeries } from '../../study/records.ts';
import { type ChartOption, frame, legend, lineEntry, minutesAxis, valueAxis } from './frame.ts';
import { BLUE, FAINT, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION } from './palette.ts';
import { splitProfit } from './splitProfit.ts';
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

/** The lighter dashes of the optimistic lane stay visible where they run on top of the pessimistic one. */
const COLOURS: Readonly<Record<LaneRole, Readonly<Record<FillModel, string>>>> = {
  acting: { pessimistic: BLUE, optimistic: SKY },
  champion: { pessimistic: VERMILLION, optimistic: ORANGE },
  shadow: { pessimistic: FAINT, optimistic: GREY },
};

export function equityOption(data: EquityData): ChartOption {
  const lanes = data.lanes.map((lane) =>
    lineSeries(`v${lane.version} ${lane.role}, ${lane.fillModel}`, lane.series, lane.series.samples.profit, {
      color: COLOURS[lane.role][lane.fillModel],
      width: lane.fillModel === 'pessimistic' ? 2 : 1.5,
      type: lane.fillModel === 'pessimistic' ? 'solid' : [6, 4],
    }),
  );
  const acting = data.lanes.find((lane) => lane.role === 'acting' && lane.fillModel === 'pessimistic');
  const series = [...lanes, ...(data.split && acting !== undefined ? splitSeries(acting, data.instrument) : [])];
  const minutes = Math.max(0, ...data.lanes.map(({ series: { samples } }) => (samples.length * samples.stepUs) / 6e7));
  return {
    ...frame(data.title, data.subtitle),
    legend: legend(series.map((one) => lineEntry(String(one.name)))),
    grid: { left: 84, right: 24, top: 122, bottom: 40 },
    xAxis: minutesAxis(minutes),
    yAxis: valueAxis(`Profit (${data.currency})`),
    series: [...series, zeroLine(minutes)],
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
