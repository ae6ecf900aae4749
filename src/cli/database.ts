/** `tune backup` and `tune db check`: a checked copy of the database, and whether everything is whole. */

import type { Command } from 'commander';
import { type Backup, backupDatabase } from '../app/backupDatabase.ts';
import { checkDatabase, type DatabaseReport } from '../app/checkDatabase.ts';
import { counted } from '../report/figures.ts';
import { checkLine, remedyLine } from './checkText.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';

const BACKUP_HELP = `
Example: tune backup ~/backups/btc-monday.db
The copy holds all records. Recorded tapes, captures, tune.toml and .env are files of their own.`;

export function backupVerb(program: Command, run: Run): void {
  program
    .command('backup [file]')
    .description('Copy the database to a new file, also while a campaign runs, and check the copy.')
    .addHelpText('after', BACKUP_HELP)
    .action((file: string | undefined, _options: unknown, command: Command) =>
      run(command, async (context) => {
        const { io, json } = context;
        const made = await backupDatabase(file ?? null, context);
        if (json) io.out(JSON.stringify(made, null, 2));
        else io.tell(backupText(made));
        io.say('Next: tune db check');
        return EXIT.ok;
      }),
    );
}

export function databaseVerb(program: Command, run: Run): void {
  program
    .command('db')
    .description('Check the database.')
    .command('check')
    .description('Check the database and the files around it, and say what to do. Changes nothing.')
    .action((_options: unknown, command: Command) => run(command, async (context) => check(context)));
}

function backupText({ file, bytes, studies, records }: Backup): string {
  const names = studies.length === 0 ? 'no study' : studies.join(', ');
  return `${file}: ${(bytes / 1e6).toFixed(1)} MB, checked and sound; ${names}; ${digestText(records)}.`;
}

function digestText({ changes, sha256 }: Backup['records']): string {
  return `${counted(changes, 'change')} on record, digest ${sha256.slice(0, 16)}`;
}

function check(context: Context): number {
  const { io, json } = context;
  const report = checkDatabase(context);
  const failed = report.checks.some(({ state }) => state === 'failed');
  if (json) io.out(JSON.stringify({ ok: !failed, ...report }, null, 2));
  else printReport(io, report);
  io.say(failed ? 'Next: do what is said above, then: tune db check' : 'Next: tune backup');
  return failed ? EXIT.error : EXIT.ok;
}

function printReport(io: Context['io'], { file, checks, records }: DatabaseReport): void {
  io.out(file);
  for (const one of checks) {
    io.out(checkLine(one, io));
    const remedy = remedyLine(one);
    if (remedy !== null) io.tell(remedy);
  }
  if (records !== null) io.out(digestText(records));
}
