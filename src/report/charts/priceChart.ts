/** A session as the strategy saw it: mid price, own fills, pauses as bands, and below them inventory over the same minutes. */

import { type Instrument, notional } from '../../market/instrument.ts';
import type { LaneSeries } from '../../study/records.ts';
import {
  BLACK,
  BUY,
  type ChartOption,
  frame,
  GROUND,
  INK,
  legend,
  lineEntry,
  minutesAxis,
  PURPLE,
  SELL,
  valueAxis,
  YELLOW,
} from './frame.ts';
import { linePoints, MOST_POINTS } from './thin.ts';

export interface PriceData {
  readonly title: string;
  readonly subtitle: string;
  readonly instrument: Instrument;
  readonly currency: string;
  readonly series: LaneSeries;
}

/** `paused` of a sample: bit 0 bids, bit 1 asks. */
const PAUSES: readonly { readonly bits: number; readonly name: string; readonly colour: string }[] = [
  { bits: 1, name: 'bids paused', colour: 'rgba(0, 114, 178, 0.16)' },
  { bits: 2, name: 'asks paused', colour: 'rgba(213, 94, 0, 0.16)' },
  { bits: 3, name: 'both paused', colour: 'rgba(90, 90, 90, 0.28)' },
];

/** Shapes of the legend: echarts neither rotates its marks nor keeps their proportions there. */
const LEGEND_MARKS: Readonly<Record<string, ChartOption>> = {
  bought: { icon: 'path://M0,9L10,9L5,0Z' },
  sold: { icon: 'path://M0,0L10,0L5,9Z' },
  'force close': { icon: 'path://M5,0L10,5L5,10L0,5Z' },
};

export function priceOption({ title, subtitle, instrument, currency, series }: PriceData): ChartOption {
  const { samples, midTicks } = series;
  const minutes = (samples.length * samples.stepUs) / 6e7;
  const minuteOf = (i: number): number => ((i + 1) * samples.stepUs) / 6e7;
  const price = Float64Array.from(midTicks.subarray(0, samples.length), (ticks) => ticks * instrument.tickSize);
  const position = Float64Array.from(samples.inventoryLots.subarray(0, samples.length), (lots, i) =>
    lots === 0 ? 0 : Math.sign(lots) * notional(instrument, midTicks[i] as number, lots),
  );
  const bands = PAUSES.map((pause) => ({
    ...pause,
    spans: spansOf(samples.paused.subarray(0, samples.length), pause.bits),
  }))
    .filter(({ spans }) => spans.length > 0)
    .map(({ name, colour, spans }) =>
      bandSeries(
        name,
        colour,
        spans.map(([from, to]) => [minuteOf(from - 1), minuteOf(to)]),
      ),
    );
  const markers = markerSeries(series, instrument);
  return {
    ...frame(title, subtitle + thinned(series)),
    legend: legend([
      lineEntry('mid'),
      ...markers.map((one) => ({ name: one.name, ...LEGEND_MARKS[String(one.name)] })),
      ...bands.map((one) => ({ name: one.name, icon: 'rect' })),
      lineEntry('inventory'),
    ]),
    grid: [
      { left: 92, right: 24, top: 90, height: '48%' },
      { left: 92, right: 24, bottom: 40, height: '17%' },
    ],
    xAxis: [minutesAxis(minutes, { gridIndex: 0, axisLabel: { show: false } }), minutesAxis(minutes, { gridIndex: 1 })],
    yAxis: [
      valueAxis('Price', { gridIndex: 0, nameGap: 66 }),
      valueAxis(`Inventory (${currency})`, { gridIndex: 1, nameGap: 66, splitNumber: 2 }),
    ],
    series: [
      ...bands,
      { ...lineOn(0, 'mid', INK), data: linePoints(price, minuteOf) },
      ...markers,
      {
        ...lineOn(1, 'inventory', PURPLE),
        step: 'end',
        areaStyle: { color: PURPLE, opacity: 0.25 },
        data: linePoints(position, minuteOf),
      },
    ],
  };
}

function lineOn(axis: number, name: string, color: string): ChartOption {
  return {
    type: 'line',
    name,
    xAxisIndex: axis,
    yAxisIndex: axis,
    symbol: 'none',
    itemStyle: { color },
    lineStyle: { color, width: 1.2 },
  };
}

/** Index spans [from, to] in which the pause has exactly these bits. */
function spansOf(paused: Uint8Array, bits: number): [number, number][] {
  const spans: [number, number][] = [];
  let from = -1;
  for (let i = 0; i <= paused.length; i++) {
    const held = i < paused.length && (paused[i] as number) === bits;
    if (held && from === -1) from = i;
    if (!held && from !== -1) {
      spans.push([from, i - 1]);
      from = -1;
    }
  }
  return spans;
}

function bandSeries(name: string, color: string, spans: readonly (readonly [number, number])[]): ChartOption {
  const data = spans.map(([from, to]) => [{ xAxis: from }, { xAxis: to }]);
  return {
    type: 'line',
    name,
    xAxisIndex: 0,
    yAxisIndex: 0,
    data: [],
    itemStyle: { color },
    markArea: { silent: true, itemStyle: { color }, label: { show: false }, data },
  };
}

/** n, where one of every n fills is drawn. */
function everyNth(fills: number): number {
  return Math.max(1, Math.ceil(fills / MOST_POINTS));
}

function thinned({ fills }: LaneSeries): string {
  const nth = everyNth(fills.length);
  return nth === 1 ? '' : `; one of every ${nth} of ${fills.length} fills is drawn`;
}

function markerSeries({ fills }: LaneSeries, instrument: Instrument): ChartOption[] {
  const bought: number[][] = [];
  const sold: number[][] = [];
  const closed: number[][] = [];
  const nth = everyNth(fills.length);
  for (let i = 0; i < fills.length; i += 1) {
    const forced = fills.maker[i] === 0;
    // Force closes are few and matter most: all of them are drawn.
    if (!forced && i % nth !== 0) continue;
    const price = Number(((fills.priceTicks[i] as number) * instrument.tickSize).toFixed(9));
    const point = [Math.round((fills.timeUs[i] as number) / 60) / 1e6, price];
    (forced ? closed : fills.side[i] === 0 ? bought : sold).push(point);
  }
  const edge = { borderColor: GROUND, borderWidth: 0.6 };
  const scatter = (name: string, data: number[][], shape: ChartOption): ChartOption[] =>
    data.length === 0 ? [] : [{ type: 'scatter', name, xAxisIndex: 0, yAxisIndex: 0, z: 5, data, ...shape }];
  return [
    ...scatter('bought', bought, { symbol: 'triangle', symbolSize: 9, itemStyle: { color: BUY, opacity: 1, ...edge } }),
    ...scatter('sold', sold, {
      symbol: 'triangle',
      symbolRotate: 180,
      symbolSize: 9,
      itemStyle: { color: SELL, opacity: 1, ...edge },
    }),
    ...scatter('force close', closed, {
      symbol: 'diamond',
      symbolSize: 14,
      z: 6,
      itemStyle: { color: YELLOW, opacity: 1, borderColor: BLACK, borderWidth: 1.5 },
    }),
  ];
}
