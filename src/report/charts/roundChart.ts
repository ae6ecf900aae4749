/** The candidates of a round with the effect that each showed on recorded markets. */

import type { ProposalRecord } from '../../study/records.ts';
import { BLUE, type ChartOption, FAINT, frame, legend, VERMILLION, valueAxis } from './frame.ts';
import { placeAxes, withIntervals, zeroLine } from './intervalSeries.ts';

/** The best by what is believed. */
const MOST_CANDIDATES = 24;

/** null where no candidate was raced. @param title of the round */
export function roundOption(title: string, proposals: readonly ProposalRecord[], currency: string): ChartOption | null {
  const raced = proposals.flatMap((proposal) =>
    proposal.race?.gainPerHour ? [{ proposal, gain: proposal.race.gainPerHour, belief: proposal.race.belief }] : [],
  );
  if (raced.length === 0) return null;
  const shown = raced.toSorted((a, b) => b.belief - a.belief).slice(0, MOST_CANDIDATES);
  // Also those whose trial has ended since: the picture stays as it was after the round.
  const taken = ({ status, trial }: ProposalRecord): boolean =>
    trial !== null || (status !== 'passed-over' && status !== 'refused');
  const names = ['went on', 'passed over or refused'] as const;
  const estimates = (want: boolean) => shown.map(({ proposal, gain }) => (taken(proposal) === want ? gain : null));
  return {
    ...frame(
      `${title}: effect on recorded markets, ${currency} an hour`,
      '90 % intervals; ordered by what the surrogate believes, the best first',
    ),
    legend: legend(names),
    grid: { left: 84, right: 24, top: 90, bottom: 40 },
    xAxis: placeAxes(shown.map(({ proposal }) => `p${proposal.id}`)),
    yAxis: valueAxis(`Gain/h (${currency})`),
    series: [
      ...withIntervals(estimates(true), { name: names[0], color: BLUE, symbol: 'circle', offset: 0 }),
      ...withIntervals(estimates(false), { name: names[1], color: VERMILLION, symbol: 'diamond', offset: 0 }),
      zeroLine(shown.length, FAINT),
    ],
  };
}
