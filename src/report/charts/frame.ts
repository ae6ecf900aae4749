/** What all charts share: colours, title, axes. Options are plain JSON without functions: the same object may be sent to a browser. */

/** Colours that colour-blind readers can tell apart (Okabe & Ito 2008). The ground is always white, so that a chart can be read on a dark page too. */
export const GROUND = '#ffffff';
export const INK = '#222222';
export const FAINT = '#6b6b6b';
const GRID_LINE = '#e3e3e3';
export const BLUE = '#0072b2';
export const VERMILLION = '#d55e00';
export const SKY = '#56b4e9';
export const ORANGE = '#e69f00';
export const YELLOW = '#f0e442';
export const GREEN = '#009e73';
export const PURPLE = '#cc79a7';
export const BLACK = '#000000';
export const GREY = '#999999';

/** Bought and sold; the markers differ in shape as well. */
export const BUY: string = BLUE;
export const SELL: string = VERMILLION;

/** echarts measures text without a browser by the widths of Arial: fonts of the same width come first. */
export const FONT = 'Arial, Helvetica, Liberation Sans, DejaVu Sans, sans-serif';

/** An echarts option object. */
export type ChartOption = { readonly [key: string]: unknown };

export function frame(title: string, subtitle: string): ChartOption {
  return {
    animation: false,
    backgroundColor: GROUND,
    textStyle: { fontFamily: FONT, color: INK },
    title: {
      text: title,
      subtext: subtitle,
      left: 12,
      top: 8,
      textStyle: { fontSize: 15, color: INK, fontFamily: FONT },
      subtextStyle: { fontSize: 12, color: FAINT, fontFamily: FONT },
    },
  };
}

/** A line's entry in the legend: the line alone, with its dashes. */
export function lineEntry(name: string): ChartOption {
  return { name, itemStyle: { opacity: 0 } };
}

export function legend(names: readonly unknown[]): ChartOption {
  return {
    data: names,
    top: 52,
    left: 12,
    itemGap: 20,
    itemWidth: 26,
    textStyle: { color: INK, fontSize: 11, fontFamily: FONT },
  };
}

const line = { lineStyle: { color: FAINT } };
const labels = { color: INK, fontSize: 11, fontFamily: FONT };

/** Minutes since the session's start. */
export function minutesAxis(minutes: number, extra: ChartOption = {}): ChartOption {
  return {
    type: 'value',
    min: 0,
    max: minutes,
    axisLine: { ...line, onZero: false },
    axisTick: line,
    axisLabel: { ...labels, formatter: '{value} min' },
    splitLine: { show: false },
    ...extra,
  };
}

export function valueAxis(name: string, extra: ChartOption = {}): ChartOption {
  return {
    type: 'value',
    name,
    nameLocation: 'middle',
    nameRotate: 90,
    nameGap: 58,
    nameTextStyle: { color: INK, fontSize: 12, fontFamily: FONT },
    scale: true,
    axisLine: { ...line, onZero: false },
    axisLabel: labels,
    splitLine: { lineStyle: { color: GRID_LINE } },
    ...extra,
  };
}
