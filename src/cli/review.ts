/** `tune review`: the waiting proposal, or any other, with its diff. */

import type { Command } from 'commander';
import { decideByAnswer } from '../app/decisions.ts';
import { answeredText, recentText } from '../app/decisionText.ts';
import { nextActionIn } from '../app/nextAction.ts';
import { proposalFacts } from '../app/proposalFacts.ts';
import { recentDecisions } from '../app/recentDecisions.ts';
import { changeStudy, readStudy } from '../app/studyAccess.ts';
import { cancellableVersions, proposalToShow } from '../app/waiting.ts';
import type { ProposalRecord } from '../study/records.ts';
import { askPerson } from './askPerson.ts';
import type { Context } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { proposalText } from './proposalText.ts';
import { proposalId } from './recordIds.ts';
import { nextLine, queueLines } from './statusText.ts';

export function reviewVerb(program: Command, run: Run): void {
  program
    .command('review [proposal]')
    .description('Show the proposal that waits, or a named one, and decide on it; if none waits, what was decided.')
    .action((name: string | undefined, _options: unknown, command: Command) =>
      run(command, (context) => review(context, name)),
    );
}

async function review(context: Context, name: string | undefined): Promise<number> {
  const { io, json } = context;
  const { proposal, text } = await readStudy(context, (journal) => {
    const found = proposalToShow(journal, name === undefined ? null : proposalId(name));
    return found === null
      ? {
          proposal: null,
          text: [...recentText(recentDecisions(journal)), ...queueLines(cancellableVersions(journal))].join('\n'),
        }
      : { proposal: found, text: proposalText(proposalFacts(journal, found), io) };
  });
  if (json) io.out(JSON.stringify(proposal, null, 2));
  if (proposal === null) {
    if (!json) io.tell(text);
    io.say('Next: tune history');
    return EXIT.ok;
  }
  const { status } = proposal;
  if (!json && (!io.interactive || status !== 'waiting')) io.out(text);
  if (status !== 'waiting') return EXIT.ok;
  if (io.interactive) return ask(context, proposal);
  const waits = `p${proposal.id}`;
  io.say(`Next: tune approve ${waits} | tune reject ${waits} | tune edit ${waits} --set name=value`);
  return EXIT.proposalWaits;
}

function ask(context: Context, proposal: ProposalRecord): Promise<number> {
  const { io } = context;
  return changeStudy(context, async (journal) => {
    const answer = await askPerson(io, proposalFacts(journal, proposal), context.settings());
    const decided = decideByAnswer(journal, proposal, answer, context);
    if (decided === null) return EXIT.proposalWaits;
    io.tell(answeredText(decided));
    io.say(nextLine(nextActionIn(journal, context)));
    return EXIT.ok;
  });
}
