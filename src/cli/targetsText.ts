/** Targets of a strategy against what was measured, for a terminal. */

import type { MeasuredTarget, TargetsMeasured } from '../app/measureTargets.ts';
import { counted, terminalFigures } from '../report/figures.ts';
import { wrapped } from '../report/terminalText.ts';
import type { Target, TargetMeasure } from '../strategy/targets.ts';

const figures = terminalFigures('$');
const percent = (share: number): string => `${figures.number(share * 100, 1)} %`;
const MEASURES: Readonly<Record<TargetMeasure, { readonly name: string; readonly show: (value: number) => string }>> = {
  makerRatio: { name: 'maker ratio', show: percent },
  tradesPerDay: { name: 'trades a day', show: (value) => figures.number(value, 0) },
  sharpe: { name: 'Sharpe ratio, a year', show: (value) => figures.number(value, 1) },
  drawdown: { name: 'largest drawdown', show: (value) => `${figures.number(value * 100, 2)} % of capital` },
  fillRate: { name: 'fill rate', show: percent },
  spreadCapturedBps: { name: 'spread captured', show: (value) => figures.bps(value) },
  largestPosition: { name: 'largest position', show: (value) => `${figures.number(value * 100, 1)} % of capital` },
};
/** More hours than these, a hundred years, are no plan. */
const MOST_HOURS = 100 * 365 * 24;

/** A target a paragraph. No line is wider than `width`. */
export function targetsText(measured: TargetsMeasured, width: number): string {
  const { strategy, version, mode, sessions, hours, targets } = measured;
  const head = `v${version}, ${strategy}, ${mode}: ${counted(sessions, 'session')}, ${figures.number(hours, 1)} h`;
  return [
    ...wrapped(head, width),
    ...targets.flatMap((one) => [
      '',
      ...wrapped(titleOf(one), width),
      ...wrapped(factsOf(one), width - 2).map((line) => `  ${line}`),
    ]),
    '',
    ...wrapped(
      'Pessimistic fills. A target is met or missed when both fill models say so after at least ten sessions, by 90 % intervals that stay valid however often one looks.',
      width,
    ),
  ].join('\n');
}

function titleOf(measured: MeasuredTarget): string {
  return `${verdictWords(measured)}: ${targetWords(measured.target)}`;
}

/** `maker ratio above 90.0 %` */
export function targetWords({ measure, bound, value, hours }: Target): string {
  const { name, show } = MEASURES[measure];
  const over = hours === undefined ? '' : ` over ${hours} h`;
  return `${name} ${bound} ${show(value)}${over}`;
}

/** What was measured, in the unit of its target: `99.8 %` */
export function measuredWords({ measure }: Target, value: number): string {
  return MEASURES[measure].show(value);
}

function verdictWords({ verdict, sameSide, pessimistic: { margin } }: MeasuredTarget): string {
  if (verdict !== 'open') return verdict;
  if (!sameSide) return 'open, it depends on how orders are filled';
  return margin === null ? 'open' : `open, so far ${margin > 0 ? 'met' : 'missed'}`;
}

function factsOf(one: MeasuredTarget): string {
  const { show } = MEASURES[one.target.measure];
  const { measured, margin, interval } = one.pessimistic;
  if (measured === null || margin === null) return 'not measured: there was nothing to measure it on';
  const range = interval === null ? '' : ` [${show(interval.low)} to ${show(interval.high)}]`;
  const side = `${show(Math.abs(margin))} on the ${margin > 0 ? 'right' : 'wrong'} side`;
  const other = one.optimistic.measured === null ? '' : `; ${show(one.optimistic.measured)} with optimistic fills`;
  return `${show(measured)}${range}, ${side}${other}; ${neededWords(one)}`;
}

function neededWords({ verdict, hoursNeeded, sameSide, pessimistic: { sessions } }: MeasuredTarget): string {
  if (verdict !== 'open') return 'decided';
  if (hoursNeeded !== null && hoursNeeded <= MOST_HOURS)
    return `about ${figures.number(hoursNeeded, hoursNeeded < 10 ? 1 : 0)} h more to tell`;
  if (!sameSide) return 'more hours do not settle it';
  return sessions < 2 ? 'one session does not show how many hours it takes' : 'no number of hours is enough';
}
