/** `tune status`: where the study stands, in a few lines. */

import type { Command } from 'commander';
import { todayWords } from '../report/costTable.ts';
import { acquireLock, LockBusy } from '../store/lock.ts';
import type { Journal } from '../study/journal.ts';
import type { CampaignRecord } from '../study/records.ts';
import { championOf } from '../study/standing.ts';
import { type Context, now, reading } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { safe } from './io.ts';
import { spentOn } from './model.ts';
import type { Run } from './program.ts';

export function statusVerb(program: Command, run: Run): void {
  program
    .command('status')
    .description('Show champion, last campaign and waiting proposal.')
    .action((_options: unknown, command: Command) =>
      run(command, (context) =>
        reading(context, (journal) => {
          const versions = journal.versions();
          const sessions = journal.sessions();
          const campaign = journal.campaigns().at(-1);
          const waiting = journal.proposals().find((proposal) => proposal.status === 'waiting');
          const model = modelOf(context, journal);
          const champion = versions.length === 0 ? null : championOf({ versions, decisions: journal.decisions() });
          const data = {
            study: journal.study.name,
            strategy: journal.study.strategy,
            symbol: journal.study.instrument.symbol,
            versions: versions.length,
            sessions: sessions.filter((session) => session.status === 'completed').length,
            champion,
            campaign:
              campaign === undefined
                ? null
                : { id: campaign.id, status: statusOf(campaign, context), mode: campaign.plan.mode },
            waiting: waiting?.id ?? null,
            model,
          };
          const { io } = context;
          if (context.json) io.out(JSON.stringify(data, null, 2));
          else {
            io.out(`study     ${data.study}: ${data.strategy} on ${data.symbol}`);
            io.out(`versions  ${data.versions}, champion ${champion === null ? 'none yet' : `v${champion}`}`);
            io.out(`sessions  ${data.sessions} completed`);
            io.out(
              `campaign  ${data.campaign === null ? 'none yet' : `${data.campaign.mode}, ${data.campaign.status}`}`,
            );
            io.out(`proposal  ${waiting === undefined ? 'none waits' : `p${waiting.id} waits`}`);
            if (model !== null) io.out(safe(modelLine(model)));
          }
          if (campaign !== undefined && campaign.status !== 'finished') io.say('Next: tune resume');
          else io.say(waiting === undefined ? 'Next: tune start' : `Next: tune review p${waiting.id}`);
          return EXIT.ok;
        }),
      ),
    );
}

/** A campaign on record as running whose process is gone died: the records are sound and can be resumed. */
function statusOf(campaign: CampaignRecord, { workspace }: Context): string {
  if (campaign.status !== 'running') return campaign.status;
  try {
    acquireLock(workspace.lockFile).release();
    return 'died while running (tune resume goes on)';
  } catch (error) {
    if (error instanceof LockBusy) return campaign.status;
    throw error;
  }
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
