/** Where a study stands, for the terminal: its status, its queue, and what can be done next. */

import { ageWords, feedWords, nowWords, orderAlarms, orderWords } from '../app/activityText.ts';
import { lengthWords } from '../app/activityWords.ts';
import { type CampaignNow, campaignText } from '../app/campaignNow.ts';
import type { NextAction } from '../app/nextAction.ts';
import { safe } from '../app/safeText.ts';
import type { ModelStatus, StudyStatus } from '../app/studyStatus.ts';
import type { OrdersActivity } from '../campaign/ports.ts';
import { currencyOf } from '../market/money.ts';
import { type Figures, terminalFigures } from '../report/figures.ts';
import { todayWords } from '../report/modelCalls.ts';
import { sourceLines } from '../report/trials.ts';
import type { VersionRecord } from '../study/records.ts';

/** The answer of `tune status`, line by line. */
export function statusLines(status: StudyStatus): string[] {
  const { study, versions, champion, sessions, campaign, doing, waiting, onTrial, sources, queue, model } = status;
  return [
    `study     ${study.name}: ${study.strategy} on ${study.instrument.symbol}`,
    `versions  ${versions}, champion ${champion === null ? 'none yet' : `v${champion}`}`,
    `sessions  ${sessions} completed`,
    `campaign  ${campaign === null ? 'none yet' : campaignText(campaign)}`,
    ...doingLines(doing).map(safe),
    `proposal  ${waiting === null ? 'none waits' : `p${waiting.id} waits`}`,
    ...(onTrial.length === 0 ? [] : [`on trial  ${trialWords(onTrial)}`]),
    ...sourceLines(sources, terminalFigures(currencyOf(study.instrument))).map((line) => `          ${safe(line)}`),
    ...queueLines(queue).map((line) => line.replace('Queued', 'queued')),
    ...(model === null ? [] : [safe(modelLine(model))]),
  ];
}

/** What a running campaign does now, how long it still takes, its feed, and what comes next; none where no campaign runs. */
function doingLines(doing: StudyStatus['doing']): string[] {
  if (doing === null) return [];
  if ('fault' in doing) return [`now       ${doing.fault}`];
  const { activity, ageSeconds } = doing;
  if (activity === null || activity.end !== null) return [];
  const { secondsLeft } = activity.campaign;
  const left = secondsLeft === null ? '' : `; the campaign takes about ${lengthWords(secondsLeft)} more`;
  const age = ageWords(ageSeconds ?? 0);
  return [
    `now       ${nowWords(activity)}${left}${age === null ? '' : `; ${age}`}`,
    ...(activity.feed === null ? [] : [`feed      ${feedWords(activity.feed)}`]),
    ...(activity.orders === null ? [] : orderLines(activity.orders, terminalFigures(activity.currency))),
    `then      ${activity.next}`,
  ];
}

function orderLines(orders: OrdersActivity, figures: Figures): string[] {
  return [`orders    ${orderWords(orders, figures)}`, ...orderAlarms(orders).map((text) => `          ${text}`)];
}

const MOST_NAMED = 8;

/** `12, believed best: p3, p7, …` */
function trialWords(onTrial: readonly number[]): string {
  const names = onTrial.slice(0, MOST_NAMED).map((id) => `p${id}`);
  return onTrial.length <= MOST_NAMED ? names.join(', ') : `${onTrial.length}, believed best: ${names.join(', ')}`;
}

/** The same as JSON. */
export function statusData({
  study,
  versions,
  sessions,
  champion,
  campaign,
  doing,
  waiting,
  onTrial,
  sources,
  queue,
  model,
}: StudyStatus): object {
  return {
    study: study.name,
    strategy: study.strategy,
    symbol: study.instrument.symbol,
    versions,
    sessions,
    champion,
    campaign: campaign === null ? null : campaignData(campaign),
    doing,
    waiting: waiting?.id ?? null,
    onTrial,
    trialSources: sources,
    queued: queue.map(({ number }) => number),
    model: model === null ? null : modelData(model),
  };
}

function campaignData({ campaign, state, done, sessionSince, pid }: CampaignNow) {
  const { id, plan, startedAt } = campaign;
  return { id, status: state, mode: plan.mode, done, planned: plan.sessions, startedAt, sessionSince, process: pid };
}

function modelData({ name, provider, today, capPerDay }: ModelStatus) {
  return { name, provider, spentToday: today.spent, callsToday: today.calls, capPerDay };
}

function modelLine({ name, provider, today, capPerDay }: ModelStatus): string {
  return `model     ${name} (${provider}): today ${todayWords(today.spent, today.calls, capPerDay)}`;
}

/** One line on the versions that wait for their session; none when nothing waits. */
export function queueLines(queue: readonly VersionRecord[]): string[] {
  const [first] = queue;
  if (first === undefined) return [];
  const names = queue.map(({ number, author }) => `v${number} (by ${author})`).join(', ');
  return [
    `Queued    ${names}: ${queue.length === 1 ? 'runs' : 'each runs'} in a session of its own; tune cancel v${first.number} --reason … takes it out`,
  ];
}

/** The line at the end of a verb. @param atRest what it offers when nothing runs and nothing waits */
export function nextLine(next: NextAction, atRest: string = 'tune start'): string {
  return `Next: ${nextVerbs(next, atRest)}`;
}

function nextVerbs(next: NextAction, atRest: string): string {
  switch (next.kind) {
    case 'start':
      return atRest;
    case 'resume':
      return 'tune resume';
    case 'review':
      return `tune review p${next.review}${next.resumes ? ', then tune resume' : ''}`;
    case 'wait': {
      const review = next.review === null ? 'tune review' : `tune review p${next.review}`;
      return `tune watch, ${review}, tune history while it runs; Ctrl-C in its terminal stops it, tune resume then continues it`;
    }
  }
}
