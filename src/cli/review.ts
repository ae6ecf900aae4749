/** `tune review`: the waiting proposal, or any other, with its diff. */

import type { Command } from 'commander';
import { approve as approveProposal } from '../loop/decide.ts';
import type { Journal } from '../study/journal.ts';
import type { ProposalRecord } from '../study/records.ts';
import { askPerson } from './askPerson.ts';
import { sayNext } from './campaignNow.ts';
import { type Context, reading, writing } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { proposalId } from './names.ts';
import type { Run } from './program.ts';
import { proposalText } from './proposalText.ts';
import { queueLines, queueOf } from './queueText.ts';

export function reviewVerb(program: Command, run: Run): void {
  program
    .command('review [proposal]')
    .description('show the waiting proposal and decide on it')
    .action((id: string | undefined, _options: unknown, command: Command) =>
      run(command, (context) => review(context, id)),
    );
}

async function review(context: Context, id: string | undefined): Promise<number> {
  const { io } = context;
  const find = (journal: Journal): ProposalRecord | undefined =>
    id === undefined
      ? journal.proposals().find((proposal) => proposal.status === 'waiting')
      : journal.proposal(proposalId(id));
  const shown = await reading(context, (journal) => {
    const proposal = find(journal);
    if (proposal !== undefined) return { proposal, text: proposalText(journal, proposal, io) };
    io.say('No proposal waits.');
    for (const line of queueLines(queueOf(journal))) io.say(line);
    io.say('Next: tune history');
    return undefined;
  });
  if (shown === undefined) return EXIT.ok;
  const { proposal, text } = shown;
  if (context.json) io.out(JSON.stringify(proposal, null, 2));
  else if (!io.interactive || proposal.status !== 'waiting') io.out(text);
  if (proposal.status !== 'waiting') return EXIT.ok;
  if (context.json || !io.interactive) {
    io.say(
      `Next: tune approve p${proposal.id} | tune reject p${proposal.id} --reason … | tune edit p${proposal.id} --set name=value --reason …`,
    );
    return EXIT.proposalWaits;
  }
  return writing(context, async (journal) => {
    const answer = await askPerson(io, journal, proposal, context.settings());
    if (answer.kind === 'later') return EXIT.proposalWaits;
    if (answer.kind === 'reject') {
      journal.decide(proposal.id, { kind: 'reject', by: answer.by, reason: answer.reason, version: null });
      sayNext(context, journal);
      return EXIT.ok;
    }
    io.say(
      `v${approveProposal(journal, proposal, answer.by, answer.reason)} is approved and runs in the next session.`,
    );
    sayNext(context, journal);
    return EXIT.ok;
  });
}
