/** An echarts option as an SVG file's text, without a browser. Equal options give equal bytes, in any process. */

import { BarChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  TitleComponent,
  VisualMapComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';
import type { ChartOption } from './frame.ts';

use([
  BarChart,
  GridComponent,
  HeatmapChart,
  LabelLayout,
  LegendComponent,
  LineChart,
  MarkAreaComponent,
  ScatterChart,
  SVGRenderer,
  TitleComponent,
  VisualMapComponent,
]);

export interface ChartSize {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

export function renderSvg(option: ChartOption, { width, height }: ChartSize): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ ...option });
    return withoutCounters(chart.renderToSVGString({ useViewBox: true }));
  } finally {
    chart.dispose();
  }
}

/** echarts numbers charts and style classes within a process (`zr7-c0`, `zr7-cls-113`): here they are numbered within the file, so that equal options give equal files. */
function withoutCounters(svg: string): string {
  const classes = new Map<string, number>();
  return svg.replace(/\bzr\d+-/g, 'zr-').replace(/\bzr-cls-(\d+)/g, (_whole, counter: string) => {
    const known = classes.get(counter) ?? classes.size;
    classes.set(counter, known);
    return `zr-cls-${known}`;
  });
}
