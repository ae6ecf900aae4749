/** `tune propose`: the prompt of the next round without asking the model, or a check whether the model reads its history. */

import { type Command, Option } from 'commander';
import { checkPermutation } from '../app/checkPermutation.ts';
import { UsageError } from '../app/errors.ts';
import { previewPrompt } from '../app/previewPrompt.ts';
import { safe } from '../app/safeText.ts';
import { changeStudy, readStudy } from '../app/studyAccess.ts';
import { type Framing, framings } from '../proposer/model/prompt.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { checkData, checkText, promptData, promptParts, sizeLines } from './proposeText.ts';
import { oneOf } from './sharedFlags.ts';
import { untilStopped } from './signals.ts';

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
    .description('Show what a language model would be asked, or check whether it reads its history.')
    .option('--dry-run', 'print the prompt of the next round without asking the model')
    .option('--permutation-check', 'ask the model twice, the second time with permuted outcomes')
    .addOption(new Option('--canary').hideHelp())
    .option('--framing <framing>', `${framings.join(', ')}; by default the first of llm.framings`)
    .action((options: ProposeOptions, command: Command) => run(command, (context) => propose(context, options)));
}

async function propose(context: Context, options: ProposeOptions): Promise<number> {
  const isCheck = options.permutationCheck === true || options.canary === true;
  if (options.dryRun === true && isCheck) {
    throw new UsageError('--dry-run does not ask the model and --permutation-check does: name one of them');
  }
  if (options.dryRun !== true && !isCheck) {
    throw new UsageError(
      'Proposals are made while tune start and tune resume run. To see the prompt of the next round without asking the model: tune propose --dry-run. To check whether the model reads its history: tune propose --permutation-check',
    );
  }
  const framing = options.framing === undefined ? null : oneOf('--framing', options.framing, framings);
  return isCheck ? permutationCheck(context, framing) : dryRun(context, framing);
}

function dryRun(context: Context, framing: Framing | null): Promise<number> {
  return readStudy(context, async (journal, studies) => {
    const { io, json } = context;
    const preview = await previewPrompt(journal, studies, framing, context);
    if (json) io.out(JSON.stringify(promptData(preview), null, 2));
    else for (const part of promptParts(preview)) io.out(part);
    for (const line of sizeLines(preview)) io.say(line);
    io.say('Next: tune doctor');
    return EXIT.ok;
  });
}

function permutationCheck(context: Context, framing: Framing | null): Promise<number> {
  const { io, json } = context;
  const asking = (model: string): void => io.say(`Asking ${safe(model)} twice …`);
  return untilStopped(io, (stop) =>
    changeStudy(context, async (journal, studies) => {
      const check = await checkPermutation(journal, studies, { framing, stop, asking }, context);
      io.out(json ? JSON.stringify(checkData(check), null, 2) : checkText(check));
      if (check.calls.length > 0) io.say(`Next: tune show c${check.calls.at(-1)}`);
      return check.result === 'unknown' ? EXIT.error : EXIT.ok;
    }),
  );
}
