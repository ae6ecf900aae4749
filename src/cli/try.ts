/** `tune try`: a person's own idea on trial. */

import type { Command } from 'commander';
import { nextActionIn } from '../app/nextAction.ts';
import { proposalFacts } from '../app/proposalFacts.ts';
import { reasonOf } from '../app/recordedWords.ts';
import { changeStudy } from '../app/studyAccess.ts';
import { tryIdea } from '../app/tryIdea.ts';
import { COMPUTED_ANEW } from '../workspace/keptAnswers.ts';
import { type Context, userName } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { proposalText } from './proposalText.ts';
import { versionNumber } from './recordIds.ts';
import { valuesOfFlags } from './setFlags.ts';
import { collect, REASON_FLAG } from './sharedFlags.ts';
import { nextLine } from './statusText.ts';

interface TryOptions {
  readonly set: readonly string[];
  readonly from?: string;
  readonly reason?: string;
}

export function tryVerb(program: Command, run: Run): void {
  program
    .command('try')
    .description(
      'Put an idea of your own on trial: it runs as a simulated lane in the next sessions and sends no orders. Needs no approval.',
    )
    .requiredOption('--set <name=value>', 'value to try; may be repeated', collect)
    .option('--from <version>', 'version in which the values are changed; by default the best guess')
    .option(...REASON_FLAG)
    .action((options: TryOptions, command: Command) => run(command, (context) => tryVersion(context, options)));
}

function tryVersion(context: Context, { set, from, reason }: TryOptions): Promise<number> {
  const { io, json } = context;
  return changeStudy(context, async (journal) => {
    const person = { by: userName(), reason: reasonOf(reason, context.settings()) };
    const values = valuesOfFlags(set, journal.study.strategy);
    const proposal = tryIdea(journal, values, from === undefined ? null : versionNumber(from), person, context);
    if (json) io.out(JSON.stringify(proposal, null, 2));
    else io.tell(proposalText(proposalFacts(journal, proposal, COMPUTED_ANEW), io));
    io.say(
      `p${proposal.id} runs on trial from the next session on; tune review p${proposal.id} shows what it measured.`,
    );
    io.say(nextLine(nextActionIn(journal, context)));
    return EXIT.ok;
  });
}
