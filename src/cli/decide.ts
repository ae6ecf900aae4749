/** `tune approve`, `reject`, `edit`, `override`, `rollback` and `cancel`: a person's decisions. */

import type { Command } from 'commander';
import {
  approveProposal,
  cancelVersion,
  type Decided,
  type DecidedOwn,
  editProposal,
  overrideParameters,
  rejectProposal,
  rollBackTo,
} from '../app/decisions.ts';
import { answeredText, cancelledText, decisionData, decisionReason, ownText } from '../app/decisionText.ts';
import { nextActionIn } from '../app/nextAction.ts';
import type { Person } from '../app/ports.ts';
import { reasonOf } from '../app/recordedWords.ts';
import { changeStudy } from '../app/studyAccess.ts';
import { proposalToDecide } from '../app/waiting.ts';
import { findingText } from '../guardrails/findingText.ts';
import type { Journal } from '../study/journal.ts';
import type { ProposalRecord } from '../study/records.ts';
import { type Context, userName } from './context.ts';
import { EXIT } from './exitCodes.ts';
import type { Run } from './program.ts';
import { proposalId, versionNumber } from './recordIds.ts';
import { valuesOfFlags } from './setFlags.ts';
import { collect, REASON_FLAG } from './sharedFlags.ts';
import { nextLine } from './statusText.ts';

interface DecideOptions {
  readonly reason?: string;
  readonly set?: readonly string[];
}

/** Decides on what the argument names, and returns the decision with its sentence for the terminal. */
type Decide<Name> = (decision: {
  readonly context: Context;
  readonly journal: Journal;
  readonly name: Name;
  readonly set: readonly string[];
  readonly person: Person;
}) => readonly [decided: Decided, words: string];

export function decideVerbs(program: Command, run: Run): void {
  /** The action of a verb. */
  const action =
    <Name extends string | undefined>(decide: Decide<Name>) =>
    (name: Name, options: DecideOptions, command: Command): Promise<void> =>
      run(command, (context) => decideWith(context, name, options, decide));
  program
    .command('approve [proposal]')
    .description('Make a proposal the next version; by default the one that waits.')
    .option(...REASON_FLAG)
    .action(
      action<string | undefined>(({ context, journal, name, person }) => {
        const decided = approveProposal(journal, proposalNamed(context, journal, name), person, context);
        return [decided, answeredText(decided)];
      }),
    );
  program
    .command('reject [proposal]')
    .description('Reject a proposal; by default the one that waits.')
    .option(...REASON_FLAG)
    .action(
      action<string | undefined>(({ context, journal, name, person }) => {
        const decided = rejectProposal(journal, proposalNamed(context, journal, name), person);
        return [decided, answeredText(decided)];
      }),
    );
  program
    .command('edit [proposal]')
    .description('Approve a proposal with changes of your own; by default the one that waits.')
    .requiredOption('--set <name=value>', 'value instead of the proposed one; may be repeated', collect)
    .option(...REASON_FLAG)
    .action(
      action<string | undefined>(({ context, journal, name, set, person }) => {
        const proposal = proposalNamed(context, journal, name);
        const values = valuesOfFlags(set, journal.study.strategy);
        return own(context, editProposal(journal, proposal, values, person, context));
      }),
    );
  program
    .command('override [proposal]')
    .description('Make a version of your own from the champion, or from the base of a proposal that it replaces.')
    .requiredOption('--set <name=value>', 'value to set; may be repeated', collect)
    .option(...REASON_FLAG)
    .action(
      action<string | undefined>(({ context, journal, name, set, person }) => {
        const proposal = name === undefined ? null : journal.proposal(proposalId(name));
        const values = valuesOfFlags(set, journal.study.strategy);
        return own(context, overrideParameters(journal, proposal, values, person, context));
      }),
    );
  program
    .command('rollback <version>')
    .description('Make the parameters of another version the champion.')
    .option(...REASON_FLAG)
    .action(
      action<string>(({ journal, name, person }) => {
        const to = versionNumber(name);
        const decided = rollBackTo(journal, to, person);
        return [decided, `v${decided.version} has the parameters of v${to} and is the champion.`];
      }),
    );
  program
    .command('cancel <version>')
    .description('Take a version out of the queue before it has run.')
    .option(...REASON_FLAG)
    .action(
      action<string>(({ journal, name, person }) => {
        const { hasBegun, ...decided } = cancelVersion(journal, versionNumber(name), person);
        return [decided, cancelledText(decided.version, hasBegun)];
      }),
    );
}

/** Decides, and shows the decision that is on record now. */
function decideWith<Name>(
  context: Context,
  name: Name,
  { reason, set = [] }: DecideOptions,
  decide: Decide<Name>,
): Promise<number> {
  return changeStudy(context, (journal) => {
    const { io, json, settings } = context;
    const person = { by: userName(), reason: reasonOf(reason, settings()) };
    const [decided, words] = decide({ context, journal, name, set, person });
    if (json) io.out(JSON.stringify(decisionData(decided), null, 2));
    else io.tell(`${words} ${decisionReason(decided)}`);
    io.say(nextLine(nextActionIn(journal, context)));
    return EXIT.ok;
  });
}

function proposalNamed(context: Context, journal: Journal, name: string | undefined): ProposalRecord {
  return proposalToDecide(journal, name === undefined ? null : proposalId(name), context);
}

function own({ io }: Context, decided: DecidedOwn): readonly [DecidedOwn, string] {
  for (const remark of decided.remarks) io.say(findingText(remark));
  return [decided, ownText(decided)];
}
