/** What the acting version's own orders came to at a venue, and how far its simulated twins were from that. */

import type { SessionFacts } from '../study/records.ts';
import { counted, type Figures } from './figures.ts';
import { list, prose, table } from './markdown.ts';

/** The profit has the funding that follows from the tape; what the venue told of is beside it. */
function fundingWords(paidByTape: number, received: number | undefined, figures: Figures): string {
  const byTape = figures.money(paidByTape === 0 ? 0 : -paidByTape);
  if (received === undefined) return `Funding is that of the tape (${byTape}).`;
  const difference = received + paidByTape;
  const told = `Funding is that of the tape (${byTape}); the venue told of ${figures.money(received)} meanwhile`;
  return Math.abs(difference) < 0.005
    ? `${told}.`
    : `${told}, which changes this profit by ${figures.money(difference)}.`;
}

/** Empty for a session without orders at a venue. */
export function liveOrdersSection(live: SessionFacts['live'], figures: Figures): readonly string[] {
  if (live === undefined) return [];
  const { metrics, twins, riskEvents, fundingReceived } = live;
  const share = (part: number, whole: number): string => (whole === 0 ? '–' : figures.percent(part / whole));
  return [
    '## Orders at the venue',
    `By the fills and fees that the venue told: ${figures.money(metrics.profit)} with the position marked at the mid, ${figures.money(metrics.volume)} traded in ${counted(metrics.fills, 'fill')}. ${fundingWords(metrics.fundingPaid, fundingReceived, figures)} A position from before counts from the price at the beginning.`,
    ...(riskEvents.length === 0 ? [] : [list(riskEvents.map(({ code, message }) => `${code}: ${prose(message)}`))]),
    '### Against its simulated twins',
    'The same version on the same market in the simulated exchange. Lots are the same fill where side and price are equal and no more than 5 s lie between. Until the fill model is calibrated, the difference is what its results may be wrong by.',
    table(
      [
        { title: 'Lane' },
        { title: 'P&L', align: 'right' },
        { title: 'Volume', align: 'right' },
        { title: 'Fills', align: 'right' },
        { title: 'Of the live lots, simulated too', align: 'right' },
        { title: 'Of the simulated lots, only simulated', align: 'right' },
      ],
      [
        ['at the venue', figures.money(metrics.profit), figures.money(metrics.volume), `${metrics.fills}`, '', ''],
        ...twins.map(({ fillModel, profit, volume, fills, both, onlyLive, onlySimulated }) => [
          fillModel,
          figures.money(profit),
          figures.money(volume),
          `${fills}`,
          share(both, both + onlyLive),
          share(onlySimulated, both + onlySimulated),
        ]),
      ],
    ),
  ];
}
