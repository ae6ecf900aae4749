/** `tune doctor`: a checklist of the machine, the workspace and the language model. */

import type { Command } from 'commander';
import type { Check } from '../app/check.ts';
import { checkSetup } from '../app/checkSetup.ts';
import { checkLine } from './check.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { stopOnSignals } from './signals.ts';

interface DoctorOptions {
  readonly fresh?: boolean;
}

export function doctorVerb(program: Command, run: Run): void {
  program
    .command('doctor')
    .description('Check machine, workspace and language model; this asks the model a question or two.')
    .option('--fresh', 'begin with the strictest way of asking, whatever was found earlier')
    .action((options: DoctorOptions, command: Command) => run(command, (context) => doctor(context, options)));
}

async function doctor(context: Context, { fresh = false }: DoctorOptions): Promise<number> {
  const stop = stopOnSignals(() => context.io.say('stopping: the call is ended and goes on record'));
  try {
    const checks: Check[] = [];
    for await (const check of checkSetup({ fresh, stop: stop.signal }, context)) {
      checks.push(check);
      if (!context.json) context.io.out(checkLine(check, context.io));
    }
    const code = concluded(context, checks);
    return stop.signal.aborted ? EXIT.interrupted : code;
  } finally {
    stop.release();
  }
}

function concluded({ io, json, settings }: Context, checks: readonly Check[]): number {
  const failed = checks.filter(({ state }) => state === 'failed').length;
  const warnings = checks.filter(({ state }) => state === 'warning').length;
  if (json) io.out(JSON.stringify({ ok: failed === 0, checks }, null, 2));
  if (settings().config.llm.provider === 'none') {
    io.tell('No language model is set up: the surrogate proposes alone. To have one beside it, in tune.toml:');
    io.tell('  [llm]\n  provider = "openai"\n  base_url = "http://127.0.0.1:11434/v1"\n  model = "qwen3:8b"');
    io.tell('That is Ollama on this machine; others, prices and settings: docs/models.md');
  }
  if (failed > 0) io.tell(`${failed} of ${checks.length} checks failed.`);
  else io.tell(warnings === 0 ? 'All is well.' : `Nothing failed; ${warnings} to look at (!).`);
  io.say(failed > 0 ? 'Next: mend that, then: tune doctor' : 'Next: tune start');
  return failed === 0 ? EXIT.ok : EXIT.error;
}
