/** A campaign for the terminal: its plan before it runs, its result afterwards. */

import { lengthWords } from '../app/activityWords.ts';
import type { CampaignEstimate, Estimated } from '../app/campaignEstimate.ts';
import { campaignAnswers, campaignSizeWarning, idleSessionsWarning } from '../app/recommendation.ts';
import type { CampaignOutcome } from '../app/runCampaign.ts';
import type { Config } from '../config/config.ts';
import { currencyOf, inCurrency } from '../market/money.ts';
import { counted, terminalFigures } from '../report/figures.ts';
import { reportedChampion } from '../report/reportedStudy.ts';
import { resultsTable } from '../report/tables/resultsTable.ts';
import { wrapped } from '../report/terminalText.ts';
import type { CampaignPlan } from '../study/records.ts';
import { feedName } from '../study/sessions.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { PlanOptions } from './planFlags.ts';
import { nextLine, queueLines } from './statusText.ts';

/** What a plan would take: how long, and how much room on the disk, each with what that is based on. */
export function estimateText({ seconds, bytes, freeBytes }: CampaignEstimate): string {
  const range = ({ about, from, to }: Estimated, words: (value: number) => string): string =>
    words(from) === words(to) ? `about ${words(about)}` : `about ${words(about)} (${words(from)} to ${words(to)})`;
  const time =
    seconds === null
      ? 'not known: no session like these is on record yet'
      : `${range(seconds, lengthWords)}, from ${seconds.basis}`;
  return [
    `takes ${time}`,
    `writes ${range(bytes, megabytes)}, from ${bytes.basis}; ${megabytes(freeBytes)} are free`,
  ].join('\n');
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}

function referenceText({ reference }: CampaignPlan): string[] {
  if (reference === undefined) return [];
  const { tapes, pair } = reference;
  const made =
    pair === null ? [] : [`generated markets follow one with beta ${pair.beta}, half within ${pair.lagSeconds} s`];
  return [`hedge reference: ${[...tapes, ...made].join(', ')}`];
}

export function planText(plan: CampaignPlan, config: Config): string {
  const market =
    plan.feed !== undefined
      ? feedName(plan.feed)
      : plan.mode === 'sim'
        ? `synthetic markets: ${plan.families.join(', ')}`
        : `tapes: ${plan.tapes.join(', ')}`;
  const gate = plan.gateTapes.length === 0 ? [] : [`candidates race on ${plan.gateTapes.join(', ')} too`];
  return [
    `study ${config.study.name}: ${config.study.strategy} on ${config.instrument.symbol}, capital ${inCurrency(String(config.study.capital), currencyOf(config.instrument))}`,
    `${counted(plan.sessions, 'session')} of ${plan.minutes} market minutes, ${plan.mode}, ${market}`,
    ...gate,
    ...referenceText(plan),
    ...(plan.trials === undefined || plan.trials === 0
      ? []
      : [`up to ${counted(plan.trials, 'candidate')} on trial in each session, before one is approved`]),
    `proposer ${config.proposer.use}, approval ${plan.approval}, decisions every ${plan.decisionMs} ms`,
  ].join('\n');
}

/** Says what was asked for and will not run: the part of the hours that makes no whole session, sessions that the tapes do not hold. Null when all of it runs. */
export function cutText(options: PlanOptions, { sessions, minutes, mode }: CampaignPlan): string | null {
  const wanted = options.sessions === undefined ? (Number(options.hours) * 60) / minutes : Number(options.sessions);
  if (sessions === wanted) return null;
  const asked = options.sessions === undefined ? `--hours ${options.hours}` : `--sessions ${options.sessions}`;
  const why = mode === 'replay' && sessions < Math.floor(wanted) ? 'the tapes hold no more' : 'only whole sessions run';
  return `${asked}: ${counted(sessions, 'session')} of ${minutes} min will run; ${why}.`;
}

/** Prints the result and returns the exit code. */
export function printCampaign(context: Context, outcome: CampaignOutcome): number {
  const { io, json, workspace } = context;
  const { end, records } = outcome;
  if (json) io.out(JSON.stringify(campaignData(outcome), null, 2));
  else printResults(context, outcome);
  if (end.kind === 'tapes-used-up') io.say(`The tapes hold ${end.completed} whole sessions, and all of them have run.`);
  if (end.kind === 'halted') io.say(`Orders were halted (${end.halt.code}): ${end.halt.text}`);
  if (end.kind === 'feed-away') io.say(`The planned time is over: ${end.missing}.`);
  const idle = idleSessionsWarning(outcome);
  if (idle !== null) io.say(idle);
  io.say('');
  io.say(`History   ${workspace.historyFolder}/${records.snapshot.study.name}/EVOLUTION.md`);
  io.say(`Sessions  ${workspace.runsFolder}`);
  for (const line of queueLines(outcome.queue)) io.say(line);
  io.say(nextLine(outcome.next, 'tune history'));
  if (end.kind === 'waiting') return EXIT.proposalWaits;
  if (end.kind === 'halted') return EXIT.halted;
  return end.kind === 'interrupted' || end.kind === 'feed-away' ? EXIT.interrupted : EXIT.ok;
}

function campaignData({ end, records: { snapshot } }: CampaignOutcome) {
  const { study, leaderboard, versions, evaluations } = snapshot;
  const { recommended } = leaderboard;
  return { study: study.name, end: end.kind, champion: reportedChampion(snapshot), recommended, versions, evaluations };
}

function printResults({ io }: Context, outcome: CampaignOutcome): void {
  const { records } = outcome;
  const figures = terminalFigures(records.currency);
  const print = (paragraph: string): void => {
    for (const line of wrapped(paragraph, io.width)) io.out(line);
  };
  io.out(resultsTable(records, { width: io.width, paint: io.paint }));
  io.out('');
  for (const answer of campaignAnswers(outcome, figures)) print(answer);
  const large = campaignSizeWarning(outcome, figures);
  if (large !== null) print(`Note: ${large}`);
}
