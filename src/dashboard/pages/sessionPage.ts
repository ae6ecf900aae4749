/** A session: price with fills and pauses, profit and its parts, markouts, all with one cursor; below them its page of the history. */

import { html } from 'hono/html';
import { notional } from '../../market/instrument.ts';
import { currencyOf } from '../../market/money.ts';
import { equityOption } from '../../report/charts/equityChart.ts';
import { markoutOption } from '../../report/charts/markoutChart.ts';
import { priceOption } from '../../report/charts/priceChart.ts';
import { terminalFigures } from '../../report/figures.ts';
import { sessionFolderName } from '../../report/links.ts';
import { renderSessionPage } from '../../report/pages/sessionPage.ts';
import { splitProfit } from '../../report/profitSplit.ts';
import { marketWords } from '../../report/tables/sessionTables.ts';
import { type Journal, NotFound } from '../../study/journal.ts';
import type { LaneSeries, SessionRecord } from '../../study/records.ts';
import { recordedSession } from '../../workspace/recordedSession.ts';
import { chartFigure, type Drawing, LEFT, RIGHT } from '../chartFigure.ts';
import type { Html } from '../layout.ts';
import { markdownHtml } from '../markdownHtml.ts';

/** Of the middle one of the horizons at which markouts are measured. */
const MARKOUT_SECONDS = 30;
const MOST_MOMENTS = 600;

export const SESSION_CHARTS = ['price', 'equity', 'markouts'] as const;
export type SessionChart = (typeof SESSION_CHARTS)[number];

/** The session whose files are in that folder of runs/. @throws NotFound */
export function sessionIn(journal: Journal, folder: string): SessionRecord {
  const found = journal.sessions().find(({ number }) => sessionFolderName(journal.study.name, number) === folder);
  if (found === undefined) throw new NotFound(`study ${journal.study.name} has no session in runs/${folder}`);
  return found;
}

export function sessionPage(journal: Journal, session: SessionRecord): Html {
  const lanes = journal.lanes(session.id);
  const hasSeries = actingSeries(journal, session) !== null;
  const markdown = renderSessionPage({
    of: recordedSession(journal, session),
    series: lanes.map(({ version, fillModel }) => ({
      version,
      fillModel,
      series: journal.laneSeries(session.id, version, fillModel),
    })),
    charts: [],
    files: [],
  });
  return html`<p>${[session.number - 1, session.number + 1]
    .flatMap((number) => journal.sessions().find((one) => one.number === number) ?? [])
    .map(
      ({ number }) =>
        html`<a href="../${sessionFolderName(journal.study.name, number)}/README.md">Session ${number}</a> `,
    )}</p>
${
  hasSeries
    ? html`<div class="cursor-bar"><label for="moment">Moment, on all charts: drag, use the arrow keys, or point at a chart</label>
<input type="range" id="moment" min="0" max="1" value="0" data-cursor="cursor.json"><output for="moment" role="status"></output></div>
${chartFigure(`Price, fills, pauses and inventory of v${session.acting}, pessimistic fills`, 'price.svg', true)}
${chartFigure('Profit, and its parts for the acting version: spread, inventory, fees', 'equity.svg', true)}
${chartFigure(`Markouts: what each fill was worth ${MARKOUT_SECONDS} s later, in basis points; positive is in our favour`, 'markouts.svg', true)}`
    : html`<p>It has no charts: no result of it is on record.</p>`
}
${markdownHtml(markdown)}`;
}

/** null where the session has no results. */
function actingSeries(journal: Journal, { id, acting }: SessionRecord): LaneSeries | null {
  const lane = journal.lanes(id).find(({ version, fillModel }) => version === acting && fillModel === 'pessimistic');
  return lane === undefined ? null : journal.laneSeries(id, acting, 'pessimistic');
}

/** @throws NotFound where the session has no results */
export function sessionDrawing(journal: Journal, session: SessionRecord, chart: SessionChart): Drawing {
  const series = seriesOf(journal, session);
  const { instrument } = journal.study;
  const currency = currencyOf(instrument);
  const words = { title: '', subtitle: marketWords(session) };
  switch (chart) {
    case 'price':
      return { option: priceOption({ ...words, instrument, currency, series }), height: 520 };
    case 'markouts':
      return { option: markoutOption({ ...words, seconds: MARKOUT_SECONDS, series }), height: 300 };
    case 'equity': {
      const lanes = journal.lanes(session.id).map((lane) => ({
        ...lane,
        series: journal.laneSeries(session.id, lane.version, lane.fillModel),
      }));
      return { option: equityOption({ ...words, instrument, currency, lanes, split: true }), height: 420 };
    }
  }
}

const PAUSED = ['', 'bids paused', 'asks paused', 'both sides paused'];

/** What the cursor says at each moment, and where the charts begin and end. @throws NotFound where the session has no results */
export function cursorData(journal: Journal, session: SessionRecord): object {
  const { instrument } = journal.study;
  const series = seriesOf(journal, session);
  const { samples, midTicks, fills } = series;
  const figures = terminalFigures(currencyOf(instrument));
  const { spread, fees, inventory } = splitProfit(series, instrument);
  const step = Math.max(1, Math.ceil(samples.length / MOST_MOMENTS));
  const rows = [];
  let filled = 0;
  for (let i = 0; i < samples.length; i += step) {
    const untilUs = (i + 1) * samples.stepUs;
    while (filled < fills.length && (fills.timeUs[filled] as number) <= untilUs) filled++;
    const mid = midTicks[i] as number;
    const lots = samples.inventoryLots[i] as number;
    const held = lots === 0 ? 0 : Number.isFinite(mid) ? Math.sign(lots) * notional(instrument, mid, lots) : null;
    const paused = PAUSED[samples.paused[i] as number] ?? '';
    rows.push({
      minute: untilUs / 6e7,
      words: [
        `${(untilUs / 6e7).toFixed(1)} min`,
        `mid ${figures.number(Number.isFinite(mid) ? mid * instrument.tickSize : null, decimalsOf(instrument.tickSize))}`,
        `inventory ${figures.value(held)}`,
        `P&L ${figures.money(samples.profit[i] as number)} (spread ${figures.money(spread[i] as number)}, inventory ${figures.money(inventory[i] as number)}, fees ${figures.money(fees[i] as number)})`,
        `${filled} fills`,
        ...(paused === '' ? [] : [paused]),
      ].join(' · '),
    });
  }
  return { minutes: (samples.length * samples.stepUs) / 6e7, left: LEFT, right: RIGHT, rows };
}

function decimalsOf(tickSize: number): number {
  return Math.max(0, Math.ceil(-Math.log10(tickSize) - 1e-9));
}

function seriesOf(journal: Journal, session: SessionRecord): LaneSeries {
  const series = actingSeries(journal, session);
  if (series === null) throw new NotFound(`s${session.number} has no results`);
  return series;
}
