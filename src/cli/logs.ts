/** `tune logs`: the log of the service. */

import type { Command } from 'commander';
import { UsageError } from '../app/errors.ts';
import { safe } from '../app/safeText.ts';
import { machineClock } from '../llm/call.ts';
import { LogFollower, lastRecords, recordText } from '../service/readLog.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { stopOnSignals } from './signals.ts';

interface LogsOptions {
  readonly follow?: boolean;
  readonly lines: string;
}

const LOOK_MS = 500;

export function logsVerb(program: Command, run: Run): void {
  program
    .command('logs')
    .description('Show the log of tune schedule.')
    .option('-f, --follow', 'show new records as they come, until Ctrl-C')
    .option('--lines <count>', 'records to show, the newest', '50')
    .action((options: LogsOptions, command: Command) => run(command, (context) => logs(context, options)));
}

async function logs({ io, json, workspace }: Context, { follow, lines }: LogsOptions): Promise<number> {
  if (!/^\d{1,6}$/.test(lines)) throw new UsageError(`--lines ${lines} is not a whole number from 0 to 999999`);
  if (json && follow === true) throw new UsageError('--json gives one document and cannot be combined with --follow');
  // Opened before the last records are read: nothing that is written meanwhile is lost. It may be shown twice, if ever.
  const follower = follow === true ? new LogFollower(workspace.logsFolder) : null;
  const records = lastRecords(workspace.logsFolder, Number(lines));
  if (json) {
    io.out(`[${records.filter((record) => record.startsWith('{')).join(',\n')}]`);
    return EXIT.ok;
  }
  const show = (record: string): void => io.out(safe(recordText(record)));
  for (const record of records) show(record);
  if (follower === null) {
    if (records.length === 0) io.say(`No log in ${workspace.logsFolder}: tune schedule writes it.`);
    return EXIT.ok;
  }
  const stop = stopOnSignals(() => undefined);
  try {
    // A reader that closes early (`| head`) wants no more.
    while (!stop.signal.aborted && process.stdout.errored === null) {
      for (const record of follower.next()) show(record);
      await machineClock.sleep(LOOK_MS, stop.signal);
    }
  } finally {
    stop.release();
    follower.close();
  }
  return stop.signal.aborted ? EXIT.interrupted : EXIT.ok;
}
