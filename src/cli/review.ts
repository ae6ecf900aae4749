/** `tune review`: the waiting proposal, or any other, with its diff. */

import type { Command } from 'commander';
import { approveProposal, rejectProposal } from '../app/decideProposal.ts';
import { changeStudy, readStudy } from '../app/studyAccess.ts';
import { cancellableVersions, waitingIn } from '../app/waiting.ts';
import type { Journal } from '../study/journal.ts';
import type { ProposalRecord } from '../study/records.ts';
import { askPerson } from './askPerson.ts';
import type { Context } from './context.ts';
import { decidedText } from './decidedText.ts';
import { EXIT } from './exitCodes.ts';
import { sayNext } from './nextVerb.ts';
import type { Run } from './program.ts';
import { proposalText } from './proposalText.ts';
import { queueLines } from './queueText.ts';
import { proposalId } from './recordIds.ts';

export function reviewVerb(program: Command, run: Run): void {
  program
    .command('review [proposal]')
    .description('Show the proposal that waits, or a named one, and decide on it; without one, what was decided.')
    .action((id: string | undefined, _options: unknown, command: Command) =>
      run(command, (context) => review(context, id)),
    );
}

async function review(context: Context, id: string | undefined): Promise<number> {
  const { io } = context;
  const find = (journal: Journal): ProposalRecord | undefined =>
    id === undefined ? waitingIn(journal) : journal.proposal(proposalId(id));
  const { proposal, text } = await readStudy(context, (journal) => {
    const found = find(journal);
    return found === undefined
      ? { proposal: null, text: [...decidedText(journal), ...queueLines(cancellableVersions(journal))].join('\n') }
      : { proposal: found, text: proposalText(journal, found, io) };
  });
  if (proposal === null) {
    if (context.json) io.out('null');
    else io.tell(text);
    io.say('Next: tune history');
    return EXIT.ok;
  }
  if (context.json) io.out(JSON.stringify(proposal, null, 2));
  else if (!io.interactive || proposal.status !== 'waiting') io.out(text);
  if (proposal.status !== 'waiting') return EXIT.ok;
  if (context.json || !io.interactive) {
    io.say(
      `Next: tune approve p${proposal.id} | tune reject p${proposal.id} | tune edit p${proposal.id} --set name=value`,
    );
    return EXIT.proposalWaits;
  }
  return changeStudy(context, async (journal) => {
    const answer = await askPerson(io, journal, proposal, context.settings());
    if (answer.kind === 'later') return EXIT.proposalWaits;
    if (answer.kind === 'reject') {
      rejectProposal(journal, proposal, answer);
      io.tell(`p${proposal.id} is rejected.`);
      sayNext(context, journal);
      return EXIT.ok;
    }
    const { version } = approveProposal(journal, proposal, answer, context);
    io.tell(`p${proposal.id} is approved as v${version}, which runs in one of the next sessions.`);
    sayNext(context, journal);
    return EXIT.ok;
  });
}
