/** The flags of verbs that start a campaign, and the start of one as they ask. */

import { type Command, Option } from 'commander';
import { planCampaign } from '../app/campaignPlan.ts';
import type { CampaignOutcome } from '../app/runCampaign.ts';
import { startCampaign } from '../app/startCampaign.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { CampaignPlan } from '../study/records.ts';
import { type CampaignRun, observed } from './campaignTerminal.ts';
import { cutText } from './campaignText.ts';
import type { Context } from './context.ts';
import { type PlanOptions, planRequest } from './planFlags.ts';
import {
  ALLOW_ENDPOINT_FLAG,
  ALLOW_SLEEP_FLAG,
  collect,
  RACE_THREADS_FLAG,
  SYMBOL_FLAG,
  threadsFlag,
  VENUE_FLAG,
} from './sharedFlags.ts';

export interface CampaignOptions extends PlanOptions {
  readonly threads?: string;
  readonly minutes?: string;
  readonly approve?: string;
  readonly new?: boolean;
  readonly allowSleep?: boolean;
  readonly venue?: string;
  readonly symbol?: string;
  readonly allowEndpoint?: boolean;
}

export function withCampaignFlags(command: Command): Command {
  return command
    .option('--hours <hours>', 'market hours to run', '8')
    .option('--minutes <minutes>', 'length of a session in market minutes')
    .addOption(new Option('--sessions <count>', 'number of sessions, instead of --hours').conflicts('hours'))
    .option(
      '--mode <mode>',
      'sim (synthetic markets), replay (recorded tapes), paper (a live market, no orders) or live (orders: docs/live.md)',
      'sim',
    )
    .option('--tape <file>', 'tape to replay; may be repeated', collect, [])
    .option(...VENUE_FLAG)
    .option(...SYMBOL_FLAG)
    .option(...ALLOW_ENDPOINT_FLAG)
    .option(
      '--approve <policy>',
      'how proposals are decided: auto (approved at once), ask (it asks you, and goes on measuring until you decide) or hold (it stops when a proposal waits); instead of approval.* of tune.toml. At a terminal, and where neither is set: ask',
    )
    .option('--new', 'end an unfinished campaign for good and start another')
    .option(...RACE_THREADS_FLAG)
    .option(...ALLOW_SLEEP_FLAG);
}

export interface PlannedCampaign {
  readonly plan: CampaignPlan;
  readonly loaded: LoadedConfig;
  /** Runs it to its end or its first stop. */
  readonly run: () => Promise<CampaignOutcome>;
}

/** Reads the settings anew and plans the campaign; nothing is written. @throws UsageError, ConfigError; in replay also what reading the tapes throws */
export async function plannedCampaign(
  context: Context,
  options: CampaignOptions,
  run: Omit<CampaignRun, 'threads' | 'isEndpointAllowed'>,
): Promise<PlannedCampaign> {
  const loaded = settingsOf(context, options);
  const ports = observed(
    { ...context, settings: () => loaded },
    { ...run, threads: threadsFlag(options.threads), isEndpointAllowed: options.allowEndpoint === true },
  );
  const plan = await planCampaign(planRequest(options), ports);
  const cut = cutText(options, plan);
  if (cut !== null) context.io.say(cut);
  return { plan, loaded, run: () => startCampaign(plan, options.new === true, ports) };
}

/** The settings with those of the flags. At a terminal the person is asked, unless they have set who decides. */
function settingsOf({ settings, io }: Context, options: CampaignOptions): LoadedConfig {
  const { mode, minutes, approve, venue, symbol } = options;
  const key = `approval.${mode === 'replay' || mode === 'paper' ? mode : 'sim'}`;
  const withPolicy = (policy: string | undefined): LoadedConfig =>
    settings([
      ['session.minutes', '--minutes', minutes],
      ['venue.name', '--venue', venue],
      ['venue.symbol', '--symbol', symbol],
      [key, '--approve', policy],
    ]);
  const loaded = withPolicy(approve);
  const isOpen = loaded.values[key]?.origin === 'default';
  // A person is asked only about what trials have measured.
  return isOpen && io.interactive && loaded.config.session.trials > 0 ? withPolicy('ask') : loaded;
}
