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
  return html`${waiting === null ? '' : html`<p class="waits"><a href="/review/${waiting.id}">p${waiting.id} waits for your decision</a></p>`}
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
    'Ctrl-C in the terminal of the campaign: it seals the session first. This page starts and stops nothing.',
  ],
])}`;
}

/** Those believed best first. */
function trialWords(onTrial: readonly number[]): string {
  const left = onTrial.length - MOST_NAMED;
  const names = onTrial.slice(0, MOST_NAMED).map((id) => `p${id}`);
  return left > 0 ? `${names.join(', ')} and ${left} more` : names.join(', ');
}

/** The part that changes while a campaign runs. A file that cannot be read is told, and hides nothing else. */
export function livePart(ports: Pick<DashboardPorts, 'workspace' | 'now'>): Html {
  try {
    const found = watched(ports.workspace, ports.now());
    const { state, activity, ageSeconds } = found;
    if (state === 'starting') return html`<p>A campaign begins.</p>`;
    if (state !== 'running' || activity === null) return restPart(found);
    return runningPart(activity, ageSeconds ?? 0);
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error;
    return html`<p class="alarm">${error.message}</p>`;
  }
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
${facts([
  ['Now', nowWords(activity)],
  ['Campaign', campaignWords(activity)],
  ...(activity.feed === null ? [] : [['Feed', feedWords(activity.feed)] as const]),
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
