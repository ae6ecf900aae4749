/** Learnings and costs: what the history and the verbs list, on a page. */

import { html } from 'hono/html';
import { costNotes, type StudyCosts } from '../../app/modelSpending.ts';
import { markdownFigures } from '../../report/figures.ts';
import { learningsSection } from '../../report/learnings.ts';
import { COST_HEAD, costRows } from '../../report/modelCalls.ts';
import type { ReportedStudy } from '../../report/reportedStudy.ts';
import { type Html, table } from '../layout.ts';
import { markdownHtml } from '../markdownHtml.ts';

export function learningsPage(report: ReportedStudy): Html {
  const text = learningsSection(report, markdownFigures(report.currency)).replace(/^## Learnings\n/, '');
  return html`${markdownHtml(text)}<p>To add a claim: <code>tune learnings add</code></p>`;
}

export function costsPage(costs: StudyCosts): Html {
  const { groups, total, lastCall } = costs;
  return html`${costNotes(costs).map((note) => html`<p>${note}</p>`)}
${lastCall === null ? '' : table('Calls to language models by day', COST_HEAD, costRows(groups, total), [2, 3, 4, 5, 6, 7])}`;
}
