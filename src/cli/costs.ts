/** `tune costs`: calls to language models by day and model, against the caps. */

import type { Command } from 'commander';
import { costNotes, studyCosts } from '../app/modelSpending.ts';
import { safe } from '../app/safeText.ts';
import { readStudy } from '../app/studyAccess.ts';
import { costCsv } from '../report/csv.ts';
import { costTable } from '../report/modelCalls.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';

interface CostsOptions {
  readonly csv?: boolean;
}

export function costsVerb(program: Command, run: Run): void {
  program
    .command('costs')
    .description('Show what calls to language models cost, by day and model.')
    .option('--csv', 'one line a day and model as CSV on stdout')
    .action((options: CostsOptions, command: Command) => run(command, (context) => costs(context, options)));
}

async function costs(context: Context, options: CostsOptions): Promise<number> {
  const { io, json } = context;
  const found = await readStudy(context, (journal) => studyCosts(journal, context));
  const { groups, total, today, caps, lastCall } = found;
  if (json) io.out(JSON.stringify({ groups, total, today, caps }, null, 2));
  else if (options.csv === true) io.out(safe(costCsv(groups)).trimEnd());
  else if (lastCall !== null) io.out(safe(costTable(groups, total)));
  for (const note of costNotes(found)) io.tell(note);
  io.say(lastCall === null ? 'Next: tune doctor' : `Next: tune show c${lastCall.id}`);
  return EXIT.ok;
}
