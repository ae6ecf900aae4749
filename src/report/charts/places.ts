/** Versions side by side: a category axis that carries the names, and a hidden one on which points may stand beside each other. */

import type { ChartOption } from './frame.ts';
import { FAINT, FONT, INK } from './palette.ts';

/** More names than these do not fit: some are left out. */
const MOST_NAMES = 16;

export function places(names: readonly string[]): ChartOption[] {
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
        interval: names.length > MOST_NAMES ? 'auto' : 0,
      },
    },
    { type: 'value', min: -0.5, max: names.length - 0.5, show: false },
  ];
}
