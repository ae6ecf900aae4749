/** `tune start` and `tune resume`: they run a campaign. */

import type { Command } from 'commander';
import { estimateCampaign } from '../app/campaignEstimate.ts';
import { resumeCampaign } from '../app/startCampaign.ts';
import { freeBytesAt } from '../recordings/capture/sizeForecast.ts';
import { type CampaignOptions, plannedCampaign, withCampaignFlags } from './campaignFlags.ts';
import { observed, sleepIsHeldOff } from './campaignTerminal.ts';
import { estimateText, planText, printCampaign } from './campaignText.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { ALLOW_ENDPOINT_FLAG, ALLOW_SLEEP_FLAG, RACE_THREADS_FLAG, threadsFlag } from './sharedFlags.ts';

interface StartOptions extends CampaignOptions {
  readonly dryRun?: boolean;
}

type ResumeOptions = Pick<StartOptions, 'threads' | 'allowSleep' | 'allowEndpoint'>;

export function startVerb(program: Command, run: Run): void {
  withCampaignFlags(program.command('start').description('Run a campaign: sessions, evaluation, proposals, decisions.'))
    .option('--dry-run', 'show the plan, about how long it takes and how much it writes, and run nothing')
    .action((options: StartOptions, command: Command) => run(command, (context) => start(context, options)));
}

export function resumeVerb(program: Command, run: Run): void {
  program
    .command('resume')
    .description('Continue the last campaign, which was interrupted or waits for a decision.')
    .option(...RACE_THREADS_FLAG)
    .option(...ALLOW_SLEEP_FLAG)
    .option(...ALLOW_ENDPOINT_FLAG)
    .action(({ threads, allowSleep, allowEndpoint }: ResumeOptions, command: Command) =>
      run(command, async (context) => {
        const ports = observed(context, {
          threads: threadsFlag(threads),
          isEndpointAllowed: allowEndpoint === true,
          holdsSleepOff: sleepIsHeldOff(allowSleep),
          stop: null,
        });
        return printCampaign(context, await resumeCampaign(ports));
      }),
    );
}

async function start(context: Context, options: StartOptions): Promise<number> {
  const { io, json } = context;
  const { plan, loaded, run } = await plannedCampaign(context, options, {
    holdsSleepOff: sleepIsHeldOff(options.allowSleep),
    stop: null,
  });
  if (options.dryRun === true) {
    const estimate = await estimateCampaign(plan, {
      ...context,
      settings: () => loaded,
      freeBytes: freeBytesAt,
      stopwatchMs: () => performance.now(),
    });
    if (json) io.out(JSON.stringify({ ...plan, estimate }, null, 2));
    else io.tell(`${planText(plan, loaded.config)}\n${estimateText(estimate)}`);
    return EXIT.ok;
  }
  return printCampaign(context, await run());
}
