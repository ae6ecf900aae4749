/** `tune status`: where the study stands, in a few lines. */

import type { Command } from 'commander';
import { type CampaignNow, campaignText } from '../app/campaignNow.ts';
import { safe } from '../app/safeText.ts';
import { readStudy } from '../app/studyAccess.ts';
import { type ModelStatus, type StudyStatus, studyStatus } from '../app/studyStatus.ts';
import { todayWords } from '../report/modelCalls.ts';
import { EXIT } from './exitCodes.ts';
import type { Io } from './io.ts';
import { nextVerb } from './nextVerb.ts';
import type { Run } from './program.ts';
import { queueLines } from './queueText.ts';

export function statusVerb(program: Command, run: Run): void {
  program
    .command('status')
    .description('Show champion, campaign, waiting proposal and queued versions.')
    .action((_options: unknown, command: Command) =>
      run(command, (context) =>
        readStudy(context, (journal) => {
          const status = studyStatus(journal, context);
          const { io } = context;
          if (context.json) io.out(JSON.stringify(statusData(status), null, 2));
          else printStatus(io, status);
          io.say(`Next: ${nextVerb(status.campaign, journal.proposals())}`);
          return EXIT.ok;
        }),
      ),
    );
}

function printStatus(io: Io, { study, versions, champion, sessions, campaign, waiting, queue, model }: StudyStatus) {
  io.out(`study     ${study.name}: ${study.strategy} on ${study.instrument.symbol}`);
  io.out(`versions  ${versions}, champion ${champion === null ? 'none yet' : `v${champion}`}`);
  io.out(`sessions  ${sessions} completed`);
  io.out(`campaign  ${campaign === null ? 'none yet' : campaignText(campaign)}`);
  io.out(`proposal  ${waiting === null ? 'none waits' : `p${waiting.id} waits`}`);
  for (const line of queueLines(queue)) io.out(line.replace('Queued', 'queued'));
  if (model !== null) io.out(safe(modelLine(model)));
}

function statusData({ study, versions, sessions, champion, campaign, waiting, queue, model }: StudyStatus) {
  return {
    study: study.name,
    strategy: study.strategy,
    symbol: study.instrument.symbol,
    versions,
    sessions,
    champion,
    campaign: campaign === null ? null : campaignData(campaign),
    waiting: waiting?.id ?? null,
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
