/** What every version is worth against the champion, with the plain interval and the one that holds however often one looks. */

import type { Leaderboard } from '../../study/leaderboard.ts';
import { counted } from '../figures.ts';
import { type ChartOption, frame, legend, valueAxis } from './frame.ts';
import { withIntervals, zeroLine } from './intervals.ts';
import { BLUE, FAINT, ORANGE } from './palette.ts';
import { places } from './places.ts';

/** More stand too close to be told apart. */
const MOST_VERSIONS = 40;
/** Of more, the names alone have room. */
const MOST_EFFECT_FACTS = 18;

/** null while nothing was measured beside the champion. */
export function effectsOption({ champion, centre, versions }: Leaderboard, currency: string): ChartOption | null {
  const compared = versions.flatMap(({ comparison }) => (comparison?.gainPerHour ? [comparison] : []));
  if (compared.length === 0) return null;
  const shown = compared.slice(-MOST_VERSIONS);
  const left = compared.length - shown.length;
  const names = shown.map(({ challenger, sessions, probabilityBetter }) => {
    const name = `v${challenger}${challenger === centre ? ' ☆' : ''}`;
    if (shown.length > MOST_EFFECT_FACTS) return name;
    return `${name}\n${sessions} paired\nP ${Math.round(probabilityBetter * 100)} %`;
  });
  const plain = `90 % interval`;
  const always = 'always valid (from the tenth session on)';
  return {
    ...frame(
      `Effect by version against v${champion}, ${currency} an hour`,
      `pessimistic fills, paired sessions${shown.length > MOST_EFFECT_FACTS ? '' : ', P(better)'}; ☆ best guess${left === 0 ? '' : `; ${counted(left, 'older version')} not shown`}`,
    ),
    legend: legend([plain, always]),
    grid: { left: 84, right: 24, top: 90, bottom: 70 },
    xAxis: places(names),
    yAxis: valueAxis(`Gain/h against v${champion} (${currency})`),
    series: [
      ...withIntervals(
        shown.map(({ gainPerHour }) => gainPerHour),
        { name: plain, color: BLUE, symbol: 'circle', offset: -0.1 },
      ),
      ...withIntervals(
        shown.map(({ alwaysValid }) => alwaysValid),
        { name: always, color: ORANGE, symbol: 'diamond', offset: 0.1 },
      ),
      zeroLine(shown.length, FAINT),
    ],
  };
}
