/** `tune service`: the schedule as a service of the operating system. */

import { join } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../app/errors.ts';
import { scheduleNow } from '../app/scheduleState.ts';
import {
  installedService,
  installService,
  refuseSecondService,
  serviceName,
  serviceOf,
  uninstallService,
} from '../app/serviceOfWorkspace.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { ServiceManager } from '../service/manager.ts';
import { LOG_FILE } from '../service/serviceLog.ts';
import { serviceManager, thisMachine } from '../service/thisMachine.ts';
import { plannedCampaign } from './campaignFlags.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { unattended } from './schedule.ts';
import { CRON_ARGUMENT, flagsGiven, type ScheduleOptions, scheduleIn, withScheduleFlags } from './scheduleFlags.ts';
import { scheduleData, scheduleLines } from './scheduleText.ts';

interface InstallOptions extends ScheduleOptions {
  readonly yes?: boolean;
  /** `--study` of the whole program. */
  readonly study?: string;
}

const YES_FLAG = ['--yes', 'do not ask'] as const;

export function serviceVerb(program: Command, run: Run): void {
  const service = program.command('service').description('Install tune schedule as a service of this machine.');
  withScheduleFlags(
    service
      .command('install')
      .description('Show the file of the service, write it and load it: launchd (macOS) or systemd (Linux).')
      .argument(...CRON_ARGUMENT),
  )
    .option(...YES_FLAG)
    .action((expression: string, _options: unknown, command: Command) =>
      run(command, (context) => install(context, expression, command)),
    );
  service
    .command('status')
    .description('Show the service of this workspace.')
    .action((_options: unknown, command: Command) => run(command, status));
  service
    .command('uninstall')
    .description('Stop the service of this workspace, which seals a running campaign, and remove it.')
    .option(...YES_FLAG)
    .action(({ yes }: Pick<InstallOptions, 'yes'>, command: Command) =>
      run(command, (context) => uninstall(context, yes === true)),
    );
}

async function install(context: Context, expression: string, command: Command): Promise<number> {
  const { io, json, workspace } = context;
  const options = command.optsWithGlobals<InstallOptions>();
  const manager = managerOf(context);
  refuseSecondService(manager);
  scheduleIn(expression, options);
  const never = new AbortController().signal;
  const { loaded } = await plannedCampaign(unattended(context), options, { holdsSleepOff: () => false, stop: never });
  const service = serviceOf(workspace, serviceCommand(context, expression, command, options.study));
  const text = manager.text(service);
  if (!json) {
    io.tell(`${manager.file}:\n`);
    io.out(text);
  }
  for (const warning of environmentWarnings(loaded)) io.say(warning);
  await confirm(context, options.yes === true, `Write this file and load it with ${manager.kind}?`);
  installService(manager, service, workspace);
  if (json) io.out(JSON.stringify({ kind: manager.kind, file: manager.file, command: service.command }, null, 2));
  else io.tell(`The service is installed and runs. ${manager.advice}`);
  io.say('Next: tune service status');
  return EXIT.ok;
}

async function status(context: Context): Promise<number> {
  const { io, json, workspace, now } = context;
  const manager = managerOf(context);
  const installed = installedService(manager);
  const schedule = scheduleNow(workspace, now());
  const logFile = join(workspace.logsFolder, LOG_FILE);
  if (json) {
    const service = installed === null ? null : { kind: manager.kind, file: manager.file, ...installed };
    io.out(JSON.stringify({ service, schedule: scheduleData(schedule), log: logFile }, null, 2));
    return EXIT.ok;
  }
  if (installed === null) io.out(`service   none installed (it would be ${manager.file})`);
  else {
    const { state, pid, words } = installed;
    io.out(`service   ${manager.kind}, ${manager.file}`);
    io.out(`state     ${state}${pid === null ? '' : ` in process ${pid}`}${state === words ? '' : ` (${words})`}`);
  }
  for (const line of scheduleLines(schedule)) io.out(line);
  io.out(`log       ${logFile} (tune logs)`);
  if (installed === null) io.say('Next: tune service install "0 22 * * *" --hours 8');
  return EXIT.ok;
}

async function uninstall(context: Context, yes: boolean): Promise<number> {
  const { io, json } = context;
  const manager = managerOf(context);
  await confirm(context, yes, `Stop the service and remove ${manager.file}?`);
  uninstallService(manager);
  if (json) io.out(JSON.stringify({ removed: manager.file }, null, 2));
  else io.tell(`The service is stopped and ${manager.file} is removed. Records and logs stay.`);
  return EXIT.ok;
}

function managerOf(context: Context): ServiceManager {
  return serviceManager(serviceName(context), thisMachine());
}

/** The program and its arguments, all paths absolute. */
function serviceCommand({ workspace }: Context, expression: string, command: Command, study: string | undefined) {
  return [
    process.execPath,
    join(import.meta.dirname, '../../bin/tune.js'),
    '--workspace',
    workspace.folder,
    ...(study === undefined ? [] : ['--study', study]),
    '--no-input',
    'schedule',
    expression,
    ...flagsGiven(command, 'schedule'),
    '--quiet',
  ];
}

/** A service does not see the variables of the shell from which it was installed. */
function environmentWarnings({ config }: LoadedConfig): string[] {
  const names = Object.keys(process.env).filter(
    (name) => name.startsWith('TUNE_') || (config.llm.provider !== 'none' && name === config.llm.keyVariable),
  );
  if (names.length === 0) return [];
  return [
    `Note: ${names.join(', ')}: set in this shell, which the service does not see. Settings belong in tune.toml and keys in .env.`,
  ];
}

/** @throws UsageError where the answer is no, and where nobody can be asked */
async function confirm({ io }: Context, yes: boolean, question: string): Promise<void> {
  if (yes) return;
  if (!io.interactive) throw new UsageError('nothing was changed: nobody can be asked here; to agree, add --yes');
  const { confirm: ask } = await import('@clack/prompts');
  if ((await ask({ message: question, initialValue: false })) !== true) throw new UsageError('nothing was changed');
}
