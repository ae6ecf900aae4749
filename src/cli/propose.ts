/** `tune propose`: the prompt of the next round without asking the model, or a check whether the model reads its history. */

import { type Command, Option } from 'commander';
import { checkPermutation, type PermutationCheck } from '../app/checkPermutation.ts';
import { UsageError } from '../app/errors.ts';
import { type PromptPreview, previewPrompt } from '../app/previewPrompt.ts';
import { safe } from '../app/safeText.ts';
import { changeStudy, readStudy } from '../app/studyAccess.ts';
import { permutationWarning } from '../proposer/model/permutationCheck.ts';
import { type Framing, framings } from '../proposer/model/prompt.ts';
import { counted } from '../report/figures.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { stopOnSignals } from './signals.ts';

interface ProposeOptions {
  readonly dryRun?: boolean;
  readonly permutationCheck?: boolean;
  /** The old name of the permutation check. */
  readonly canary?: boolean;
  readonly framing?: string;
}

export function proposeVerb(program: Command, run: Run): void {
  program
    .command('propose')
    .description('Show what a language model is asked, or find out whether it reads its history.')
    .option('--dry-run', 'print the prompt of the next round; nobody is asked')
    .option('--permutation-check', 'ask the model twice, the second time with permuted outcomes')
    .addOption(new Option('--canary').hideHelp())
    .option('--framing <framing>', `${framings.join(', ')}; by default the first of llm.framings`)
    .action((options: ProposeOptions, command: Command) => run(command, (context) => propose(context, options)));
}

async function propose(context: Context, options: ProposeOptions): Promise<number> {
  const isCheck = options.permutationCheck === true || options.canary === true;
  if (options.dryRun === true && isCheck) {
    throw new UsageError('--dry-run asks nobody and --permutation-check asks the model: name one of them');
  }
  if (options.dryRun !== true && !isCheck) {
    throw new UsageError(
      'Rounds of proposing run inside tune start and tune resume. To look at one: tune propose --dry-run (the prompt, nobody is asked) or tune propose --permutation-check (does the model read its history?)',
    );
  }
  const framing = framingOf(context, options.framing);
  return isCheck ? permutationCheck(context, framing) : dryRun(context, framing);
}

function framingOf(context: Context, text: string | undefined): Framing {
  const [first = 'exploit'] = context.settings().config.llm.settings.framings;
  const framing = text === undefined ? first : framings.find((one) => one === text);
  if (framing === undefined) throw new UsageError(`--framing ${text} is unknown; one of ${framings.join(', ')}`);
  return framing;
}

function dryRun(context: Context, framing: Framing): Promise<number> {
  return readStudy(context, async (journal, studies) => {
    const preview = await previewPrompt(journal, studies, framing, context);
    const { system, history, task, schemaSent } = preview;
    const { io } = context;
    if (context.json) {
      const { pass, shape, tokens, hash } = preview;
      io.out(JSON.stringify({ framing, pass, system, history, task, shape, tokens, hash }, null, 2));
    } else {
      for (const [name, text] of Object.entries({ system, history, task, 'schema, as sent': schemaSent })) {
        if (text !== null) io.out(`===== ${name} =====\n${safe(text)}`);
      }
    }
    for (const line of sizeLines(preview)) io.say(line);
    io.say('Next: tune doctor');
    return EXIT.ok;
  });
}

function sizeLines({ historySize, settings, tokens }: PromptPreview): string[] {
  const said = tokens.system + tokens.history + tokens.task;
  const parts = `system ${tokens.system}, history ${tokens.history}, task ${tokens.task}`;
  const schema = tokens.schema === 0 ? '' : `, and the schema of the answer ${tokens.schema}`;
  const cut =
    historySize.condensed === 0
      ? 'nothing is condensed'
      : `the oldest ${historySize.condensed} are condensed to a table of ${counted(historySize.rows, 'version')}`;
  return [
    `Tokens (an estimate): ${said} (${parts})${schema}; ${settings.maxOutputTokens} are kept for the answer, ${settings.contextTokens} is the context.`,
    `History: ${counted(historySize.records, 'record')} in ${historySize.tokens} of at most ${historySize.budgetTokens} tokens; ${cut}.`,
  ];
}

async function permutationCheck(context: Context, framing: Framing): Promise<number> {
  const { io } = context;
  const stop = stopOnSignals(() => io.say('stopping: the call is ended and goes on record'));
  const asking = (model: string): void => io.say(`Asking ${safe(model)} twice …`);
  try {
    const code = await changeStudy(context, async (journal, studies) => {
      const check = await checkPermutation(journal, studies, { framing, stop: stop.signal, asking }, context);
      return printCheck(context, check);
    });
    return stop.signal.aborted ? EXIT.interrupted : code;
  } finally {
    stop.release();
  }
}

function printCheck({ io, json }: Context, check: PermutationCheck): number {
  const { model, framing, result, reason, calls } = check;
  if (json) io.out(JSON.stringify({ model, framing, result, reason, calls }, null, 2));
  else io.out(safe(resultText(check)));
  if (calls.length > 0) io.say(`Next: tune show c${calls.at(-1)}`);
  return result === 'unknown' ? EXIT.error : EXIT.ok;
}

function resultText({ model, result, reason }: PermutationCheck): string {
  if (result === 'unknown') return `Not known whether ${model} reads its history: ${reason}`;
  if (result === 'does-not-read') return permutationWarning(model);
  return `${model} answered otherwise with the outcomes of its history permuted: it seems to read its history.`;
}
