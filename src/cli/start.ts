/** `tune start` and `tune resume`: a campaign from nothing to a tuned version. */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../config/config.ts';
import { type CampaignEnd, runCampaign } from '../loop/campaign.ts';
import type { CampaignPorts } from '../loop/ports.ts';
import type { Proposer } from '../proposer/proposer.ts';
import { randomProposer } from '../proposer/random.ts';
import { surrogateProposer } from '../proposer/surrogate.ts';
import { resultsTable } from '../report/resultsTable.ts';
import { acquireLock } from '../store/lock.ts';
import { openStore } from '../store/store.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { checkParameters } from '../strategy/parameters.ts';
import type { Journal } from '../study/journal.ts';
import type { CampaignPlan, CampaignRecord } from '../study/records.ts';
import { nameOfTape, WorkspaceMarkets } from '../workspace/markets.ts';
import { reportInput, WorkspaceViews } from '../workspace/views.ts';
import { checkWritable } from '../workspace/writeFile.ts';
import { askPerson } from './askPerson.ts';
import { type Context, now, sha256 } from './context.ts';
import { EXIT, UsageError } from './exitCodes.ts';
import { collect, type Run } from './program.ts';
import { ProgressLine } from './progressLine.ts';
import { stopOnSignals } from './signals.ts';

interface StartOptions {
  readonly hours: string;
  readonly minutes?: string;
  readonly sessions?: string;
  readonly mode: string;
  readonly tape: readonly string[];
  readonly approve?: string;
  readonly dryRun?: boolean;
}

export function startVerb(program: Command, run: Run): void {
  program
    .command('start')
    .description('run a campaign: sessions, evaluation, proposals, decisions')
    .option('--hours <hours>', 'market hours to run', '8')
    .option('--minutes <minutes>', 'length of a session in market minutes')
    .option('--sessions <count>', 'number of sessions, instead of --hours')
    .option('--mode <mode>', 'sim (synthetic markets) or replay (recorded tapes)', 'sim')
    .option('--tape <file>', 'tape to replay; may be repeated', collect, [])
    .option('--approve <policy>', 'auto, ask or hold')
    .option('--dry-run', 'show the plan and run nothing')
    .action((options: StartOptions, command: Command) => run(command, (context) => start(context, options)));
}

export function resumeVerb(program: Command, run: Run): void {
  program
    .command('resume')
    .description('go on with the last campaign that was interrupted or waits')
    .action((_options: unknown, command: Command) => run(command, resume));
}

async function start(context: Context, options: StartOptions): Promise<number> {
  const { config } = context.settings({
    'session.minutes': options.minutes,
    [`approval.${options.mode === 'replay' ? 'replay' : 'sim'}`]: options.approve,
  });
  const plan = planOf(options, config, context.workspace.folder);
  if (options.dryRun === true) {
    context.io.out(context.json ? JSON.stringify(plan, null, 2) : planText(plan, config));
    return EXIT.ok;
  }
  return inCampaign(context, config, (journal) => {
    if (journal.versions().length === 0) addFirstVersion(journal, config);
    return journal.startCampaign(plan);
  });
}

async function resume(context: Context): Promise<number> {
  const { config } = context.settings();
  openStore(context.workspace.databaseFile, { readonly: true }).close();
  return inCampaign(context, config, (journal) => {
    const last = journal.campaigns().at(-1);
    if (last === undefined) throw new UsageError('there is no campaign to resume; start one with: tune start');
    if (last.status === 'finished')
      throw new UsageError('the last campaign is finished; start another with: tune start');
    return last;
  });
}

/** Holds the workspace's lock while a campaign runs, and says at its end what came of it. */
async function inCampaign(
  context: Context,
  config: Config,
  begin: (journal: Journal) => CampaignRecord,
): Promise<number> {
  const { io, workspace } = context;
  checkWritable(workspace.runsFolder);
  checkWritable(workspace.historyFolder);
  const lock = acquireLock(workspace.lockFile);
  try {
    const store = openStore(workspace.databaseFile, { now });
    try {
      const journal = store.open({ ...config.study, instrument: config.instrument });
      const campaign = begin(journal);
      const progress = new ProgressLine(io, campaign.plan);
      const stop = stopOnSignals(() =>
        progress.note('stopping: sealing the running session (once more to abandon it)'),
      );
      try {
        const end = await runCampaign(campaign, {
          journal,
          markets: new WorkspaceMarkets(workspace.folder),
          proposer: proposerOf(config),
          views: new WorkspaceViews(workspace, journal, config.files.keepTapes),
          ask: (proposal) => askPerson(io, journal, proposal),
          progress: (event) => progress.show(event),
          breathe: () => new Promise((done) => setImmediate(done)),
          sha256,
          stop: stop.state,
        } satisfies CampaignPorts);
        progress.done();
        return report(context, journal, end);
      } finally {
        stop.release();
        progress.done();
      }
    } finally {
      store.close();
    }
  } finally {
    lock.release();
  }
}

