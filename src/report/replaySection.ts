/** Whether replays foretell sessions: every version that was raced before it ran, both results side by side. */

import type { ReplayTrust } from '../study/replayTrust.ts';
import { counted, type Figures } from './figures.ts';
import { markdownPage, table } from './markdown.ts';

const right = 'right' as const;
/** A trust below it, seen on so many versions, says that sessions differ from replays by far more than the errors of both. */
const LOW = 0.3;
const ENOUGH_VERSIONS = 5;

export function replaySection({ versions, correlation, weight }: ReplayTrust, figures: Figures): string {
  const weighs = `Trust in the next race: ${figures.percent(weight)}; the surrogate divides the race’s standard error by it.`;
  if (versions.length === 0) {
    return markdownPage([
      '## Replay against sessions',
      `No version that was raced has run in a session beside the champion of its race yet. ${weighs}`,
    ]).trimEnd();
  }
  return markdownPage([
    '## Replay against sessions',
    `${correlationWords(correlation, versions.length, figures)} ${weighs}${warning(weight, versions.length)}`,
    table(
      [
        { title: 'Ver' },
        { title: 'Replayed/h', align: right },
        { title: 'Measured/h', align: right },
        { title: 'Sessions', align: right },
      ],
      versions.map(({ version, replayed, measured, sessions }) => [
        `v${version}`,
        figures.money(replayed),
        figures.money(measured),
        String(sessions),
      ]),
    ),
  ]).trimEnd();
}

/** `Rank correlation +0.40 …`, and how far it can be read. */
function correlationWords(correlation: number | null, n: number, figures: Figures): string {
  if (correlation === null) {
    return `${counted(n, 'version was', 'versions were')} raced and measured: no rank correlation can be read off so few, or off versions that are all alike.`;
  }
  return `Rank correlation ${figures.signed(correlation, 2)} between replay and later sessions (n = ${counted(n, 'version')}); alone it says little, for it is low while sessions are short, however good replays are.`;
}

function warning(weight: number, n: number): string {
  if (n < ENOUGH_VERSIONS || weight >= LOW) return '';
  return ' **That is low: sessions differed from replays by far more than the errors of both explain, so the replay gate trusts them less.**';
}
