/** Versions side by side: a category axis that carries the names, and a hidden one on which points may stand beside each other. */

import type { ChartOption } from './frame.ts';
import { FAINT, FONT, INK } from './palette.ts';

/** Of a letter at the font's size, and of all places together in a chart as wide as those of a history; px. */
const LETTER = 5.2;
const ROOM = 890;

/** Names may have several lines; where they do not fit side by side, some are left out. */
export function places(names: readonly string[]): ChartOption[] {
  const letters = Math.max(0, ...names.flatMap((name) => name.split('\n')).map((line) => line.length));
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
        interval: names.length * letters * LETTER > ROOM ? 'auto' : 0,
      },
    },
    { type: 'value', min: -0.5, max: names.length - 0.5, show: false },
  ];
}
