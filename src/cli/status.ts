/** `tune status`: where the study stands, in a few lines. */

import type { Command } from 'commander';
import { type CampaignNow, campaignNow, campaignText, nextVerb } from '../app/campaignNow.ts';
import { spentOn } from '../app/modelPorts.ts';
import { waitingIn } from '../app/waitingProposal.ts';
import { todayWords } from '../report/costTable.ts';
import { lockHolder } from '../store/lock.ts';
import type { Journal } from '../study/journal.ts';
import { championOf } from '../study/leaderboard.ts';
import { type Context, now, reading } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { safe } from './io.ts';
import type { Run } from './program.ts';
import { queueLines, queueOf } from './queueText.ts';

export function statusVerb(program: Command, run: Run): void {
  program
    .command('status')
    .description('Show champion, campaign, waiting proposal and queued versions.')
    .action((_options: unknown, command: Command) =>
      run(command, (context) =>
        reading(context, (journal) => {
          status(context, journal);
          return EXIT.ok;
        }),
      ),
    );
}

function status(context: Context, journal: Journal): void {
  const { io } = context;
  const versions = journal.versions();
  const proposals = journal.proposals();
  const campaign = campaignNow(journal, lockHolder(context.workspace.lockFile));
  const waiting = waitingIn(journal);
  const queue = queueOf(journal);
  const model = modelOf(context, journal);
  const data = {
    study: journal.study.name,
    strategy: journal.study.strategy,
    symbol: journal.study.instrument.symbol,
    versions: versions.length,
    sessions: journal.sessions().filter((session) => session.status === 'completed').length,
    champion: versions.length === 0 ? null : championOf({ versions, decisions: journal.decisions() }),
    campaign: campaign === null ? null : campaignData(campaign),
    waiting: waiting?.id ?? null,
    queued: queue.map(({ number }) => number),
    model,
  };
  if (context.json) io.out(JSON.stringify(data, null, 2));
  else {
    io.out(`study     ${data.study}: ${data.strategy} on ${data.symbol}`);
    io.out(`versions  ${data.versions}, champion ${data.champion === null ? 'none yet' : `v${data.champion}`}`);
    io.out(`sessions  ${data.sessions} completed`);
    io.out(`campaign  ${campaign === null ? 'none yet' : campaignText(campaign)}`);
    io.out(`proposal  ${waiting === undefined ? 'none waits' : `p${waiting.id} waits`}`);
    for (const line of queueLines(queue)) io.out(line.replace('Queued', 'queued'));
    if (model !== null) io.out(safe(modelLine(model)));
  }
  io.say(`Next: ${nextVerb(campaign, proposals)}`);
}

function campaignData({ campaign, state, done, sessionSince, pid }: CampaignNow) {
  const { id, plan, startedAt } = campaign;
  return { id, status: state, mode: plan.mode, done, planned: plan.sessions, startedAt, sessionSince, process: pid };
}

interface ModelStatus {
  readonly name: string;
  readonly provider: string;
  /** USD of known cost, and calls, today in UTC. */
  readonly spentToday: number;
  readonly callsToday: number;
  readonly capPerDay: number;
}

/** null without a language model. */
function modelOf(context: Context, journal: Journal): ModelStatus | null {
  const { llm } = context.settings().config;
  if (llm.provider === 'none') return null;
  const today = now().slice(0, 10);
  return {
    name: llm.model,
    provider: llm.provider,
    spentToday: spentOn(journal, today),
    callsToday: journal.calls().filter((call) => call.calledAt.startsWith(today)).length,
    capPerDay: llm.settings.caps.perDay,
  };
}

function modelLine({ name, provider, spentToday, callsToday, capPerDay }: ModelStatus): string {
  return `model     ${name} (${provider}): today ${todayWords(spentToday, callsToday, capPerDay)}`;
}
