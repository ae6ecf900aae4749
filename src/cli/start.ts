/** `tune start` and `tune resume`: they run a campaign. */

import { type Command, Option } from 'commander';
import { planCampaign } from '../app/campaignPlan.ts';
import { resumeCampaign, startCampaign } from '../app/startCampaign.ts';
import type { LoadedConfig } from '../config/load.ts';
import { observed } from './campaignTerminal.ts';
import { cutText, planText, printCampaign } from './campaignText.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { type PlanOptions, planRequest } from './planFlags.ts';
import type { Run } from './program.ts';
import { collect, RACE_THREADS_FLAG, threadsFlag } from './sharedFlags.ts';

interface StartOptions extends PlanOptions {
  readonly threads?: string;
  readonly minutes?: string;
  readonly approve?: string;
  readonly dryRun?: boolean;
  readonly new?: boolean;
}

export function startVerb(program: Command, run: Run): void {
  program
    .command('start')
    .description('Run a campaign: sessions, evaluation, proposals, decisions.')
    .option('--hours <hours>', 'market hours to run', '8')
    .option('--minutes <minutes>', 'length of a session in market minutes')
    .addOption(new Option('--sessions <count>', 'number of sessions, instead of --hours').conflicts('hours'))
    .option('--mode <mode>', 'sim (synthetic markets) or replay (recorded tapes)', 'sim')
    .option('--tape <file>', 'tape to replay; may be repeated', collect, [])
    .option(
      '--approve <policy>',
      'how proposals are decided: auto (approved at once), ask (it asks you) or hold (the newest waits for you); instead of approval.* of tune.toml. At a terminal, and where neither is set: ask',
    )
    .option('--new', 'end an unfinished campaign for good and start another')
    .option(...RACE_THREADS_FLAG)
    .option('--dry-run', 'show the plan and run nothing')
    .action((options: StartOptions, command: Command) => run(command, (context) => start(context, options)));
}

export function resumeVerb(program: Command, run: Run): void {
  program
    .command('resume')
    .description('Continue the last campaign, which was interrupted or waits for a decision.')
    .option(...RACE_THREADS_FLAG)
    .action(({ threads }: Pick<StartOptions, 'threads'>, command: Command) =>
      run(command, async (context) =>
        printCampaign(context, await resumeCampaign(observed(context, threadsFlag(threads)))),
      ),
    );
}

/** The settings with those of the flags. At a terminal the person is asked, unless they have set who decides. */
function settingsOf({ settings, io }: Context, { mode, minutes, approve }: StartOptions): LoadedConfig {
  const key = `approval.${mode === 'replay' ? 'replay' : 'sim'}`;
  const withPolicy = (policy: string | undefined): LoadedConfig =>
    settings([
      ['session.minutes', '--minutes', minutes],
      [key, '--approve', policy],
    ]);
  const loaded = withPolicy(approve);
  const isOpen = loaded.values[key]?.origin === 'default';
  // A person is asked only about what trials have measured.
  return isOpen && io.interactive && loaded.config.session.trials > 0 ? withPolicy('ask') : loaded;
}

async function start(context: Context, options: StartOptions): Promise<number> {
  const { io, json } = context;
  const loaded = settingsOf(context, options);
  const ports = observed({ ...context, settings: () => loaded }, threadsFlag(options.threads));
  const plan = await planCampaign(planRequest(options), ports);
  const cut = cutText(options, plan);
  if (cut !== null) io.say(cut);
  if (options.dryRun === true) {
    io.out(json ? JSON.stringify(plan, null, 2) : planText(plan, loaded.config));
    return EXIT.ok;
  }
  return printCampaign(context, await startCampaign(plan, options.new === true, ports));
}
