/** The table of a history: one row a version, in each mode in which sessions ran. */

import { queuedVersions } from '../../../study/queued.ts';
import type { Mode, VersionRecord } from '../../../study/records.ts';
import { againstChampion } from '../../evidence.ts';
import { counted, type Figures, NOT_KNOWN } from '../../figures.ts';
import { GLOSSARY, PAGES, pageLink } from '../../links.ts';
import { table } from '../../markdown.ts';
import { changeWords } from '../../parameterText.ts';
import type { ReportedStudy } from '../../reportedStudy.ts';
import { keyInsight } from './keyInsight.ts';

/** With more versions than this, the newest are shown here and all of them on a page of their own. */
const MOST_ROWS = 40;

const right = 'right' as const;

/** Whether the history shows only some of the versions. */
export function isCut({ snapshot }: ReportedStudy): boolean {
  return snapshot.versions.length > MOST_ROWS;
}

/** @param always versions that are shown however old they are */
export function resultsBlocks(report: ReportedStudy, always: ReadonlySet<number>, figures: Figures): string[] {
  const { snapshot } = report;
  const { modes, versions } = snapshot;
  if (modes.length === 0) {
    const queued = queuedVersions(snapshot);
    const waiting = counted(queued.length, 'version waits', 'versions wait');
    const which = queued.length === 0 ? '' : `: ${queued.map((v) => pageLink(v.number)).join(', ')}`;
    return ['## Results', `No session was run yet; ${waiting}${which}.`];
  }
  // Modes share the room, so that the page stays as short with several.
  const most = Math.floor(MOST_ROWS / modes.length);
  const shown = versions.filter(({ number }, i) => i >= versions.length - most || always.has(number));
  const hidden = versions.length - shown.length;
  return modes.flatMap((mode) => [
    modes.length === 1 ? '## Results' : `## Results (${mode})`,
    resultsTable(report, shown, mode, figures),
    hidden === 0 ? '' : `The newest and the best versions; [all ${versions.length} versions](${PAGES.versions}).`,
  ]);
}

/** One row for each of the versions. */
export function resultsTable(
  report: ReportedStudy,
  versions: readonly VersionRecord[],
  mode: Mode,
  figures: Figures,
): string {
  const { snapshot } = report;
  const interval = `[90 %](${GLOSSARY.fromStudy}#interval)`;
  return table(
    [
      { title: 'Ver' },
      { title: 'Volume', align: right },
      { title: 'P&L', align: right },
      { title: `Per ${figures.tenThousand} ${interval}`, align: right },
      { title: 'Against champion', align: right },
      { title: 'Change' },
      { title: 'Key insight' },
    ],
    versions.map((version) => {
      const pooled = snapshot.pooled(version.number, mode, 'pessimistic');
      const comparison = againstChampion(snapshot, version.number, mode);
      const isChampion = version.number === snapshot.champion;
      const strong = (text: string): string => (isChampion ? `**${text}**` : text);
      const per10k = pooled?.per10kInterval ?? null;
      return [
        strong(pageLink(version.number)),
        figures.value(pooled?.volume ?? null),
        figures.money(pooled?.profit ?? null),
        strong(per10k === null ? figures.signed(pooled?.profitPer10k ?? null, 2) : figures.interval(per10k)),
        isChampion
          ? '**champion**'
          : comparison === null || comparison.gainPerHour === null
            ? NOT_KNOWN
            : `${figures.money(comparison.gainPerHour.mean)}/h${comparison.champion === snapshot.champion ? '' : ` vs v${comparison.champion}`}`,
        changeWords(report, version),
        keyInsight(report, version, mode, figures),
      ];
    }),
  );
}
