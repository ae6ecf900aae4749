/** Health: the machine, the workspace, the feed of a campaign that runs, stops by risk, the service that starts campaigns. */

import { html } from 'hono/html';
import { ageWords, feedWords, orderAlarms, orderWords } from '../../app/activityText.ts';
import type { Check } from '../../app/check.ts';
import type { HealthNow } from '../../app/healthNow.ts';
import { terminalFigures } from '../../report/figures.ts';
import { sessionFolderName } from '../../report/links.ts';
import { minuteOf } from '../../report/markdown.ts';
import type { ReportedStudy } from '../../report/reportedStudy.ts';
import { facts, type Html, table } from '../layout.ts';

const STATES: Readonly<Record<Check['state'], string>> = {
  ok: '✓ ok',
  warning: '! warning',
  failed: '✗ failed',
  skipped: '– skipped',
};
const MOST_EVENTS = 30;

export function healthPage({ checks, watched, schedule }: HealthNow, { snapshot, currency }: ReportedStudy): Html {
  const early = snapshot.sessions.filter(({ endReason }) => endReason !== null).toReversed();
  const sessionOf = new Map(snapshot.sessions.map((session) => [session.id, session]));
  const events = snapshot.lanes
    .filter(({ fillModel, role }) => fillModel === 'pessimistic' && role === 'acting')
    .flatMap(({ sessionId, version, riskEvents }) =>
      riskEvents.map((event) => ({ session: sessionOf.get(sessionId), version, event })),
    )
    .slice(-MOST_EVENTS)
    .toReversed();
  const link = (number: number): Html =>
    html`<a href="/runs/${sessionFolderName(snapshot.study.name, number)}/README.md">${number}</a>`;
  return html`${table(
    'Machine and workspace',
    ['Check', 'State', 'What was found'],
    checks.map((check) => [
      check.name,
      check.state === 'failed' ? html`<span class="alarm">${STATES.failed}</span>` : STATES[check.state],
      check.text,
    ]),
  )}
<p>The model and the venues are asked by <code>tune doctor</code> and <code>tune doctor --venues</code>; this page asks neither.</p>
<h2>Campaign</h2>
${facts([
  ...campaignRows(watched),
  [
    'Service',
    schedule === null
      ? 'none starts campaigns'
      : `process ${schedule.pid ?? 'not known'}, next start ${schedule.next === null ? 'none' : `${minuteOf(new Date(schedule.next).toISOString())} UTC`}`,
  ],
])}
<h2>Stops by risk</h2>
${
  events.length === 0
    ? html`<p>Risk reported nothing of the acting versions.</p>`
    : table(
        'Newest reports of risk, acting versions, pessimistic fills',
        ['Session', 'Version', 'Minute', 'Code', 'What'],
        events.map(({ session, version, event }) => [
          session === undefined ? '' : link(session.number),
          `v${version}`,
          terminalFigures(currency).number(event.timeUs / 6e7, 1),
          event.code,
          event.message,
        ]),
        [2],
      )
}
<h2>Sessions that ended early</h2>
${
  early.length === 0
    ? html`<p>None.</p>`
    : table(
        'Sessions that are no evidence, newest first',
        ['Session', 'Start (UTC)', 'State', 'Why'],
        early
          .slice(0, MOST_EVENTS)
          .map(({ number, facts: seen, startedAt, status, endReason }) => [
            seen === null ? String(number) : link(number),
            minuteOf(startedAt),
            status,
            endReason ?? '',
          ]),
      )
}`;
}

const CAMPAIGN_STATES = {
  running: 'running',
  starting: 'begins',
  ended: 'ended',
  died: 'its process ended without saying so: tune resume',
  none: 'none has run here',
} as const;

function campaignRows(watched: HealthNow['watched']): (readonly [string, string])[] {
  if ('fault' in watched) return [['State', watched.fault]];
  const { activity, ageSeconds, state } = watched;
  const rows: (readonly [string, string])[] = [['State', CAMPAIGN_STATES[state]]];
  if (state !== 'running' || activity === null) return rows;
  rows.push(['Study', activity.study]);
  if (activity.feed !== null) rows.push(['Feed', feedWords(activity.feed)]);
  if (activity.orders !== null) {
    rows.push(['Orders', orderWords(activity.orders, terminalFigures(activity.currency))]);
    for (const text of orderAlarms(activity.orders)) rows.push(['Orders', text]);
  }
  rows.push(['Last word', ageWords(ageSeconds ?? 0) ?? 'a moment ago']);
  return rows;
}
