/** `tune doctor`: a checklist of the machine, the workspace and the language model. */

import type { Command } from 'commander';
import type { Check } from '../app/check.ts';
import { checkSetup } from '../app/checkSetup.ts';
import { checkLine, conclusionLines } from './checkText.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { untilStopped } from './signals.ts';

interface DoctorOptions {
  readonly fresh?: boolean;
}

export function doctorVerb(program: Command, run: Run): void {
  program
    .command('doctor')
    .description('Check the machine, the workspace and the language model, which is asked a question or two.')
    .option('--fresh', 'ignore what earlier checks found out about the model')
    .action((options: DoctorOptions, command: Command) =>
      run(command, (context) => untilStopped(context.io, (stop) => doctor(context, options, stop))),
    );
}

async function doctor(context: Context, { fresh = false }: DoctorOptions, stop: AbortSignal): Promise<number> {
  const { io, json, settings } = context;
  const checks: Check[] = [];
  for await (const check of checkSetup({ fresh, stop }, context)) {
    checks.push(check);
    if (!json) io.out(checkLine(check, io));
  }
  const failed = checks.some(({ state }) => state === 'failed');
  if (json) io.out(JSON.stringify({ ok: !failed, checks }, null, 2));
  for (const line of conclusionLines(checks, settings().config.llm.provider !== 'none')) io.tell(line);
  io.say(failed ? 'Next: fix what failed, then run again: tune doctor' : 'Next: tune start');
  return failed ? EXIT.error : EXIT.ok;
}
