/** Versions: their results, and the parameters in which they differ. What is shown follows from the address alone. */

import { html } from 'hono/html';
import { NOT_KNOWN, terminalFigures } from '../../report/figures.ts';
import { pageName } from '../../report/links.ts';
import type { ReportedStudy } from '../../report/reportedStudy.ts';
import type { VersionRecord } from '../../study/records.ts';
import { parameterNames } from '../../study/versions.ts';
import { chartFigure } from '../chartFigure.ts';
import { type Html, table } from '../layout.ts';

export interface VersionsAsked {
  /** Author whose versions are shown; all where it names none. */
  readonly by: string | undefined;
  /** Newest versions that are shown; `all` shows all. */
  readonly newest: string | undefined;
}

const NEWEST: readonly string[] = ['20', '50', 'all'];

export function versionsPage(report: ReportedStudy, asked: VersionsAsked): Html {
  const { snapshot, declarations, currency } = report;
  const figures = terminalFigures(currency);
  const [mode] = snapshot.modes;
  const authors = [...new Set(snapshot.versions.map(({ author }) => author))];
  const by = authors.find((author) => author === asked.by);
  const newest = NEWEST.find((one) => one === asked.newest) ?? '20';
  const wanted = snapshot.versions.filter(({ author }) => by === undefined || author === by);
  const shown = newest === 'all' ? wanted : wanted.slice(-Number(newest));
  const names = parameterNames(declarations, ...shown.map(({ parameters }) => parameters)).filter((name) =>
    varies(name, shown),
  );
  const rows = new Map(snapshot.heldLeaderboard.versions.map((row) => [row.version.number, row]));
  return html`<form method="get" action="/versions" class="buttons">
<label>By <select name="by"><option value="">all</option>${authors.map((author) => option(author, author === by))}</select></label>
<label>Newest <select name="newest">${NEWEST.map((one) => option(one, one === newest))}</select></label>
<button type="submit">Show</button>
</form>
<p>${shown.length} of ${snapshot.versions.length} versions${mode === undefined ? '; no session was run yet' : `, figures of ${mode}, pessimistic fills, 90 % intervals`}. Parameters that are the same in all of them are left out.</p>
${mode === undefined ? '' : chartFigure('Profit per 10k of volume by version', '/versions.svg')}
${table(
  'Versions, newest first',
  ['Version', 'By', 'Sessions', 'Fills', 'P&L', 'Per 10k', 'P(better)', ...names],
  shown.toReversed().map((version) => {
    const pooled = mode === undefined ? null : snapshot.pooled(version.number, mode, 'pessimistic');
    const comparison = rows.get(version.number)?.comparison ?? null;
    const isChampion = version.number === snapshot.champion;
    return [
      html`<a href="/history/${snapshot.study.name}/${pageName(version.number)}">v${version.number}</a>${isChampion ? ' ★ champion' : ''}`,
      version.author,
      String(pooled?.sessions ?? 0),
      pooled === null ? NOT_KNOWN : String(pooled.fills),
      figures.money(pooled?.profit ?? null),
      pooled === null
        ? NOT_KNOWN
        : pooled.per10kInterval === null
          ? figures.signed(pooled.profitPer10k, 2)
          : figures.interval(pooled.per10kInterval),
      comparison === null
        ? NOT_KNOWN
        : html`<a href="/compare?a=${version.number}&amp;b=${comparison.champion}">${figures.chance(comparison.probabilityBetter)}</a>`,
      ...names.map((name) => String(version.parameters[name] ?? NOT_KNOWN)),
    ];
  }),
  [2, 3, 4, 5, 6, ...names.map((_, i) => i + 7)],
)}`;
}

function option(value: string, isChosen: boolean): Html {
  return html`<option value="${value}"${isChosen ? html` selected` : ''}>${value}</option>`;
}

function varies(name: string, versions: readonly VersionRecord[]): boolean {
  return new Set(versions.map(({ parameters }) => parameters[name])).size > 1;
}
