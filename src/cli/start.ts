/** `tune start` and `tune resume`: a campaign from nothing to a tuned version. */

import { type Command, Option } from 'commander';
import type { Config } from '../config/config.ts';
import { StoreError } from '../store/errors.ts';
import { openStore } from '../store/store.ts';
import { type Journal, NotFound } from '../study/journal.ts';
import { championOf } from '../study/leaderboard.ts';
import type { CampaignPlan } from '../study/records.ts';
import { WorkspaceMarkets } from '../workspace/markets.ts';
import { checkWritable } from '../workspace/writeFile.ts';
import { campaignNow, campaignText } from './campaignNow.ts';
import { type PlanOptions, planOf, planText } from './campaignPlan.ts';
import { campaignRunner, type RunnerOptions } from './campaignRunner.ts';
import { type Context, reading } from './context.ts';
import { EXIT, UsageError } from './exitCodes.ts';
import { idleParameters } from './idleParameters.ts';
import { llmOf } from './model.ts';
import { collect, type Run } from './program.ts';
import { queueOf } from './queueText.ts';
import { checkChampion, checkFirstVersion, pricesOf, queueWarnings } from './smallestOrder.ts';
import { RACE_THREADS_FLAG } from './threads.ts';

interface StartOptions extends PlanOptions, RunnerOptions {
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
      'auto (by policy), ask (stop for you) or hold (keep the newest for you), instead of approval.* of tune.toml',
    )
    .option('--new', 'leave an unfinished campaign as it is, for good, and start another')
    .option(...RACE_THREADS_FLAG)
    .option('--dry-run', 'show the plan and run nothing')
    .action((options: StartOptions, command: Command) => run(command, (context) => start(context, options)));
}

export function resumeVerb(program: Command, run: Run): void {
  program
    .command('resume')
    .description('Go on with the last campaign, which was interrupted or waits.')
    .option(...RACE_THREADS_FLAG)
    .action((options: RunnerOptions, command: Command) => run(command, (context) => resume(context, options)));
}

async function start(context: Context, options: StartOptions): Promise<number> {
  const loaded = context.settings([
    ['session.minutes', '--minutes', options.minutes],
    [`approval.${options.mode === 'replay' ? 'replay' : 'sim'}`, '--approve', options.approve],
  ]);
  const { config } = loaded;
  // What is wrong with the model's key or address is told before anything runs.
  await llmOf(loaded, null);
  const markets = new WorkspaceMarkets(context.workspace, context.io.say);
  const plan = await planOf(options, config, context.workspace.folder, markets);
  sayWhatIsCut(context, options, plan);
  if (options.dryRun === true) {
    context.io.out(context.json ? JSON.stringify(plan, null, 2) : planText(plan, config));
    return EXIT.ok;
  }
  checkWritable(context.workspace.folder);
  const prices = await pricesOf(plan, config, markets);
  if (!(await isBegun(context))) checkFirstVersion(config, prices);
  return campaignRunner(context, loaded, markets, options, (journal) => {
    const versions = journal.versions();
    const [first] = versions;
    if (first === undefined) addFirstVersion(journal, config);
    else checkChampion(journal.version(championOf({ versions, decisions: journal.decisions() })), config, prices);
    leaveUnfinished(context, journal, options);
    for (const warning of [...idleParameters(versions, loaded), ...queueWarnings(queueOf(journal), config, prices)]) {
      context.io.say(warning);
    }
    return journal.startCampaign(plan);
  });
}

/** What was asked for and will not run: hours that hold no whole session, sessions that the tapes do not hold. */
function sayWhatIsCut({ io }: Context, options: StartOptions, { sessions, minutes, mode }: CampaignPlan): void {
  const wanted = options.sessions === undefined ? (Number(options.hours) * 60) / minutes : Number(options.sessions);
  if (sessions === wanted) return;
  const asked = options.sessions === undefined ? `--hours ${options.hours}` : `--sessions ${options.sessions}`;
  const why = mode === 'replay' && sessions < Math.floor(wanted) ? 'the tapes hold no more' : 'sessions are whole';
  io.say(`${asked}: ${sessions} session${sessions === 1 ? '' : 's'} of ${minutes} min will run; ${why}.`);
}

/**
 * A campaign is never dropped without a word: another one starts only once the last is finished, or left by `--new`,
 * which puts its end on record. The lock is held, so none runs. @throws UsageError
 */
function leaveUnfinished({ io }: Context, journal: Journal, options: StartOptions): void {
  const last = campaignNow(journal, null);
  if (last === null || last.state === 'finished') return;
  const { id, plan } = last.campaign;
  const what = campaignText(last);
  if (options.new !== true) {
    throw new UsageError(
      `the last campaign is unfinished: ${what}.\nGo on with it: tune resume\nOr leave it, for good, and start this one: the same command with --new`,
    );
  }
  journal.setCampaignStatus(id, 'finished');
  io.say(`Left for good: the campaign of ${plan.sessions} sessions (${what}). Its sessions stay on record and count.`);
}

async function resume(context: Context, options: RunnerOptions): Promise<number> {
  const loaded = context.settings();
  await llmOf(loaded, null);
  checkWritable(context.workspace.folder);
  // Resuming makes no database; without one there is nothing to resume.
  openStore(context.workspace.databaseFile, { readonly: true }).close();
  const markets = new WorkspaceMarkets(context.workspace, context.io.say);
  return campaignRunner(context, loaded, markets, options, (journal) => {
    const last = journal.campaigns().at(-1);
    if (last === undefined) throw new UsageError('there is no campaign to resume; start one with: tune start');
    if (last.status === 'finished')
      throw new UsageError('the last campaign is finished; start another with: tune start');
    return last;
  });
}

/** Whether the study has its first version already; `[parameters]` are not looked at then. */
async function isBegun(context: Context): Promise<boolean> {
  try {
    return await reading(context, (journal) => journal.versions().length > 0);
  } catch (error) {
    if (error instanceof NotFound || (error instanceof StoreError && error.kind === 'missing')) return false;
    throw error;
  }
}

function addFirstVersion(journal: Journal, config: Config): void {
  journal.addVersion({
    parent: null,
    author: 'human',
    reason: 'first version, from the settings',
    parameters: config.parameters,
  });
}
