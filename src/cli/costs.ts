/** `tune costs`: calls to language models by day and model, against the caps. */

import type { Command } from 'commander';
import { spendingToday } from '../app/modelPorts.ts';
import { safe } from '../app/safeText.ts';
import { readStudy } from '../app/studyAccess.ts';
import { costCsv } from '../report/csv.ts';
import { callGroups, callSumOf, costTable, todayWords } from '../report/modelCalls.ts';
import type { Journal } from '../study/journal.ts';
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
    .action((options: CostsOptions, command: Command) =>
      run(command, (context) => readStudy(context, (journal) => costs(context, journal, options))),
    );
}

function costs(context: Context, journal: Journal, options: CostsOptions): number {
  const { io } = context;
  const { caps } = context.settings().config.llm.settings;
  const calls = journal.calls();
  const [groups, total] = [callGroups(calls), callSumOf(calls)];
  const today = spendingToday(journal, context.now());
  if (context.json) io.out(JSON.stringify({ groups, total, today, caps }, null, 2));
  else if (options.csv === true) io.out(safe(costCsv(groups)).trimEnd());
  else if (calls.length > 0) io.out(safe(costTable(groups, total)));
  if (calls.length === 0) io.tell('No language model was called in this study yet.');
  io.tell(
    `Today: ${todayWords(today.spent, today.calls, caps.perDay)}; the cap for one candidate is $${caps.perProposal}.`,
  );
  if (total.costUnknown > 0) {
    io.tell(`The cost of ${total.costUnknown} is not known (no token counts came, or no answer): sums leave them out.`);
  }
  if (total.cost === 0 && total.inputTokens > 0) {
    io.tell(
      'Prices are those of the settings when a call was made: 0 unless llm.input_price and llm.output_price are set.',
    );
  }
  const last = calls.at(-1);
  io.say(last === undefined ? 'Next: tune doctor' : `Next: tune show c${last.id}`);
  return EXIT.ok;
}
