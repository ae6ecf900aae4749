/** `tune review`: the waiting proposal, or any other, with its diff. */

import type { Command } from 'commander';
import { decideByAnswer, type PlanNow, planOf, renewProposal } from '../app/decisions.ts';
import { answeredText, recentText } from '../app/decisionText.ts';
import { nextActionIn } from '../app/nextAction.ts';
import { proposalFacts } from '../app/proposalFacts.ts';
import type { RecentDecision } from '../app/recentDecisions.ts';
import { type ReviewNow, reviewNow } from '../app/reviewNow.ts';
import { changeStudy, readStudy } from '../app/studyAccess.ts';
import { untilDecided } from '../app/untilDecided.ts';
import { proposalToDecide } from '../app/waiting.ts';
import type { Journal } from '../study/journal.ts';
import type { ProposalRecord } from '../study/records.ts';
import { checkOpen } from '../study/transitions.ts';
import { COMPUTED_ANEW, type KeptAnswers } from '../workspace/keptAnswers.ts';
import { askPerson } from './askPerson.ts';
import { type Context, userName } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { planText } from './planText.ts';
import type { Run } from './program.ts';
import { proposalText } from './proposalText.ts';
import { proposalId } from './recordIds.ts';
import { nextLine, queueLines } from './statusText.ts';

interface ReviewOptions {
  readonly renew?: true;
}

/** What `--json` prints. */
interface Review {
  /** The proposal that was named, or the one that waits; null where none waits. */
  readonly proposal: ProposalRecord | null;
  /** What an approval would carry out; null where the proposal can no longer be decided. */
  readonly plan: PlanNow | null;
  /** What was decided since the last campaign began, oldest first. */
  readonly decided: readonly RecentDecision[];
  /** Numbers of the versions that wait for a session. */
  readonly queue: readonly number[];
}

export function reviewVerb(program: Command, run: Run): void {
  program
    .command('review [proposal]')
    .description('Show the proposal that waits, or a named one, and decide on it; if none waits, what was decided.')
    .option('--renew', 'validate it again under the bounds that are in force: it can then be approved for another day')
    .action((name: string | undefined, { renew }: ReviewOptions, command: Command) =>
      run(command, async (context) => {
        if (renew === true) await renewNamed(context, name);
        return review(context, name);
      }),
    );
}

function renewNamed(context: Context, name: string | undefined): Promise<void> {
  return changeStudy(context, (journal) => {
    const proposal = proposalToDecide(journal, name === undefined ? null : proposalId(name), context);
    const { id } = renewProposal(journal, proposal, userName(), context);
    context.io.say(`p${id} passed again.`);
  });
}

async function review(context: Context, name: string | undefined): Promise<number> {
  const { io, json } = context;
  const { found, text } = await readStudy(context, (journal, _studies, kept) => {
    const now = reviewNow(journal, kept);
    const shown = reviewed(journal, name, now, context, kept);
    return {
      found: shown,
      text: shown.proposal === null ? nothingText(now) : waitingText(journal, shown, context, kept),
    };
  });
  const { proposal, plan } = found;
  if (json) io.out(JSON.stringify(found, null, 2));
  if (proposal === null) {
    if (!json) io.tell(text);
    io.say('Next: tune history');
    return EXIT.ok;
  }
  const asks = io.interactive && proposal.status === 'waiting' && plan?.problem === null;
  if (!json && !asks) io.out(text);
  if (proposal.status !== 'waiting') return EXIT.ok;
  if (asks) return ask(context, proposal);
  const waits = `p${proposal.id}`;
  const first = plan?.problem === null ? [`tune approve ${waits}`] : [];
  const renewed = plan?.isRenewable === true ? [`tune review ${waits} --renew`] : [];
  io.say(`Next: ${[...first, ...renewed, `tune reject ${waits}`, `tune edit ${waits} --set name=value`].join(' | ')}`);
  return EXIT.proposalWaits;
}

function reviewed(
  journal: Journal,
  name: string | undefined,
  { waiting, recent, queue }: ReviewNow,
  context: Context,
  kept: KeptAnswers,
): Review {
  const id = name === undefined ? waiting : proposalId(name);
  const proposal = id === null ? null : journal.proposal(id);
  return {
    proposal,
    plan: proposal === null ? null : planOf(journal, proposal, context, kept),
    decided: recent?.decisions ?? [],
    queue: queue.map(({ number }) => number),
  };
}

function nothingText({ recent, queue }: ReviewNow): string {
  return [...recentText(recent), ...queueLines(queue)].join('\n');
}

function waitingText(journal: Journal, { proposal, plan }: Review, { io }: Context, kept: KeptAnswers): string {
  if (proposal === null) return '';
  const text = proposalText(proposalFacts(journal, proposal, kept), io);
  return plan === null ? text : [text, '', ...planText(plan, io)].join('\n');
}

function ask(context: Context, proposal: ProposalRecord): Promise<number> {
  const { io } = context;
  return changeStudy(context, async (journal) => {
    const facts = proposalFacts(journal, proposal, COMPUTED_ANEW);
    const answer = await untilDecided(journal, proposal, (gone) => askPerson(io, facts, context.settings(), gone));
    // Taken back where somebody else was faster: the records say by whom.
    if (answer.kind === 'later') checkOpen(journal, proposal.id);
    const decided = decideByAnswer(journal, proposal, answer, context);
    if (decided === null) return EXIT.proposalWaits;
    io.tell(answeredText(decided));
    io.say(nextLine(nextActionIn(journal, context)));
    return EXIT.ok;
  });
}
