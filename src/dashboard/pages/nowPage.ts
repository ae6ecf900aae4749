/** Now: what the campaign does, its lanes, its feed, what waits. The live part is sent again whenever it changes. */

import { html } from 'hono/html';
import type { Activity, SessionActivity, Watched } from '../../app/activity.ts';
import { watched } from '../../app/activityFile.ts';
import {
  ageWords,
  campaignWords,
  feedWords,
  inOrder,
  nowWords,
  orderAlarms,
  orderWords,
  positionText,
  restText,
  stateWords,
} from '../../app/activityText.ts';
import { campaignText } from '../../app/campaignNow.ts';
import type { StudyStatus } from '../../app/studyStatus.ts';
import { ExplainedError } from '../../market/explainedError.ts';
import { counted, type Figures, terminalFigures } from '../../report/figures.ts';
import { todayWords } from '../../report/modelCalls.ts';
import { facts, type Html, table } from '../layout.ts';
import type { DashboardPorts } from '../ports.ts';

const MOST_NAMED = 8;

export function nowPage(status: StudyStatus, live: Html): Html {
  const { study, champion, sessions, versions, campaign, waiting, onTrial, queue, model } = status;
  return html`<p class="waits" id="waits"${waiting === null ? html` hidden` : ''}><a href="/review/${waiting?.id ?? ''}">${waiting === null ? '' : waitsWords(waiting.id)}</a></p>
<p class="alarm" id="connection" role="status"></p>
<div id="live" data-events="/events">${live}</div>
<h2>Study</h2>
${facts([
  ['Strategy', `${study.strategy} on ${study.instrument.symbol}`],
  [
    'Champion',
    champion === null
      ? 'none yet'
      : html`<a href="/history/${study.name}/v${String(champion).padStart(3, '0')}.md">v${champion}</a>, of ${counted(versions, 'version')}`,
  ],
  ['Sessions', `${sessions} completed`],
  ['Campaign', campaign === null ? 'none yet' : campaignText(campaign)],
  ['On trial', onTrial.length === 0 ? 'none' : trialWords(onTrial)],
  ['Queued', queue.length === 0 ? 'none' : queue.map(({ number }) => `v${number}`).join(', ')],
  ...(model === null
    ? []
    : [
        ['Model', `${model.name}: today ${todayWords(model.today.spent, model.today.calls, model.capPerDay)}`] as const,
      ]),
  [
    'To stop',
    html`Ctrl-C in the terminal of the campaign: it seals the session first. <code>tune kill</code> cancels live orders, whatever else is broken. This page starts and stops nothing.`,
  ],
])}`;
}

/** Of the link to the proposal that waits. */
function waitsWords(id: number): string {
  return `p${id} waits for your decision`;
}

/** What waits while a campaign runs, which may replace it at any time: its id and words; both null where nothing waits, null where no campaign runs. */
export function waitsNow(ports: Ports): object | null {
  const found = look(ports);
  if ('fault' in found || found.state !== 'running' || found.activity === null) return null;
  if (isOfAnother(found.activity, ports)) return null;
  const [id] = found.activity.waiting;
  return id === undefined ? { id: null, words: null } : { id, words: waitsWords(id) };
}

/** Those believed best first. */
function trialWords(onTrial: readonly number[]): string {
  const left = onTrial.length - MOST_NAMED;
  const names = onTrial.slice(0, MOST_NAMED).map((id) => `p${id}`);
  return left > 0 ? `${names.join(', ')} and ${left} more` : names.join(', ');
}

type Ports = Pick<DashboardPorts, 'workspace' | 'now' | 'settings'>;

/** A campaign runs in the workspace, of another study than the page shows: its ids are not those of the page. */
function isOfAnother(activity: Activity, { settings }: Ports): boolean {
  return activity.study !== settings().config.study.name;
}

/** A file that cannot be read is told, and hides nothing else of the page. */
function look({ workspace, now }: Ports): Watched | { readonly fault: string } {
  try {
    return watched(workspace, now());
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error;
    return { fault: error.message };
  }
}

/** The part that changes while a campaign runs. */
export function livePart(ports: Ports): Html {
  const found = look(ports);
  if ('fault' in found) return html`<p class="alarm">${found.fault}</p>`;
  const { state, activity, ageSeconds } = found;
  if (state === 'starting') return html`<p>A campaign begins.</p>`;
  if (state !== 'running' || activity === null) return restPart(found);
  if (isOfAnother(activity, ports)) return html`<p>A campaign of study ${activity.study} runs in this workspace.</p>`;
  return runningPart(activity, ageSeconds ?? 0);
}

function restPart(found: Watched): Html {
  const { text, next } = restText(found);
  return html`<p>${text}</p><p>Next: <code>${next}</code></p>`;
}

function runningPart(activity: Activity, ageSeconds: number): Html {
  const figures = terminalFigures(activity.currency);
  const age = ageWords(ageSeconds);
  const { share } = activity.activity;
  return html`${age === null ? '' : html`<p class="alarm">${age}</p>`}
${(activity.orders === null ? [] : orderAlarms(activity.orders)).map((text) => html`<p class="alarm">${text}</p>`)}
${facts([
  ['Now', nowWords(activity)],
  ['Campaign', campaignWords(activity)],
  ...(activity.feed === null ? [] : [['Feed', feedWords(activity.feed)] as const]),
  ...(activity.orders === null ? [] : [['Orders', orderWords(activity.orders, figures)] as const]),
  ['Then', activity.next],
])}
${share === null ? '' : html`<progress max="1" value="${share}">${Math.floor(share * 100)} %</progress>`}
${activity.session === null ? '' : lanesPart(activity.session, figures)}`;
}

function lanesPart(session: SessionActivity, figures: Figures): Html {
  const lanes = inOrder(session.lanes);
  const stopped = lanes.filter(({ risk }) => risk !== 'active');
  const when = session.running ? 'Lanes' : 'Lanes at the end';
  return html`${table(
    `${when} of session ${session.nth}, pessimistic fills`,
    ['Lane', 'Role', 'P&L', 'Fills', 'Position', 'Worth', 'Orders', 'State'],
    lanes.map((lane) => [
      lane.name,
      lane.role,
      figures.money(lane.profit),
      figures.number(lane.fills, 0),
      positionText(lane.position),
      figures.value(lane.positionValue),
      figures.number(lane.openOrders, 0),
      stateWords(lane),
    ]),
    [2, 3, 4, 5, 6],
  )}
${stopped.map(
  ({ name, risk, riskEvent }) =>
    html`<p class="alarm">${name} ${risk}${riskEvent === null ? '' : ` at ${(riskEvent.atSeconds / 60).toFixed(1)} min: ${riskEvent.message}`}</p>`,
)}`;
}
