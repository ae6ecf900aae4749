/** A chart of the history on a page: the same definition, drawn on the server for a wide and for a narrow screen. */

import { html } from 'hono/html';
import type { ChartOption } from '../report/charts/frame.ts';
import type { Html } from './layout.ts';

/** Room beside the plot, pixels: the same in all charts of a page, so that one cursor fits them. */
export const LEFT = 76;
export const RIGHT = 14;

const WIDE = 1000;
const NARROW = 390;

export interface Drawing {
  readonly option: ChartOption;
  /** Pixels on a wide screen. */
  readonly height: number;
}

/** @param address of the SVG; `?narrow` gives that for a narrow screen */
export function chartFigure(title: string, address: string, withCursor = false): Html {
  const picture = html`<picture><source media="(max-width: 40rem)" srcset="${address}?narrow"><img src="${address}" alt="${title}"></picture>`;
  return html`<figure><figcaption>${title}</figcaption>${withCursor ? html`<div class="plot">${picture}</div>` : picture}</figure>`;
}

/** The SVG. The library is loaded when the first chart is drawn. */
export async function drawn({ option, height }: Drawing, isNarrow: boolean): Promise<string> {
  const { renderSvg } = await import('../report/charts/renderSvg.ts');
  const width = isNarrow ? NARROW : WIDE;
  return renderSvg(forPage(option, width), { width, height: isNarrow ? Math.round(height * 0.8) : height });
}

const LETTER = 6.2;
const MARK = 50;
/** Of the upper of two plots: nothing stands between them but their axis. */
const UPPER = '58%';
const ROW = 22;

/** Without its title, which is the caption of the page's figure; its legend at the top, in as many rows as it takes. */
function forPage(option: ChartOption, width: number): ChartOption {
  const { title: _, legend, grid, ...rest } = option;
  const names = isOption(legend) && Array.isArray(legend.data) ? legend.data.map(nameOf) : [];
  const top = legendRows(names, width) * ROW + 14;
  const sides = { left: LEFT, right: RIGHT };
  const placed = Array.isArray(grid)
    ? grid.map((one, i) => ({ ...one, ...sides, ...(i === 0 ? { top, height: UPPER } : {}) }))
    : { ...(isOption(grid) ? grid : {}), ...sides, top };
  const yAxis = Array.isArray(rest.yAxis) ? rest.yAxis.map(nearer) : nearer(rest.yAxis);
  return {
    ...rest,
    yAxis,
    grid: placed,
    ...(isOption(legend) ? { legend: { ...legend, top: 4, left: 4, itemGap: 12 } } : {}),
  };
}

function legendRows(names: readonly string[], width: number): number {
  let rows = names.length === 0 ? 0 : 1;
  let used = 0;
  for (const name of names) {
    const needed = name.length * LETTER + MARK;
    if (used > 0 && used + needed > width) {
      rows++;
      used = 0;
    }
    used += needed;
  }
  return rows;
}

function nameOf(entry: unknown): string {
  return isOption(entry) ? String(entry.name) : String(entry);
}

function nearer(axis: unknown): unknown {
  return isOption(axis) && 'nameGap' in axis ? { ...axis, nameGap: LEFT - 20 } : axis;
}

function isOption(value: unknown): value is ChartOption {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
