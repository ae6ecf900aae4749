/** Compare: two versions on the sessions that both ran in, with their profit over the newest of these on one chart. */

import { html } from 'hono/html';
import { compareTwoVersions } from '../../app/compareVersions.ts';
import { currencyOf } from '../../market/money.ts';
import { equityOption } from '../../report/charts/equityChart.ts';
import { compareRows } from '../../report/compareText.ts';
import { type Journal, NotFound } from '../../study/journal.ts';
import type { SessionRecord } from '../../study/records.ts';
import type { StudySnapshot } from '../../study/studySnapshot.ts';
import { chartFigure, type Drawing } from '../chartFigure.ts';
import { facts, type Html } from '../layout.ts';
import { diffTable } from './diffTable.ts';

/** The pair to show where none is named: the newest version that met the champion, and the champion. null where there is none. */
export function pairIn({
  heldLeaderboard: { champion, versions },
}: StudySnapshot): readonly [version: number, against: number] | null {
  const met = versions.findLast(({ version, comparison }) => version.number !== champion && comparison !== null);
  const other = met ?? versions.findLast(({ version }) => version.number !== champion);
  return other === undefined ? null : [other.version.number, champion];
}

/** @throws NotFound; UsageError for the same version twice */
export function comparePage(journal: Journal, [version, against]: readonly [number, number]): Html {
  const numbers = journal.versions().map(({ number }) => number);
  const compared = compareTwoVersions(journal, against, version);
  const { sides, luck, records } = compared;
  const session = newestCommon(journal, version, against);
  const choice = (name: string, label: string, chosen: number): Html =>
    html`<label>${label} <select name="${name}">${numbers.map((number) => html`<option value="${number}"${number === chosen ? html` selected` : ''}>v${number}</option>`)}</select></label>`;
  return html`<form method="get" action="/compare" class="buttons">
${choice('a', 'Version', version)}${choice('b', 'against', against)}<button type="submit">Compare</button>
</form>
${facts(compareRows(sides, luck, records))}
${
  session === null
    ? html`<p>They never ran beside each other, so there is no chart of both.</p>`
    : chartFigure(
        `Profit of both in session ${session.number}, the newest that both ran in; a version that ran as a shadow is grey`,
        `/compare/${version}/${against}/equity.svg`,
      )
}
<h2>What differs: v${against} → v${version}</h2>
${diffTable(sides.against.parameters, sides.version.parameters, records.declarations)}`;
}

/** @throws NotFound where they have no session in common */
export function compareDrawing(journal: Journal, version: number, against: number): Drawing {
  const session = newestCommon(journal, version, against);
  if (session === null) throw new NotFound(`v${version} and v${against} have no session in common`);
  const { instrument } = journal.study;
  const lanes = journal
    .lanes(session.id)
    .filter((lane) => lane.version === version || lane.version === against)
    .map((lane) => ({ ...lane, series: journal.laneSeries(session.id, lane.version, lane.fillModel) }));
  const option = equityOption({
    title: '',
    subtitle: '',
    instrument,
    currency: currencyOf(instrument),
    lanes,
    split: false,
  });
  return { option, height: 400 };
}

function newestCommon(journal: Journal, version: number, against: number): SessionRecord | null {
  const ran = Map.groupBy(journal.lanes(), ({ sessionId }) => sessionId);
  const found = journal.sessions().findLast(({ id }) => {
    const versions = new Set((ran.get(id) ?? []).map((lane) => lane.version));
    return versions.has(version) && versions.has(against);
  });
  return found ?? null;
}