function planOf(options: StartOptions, config: Config, folder: string): CampaignPlan {
  const { mode } = options;
  if (mode === 'paper' || mode === 'live')
    throw new UsageError(`--mode ${mode} needs a live venue, which this version does not have; use sim or replay`);
  if (mode !== 'sim' && mode !== 'replay') throw new UsageError(`--mode ${mode} is unknown; use sim or replay`);
  if (mode === 'replay' && options.tape.length === 0)
    throw new UsageError('--mode replay needs at least one --tape FILE; `tune tape list` shows yours');
  if (mode === 'sim' && options.tape.length > 0) throw new UsageError('--tape belongs to --mode replay');
  const { minutes } = config.session;
  const sessions =
    options.sessions === undefined
      ? Math.floor((count('--hours', options.hours, 0.01, 10_000) * 60) / minutes)
      : count('--sessions', options.sessions, 1, 100_000);
  if (!Number.isInteger(sessions) || sessions < 1) {
    throw new UsageError(
      `${options.sessions === undefined ? `--hours ${options.hours} with sessions of ${minutes} min` : `--sessions ${options.sessions}`} gives no whole session`,
    );
  }
  return {
    mode,
    sessions,
    minutes,
    approval: config.approval[mode],
    tapes: options.tape.map((file) => nameOfTape(folder, existingFile(file))),
    families: mode === 'sim' ? config.sim.families : [],
    startPrice: config.sim.startPrice,
    decisionMs: config.session.decisionMs,
    latency: config.latency,
    limits: config.limits,
  };
}

function count(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= min && value <= max)) {
    throw new UsageError(`${flag} ${text} is not a number from ${min} to ${max}`);
  }
  return value;
}

function addFirstVersion(journal: Journal, config: Config): void {
  const strategy = strategyNamed(config.study.strategy);
  const problems = checkParameters(strategy.parameters, config.parameters);
  if (problems.length > 0) throw new UsageError(problems.map((problem) => problem.message).join('\n'));
  journal.addVersion({
    parent: null,
    author: 'human',
    reason: 'first version, from the settings',
    parameters: config.parameters,
  });
}

function proposerOf(config: Config): Proposer {
  if (config.proposer.use === 'random') return randomProposer;
  return surrogateProposer((config.study.capital * config.proposer.effectPerHourPct) / 100);
}

function planText(plan: CampaignPlan, config: Config): string {
  const market =
    plan.mode === 'sim' ? `synthetic markets: ${plan.families.join(', ')}` : `tapes: ${plan.tapes.join(', ')}`;
  return [
    `study ${config.study.name}: ${config.study.strategy} on ${config.instrument.symbol}, capital $${config.study.capital}`,
    `${plan.sessions} sessions of ${plan.minutes} market minutes, ${plan.mode}, ${market}`,
    `proposer ${config.proposer.use}, approval ${plan.approval}, decisions every ${plan.decisionMs} ms`,
  ].join('\n');
}

function report(context: Context, journal: Journal, end: CampaignEnd): number {
  const { io, workspace } = context;
  const input = reportInput(journal);
  if (context.json)
    io.out(
      JSON.stringify(
        {
          study: journal.study.name,
          end: end.kind,
          champion: input.champion,
          versions: input.versions,
          evaluations: input.evaluations,
        },
        null,
        2,
      ),
    );
  else io.out(resultsTable(input, { width: io.width, paint: io.paint }));
  if (end.kind === 'tapes-used-up')
    io.say(`The tapes held ${end.completed} whole sessions: that is all there is to replay.`);
  io.say('');
  io.say(`History   ${workspace.historyFolder}/${journal.study.name}/EVOLUTION.md`);
  io.say(`Sessions  ${workspace.runsFolder}`);
  const waiting = journal.proposals().find((proposal) => proposal.status === 'waiting');
  if (end.kind === 'interrupted') io.say('Next: tune resume');
  else io.say(waiting === undefined ? 'Next: tune history' : `Next: tune review p${waiting.id}`);
  if (end.kind === 'waiting') return EXIT.proposalWaits;
  return end.kind === 'interrupted' ? EXIT.interrupted : EXIT.ok;
}

function existingFile(file: string): string {
  if (!existsSync(file)) throw new UsageError(`--tape ${file} does not exist`);
  return resolve(file);
}
