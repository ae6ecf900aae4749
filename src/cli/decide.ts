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
} from '../app/decideProposal.ts';
import type { Person } from '../app/ports.ts';
import { NO_REASON, reasonOf } from '../app/recordedWords.ts';
import { rollBackTo } from '../app/rollBack.ts';
import { changeStudy } from '../app/studyAccess.ts';
import { proposalToDecide } from '../app/waiting.ts';
import { findingText } from '../guardrails/findingText.ts';
import type { Journal } from '../study/journal.ts';
import type { ProposalRecord } from '../study/records.ts';
import { type Context, userName } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { sayNext } from './nextVerb.ts';
import { collect, type Run } from './program.ts';
import { proposalId, versionNumber } from './recordIds.ts';
import { valuesOfFlags } from './setFlags.ts';

/** The flag of every decision, and its help. */
const REASON_FLAG: readonly [flag: string, help: string] = [
  '--reason <text>',
  `why, for the record; without it: "${NO_REASON}"`,
];

interface DecideOptions {
  readonly reason?: string;
  readonly set?: readonly string[];
}

export function decideVerbs(program: Command, run: Run): void {
  program
    .command('approve [proposal]')
    .description('Make a proposal the next version; by default the one that waits.')
    .option(...REASON_FLAG)
    .action((id: string | undefined, options: DecideOptions, command: Command) =>
      run(command, (context) => approve(context, id, options)),
    );
  program
    .command('reject [proposal]')
    .description('Turn a proposal down; by default the one that waits.')
    .option(...REASON_FLAG)
    .action((id: string | undefined, options: DecideOptions, command: Command) =>
      run(command, (context) => reject(context, id, options)),
    );
  program
    .command('edit [proposal]')
    .description('Approve a proposal with changes of your own; by default the one that waits.')
    .requiredOption('--set <name=value>', 'value instead of the proposed one; may be repeated', collect)
    .option(...REASON_FLAG)
    .action((id: string | undefined, options: DecideOptions, command: Command) =>
      run(command, (context) => edit(context, id, options)),
    );
  program
    .command('override [proposal]')
    .description('Put your own change of the champion (or of the base of a named proposal) in place.')
    .requiredOption('--set <name=value>', 'value to set; may be repeated', collect)
    .option(...REASON_FLAG)
    .action((id: string | undefined, options: DecideOptions, command: Command) =>
      run(command, (context) => override(context, id, options)),
    );
  program
    .command('rollback <version>')
    .description('Make the parameters of another version the champion.')
    .option(...REASON_FLAG)
    .action((version: string, options: DecideOptions, command: Command) =>
      run(command, (context) => rollback(context, version, options)),
    );
  program
    .command('cancel <version>')
    .description('Take a version that waits for its session out of the queue.')
    .option(...REASON_FLAG)
    .action((version: string, options: DecideOptions, command: Command) =>
      run(command, (context) => cancel(context, version, options)),
    );
}

function approve(context: Context, id: string | undefined, options: DecideOptions): Promise<number> {
  return changeStudy(context, (journal) => {
    const person = personOf(context, options);
    return sayApproved(context, journal, approveProposal(journal, proposalFor(context, journal, id), person, context));
  });
}

function reject(context: Context, id: string | undefined, options: DecideOptions): Promise<number> {
  return changeStudy(context, (journal) => {
    const person = personOf(context, options);
    const decided = rejectProposal(journal, proposalFor(context, journal, id), person);
    return say(context, journal, decided, `p${decided.proposal} is rejected.`);
  });
}

function edit(context: Context, id: string | undefined, options: DecideOptions): Promise<number> {
  return changeStudy(context, (journal) => {
    const person = personOf(context, options);
    const proposal = proposalFor(context, journal, id);
    const values = valuesOfFlags(options.set ?? [], journal.study.strategy);
    return sayOwn(context, journal, editProposal(journal, proposal, values, person, context));
  });
}

function override(context: Context, id: string | undefined, options: DecideOptions): Promise<number> {
  return changeStudy(context, (journal) => {
    const person = personOf(context, options);
    const proposal = id === undefined ? null : journal.proposal(proposalId(id));
    const values = valuesOfFlags(options.set ?? [], journal.study.strategy);
    return sayOwn(context, journal, overrideParameters(journal, proposal, values, person, context));
  });
}

function rollback(context: Context, text: string, options: DecideOptions): Promise<number> {
  return changeStudy(context, (journal) => {
    const person = personOf(context, options);
    const to = versionNumber(text);
    const decided = rollBackTo(journal, to, person);
    return say(context, journal, decided, `v${decided.version} has the parameters of v${to} and is the champion.`);
  });
}

function cancel(context: Context, text: string, options: DecideOptions): Promise<number> {
  return changeStudy(context, (journal) => {
    const person = personOf(context, options);
    const { hasBegun, ...decided } = cancelVersion(journal, versionNumber(text), person);
    const words = hasBegun
      ? `v${decided.version} is cancelled; a session with it has begun: if it is still running it goes on to its end.`
      : `v${decided.version} is cancelled: it stays on record and gets no session.`;
    return say(context, journal, decided, words);
  });
}

function personOf(context: Context, { reason }: DecideOptions): Person {
  return { by: userName(), reason: reasonOf(reason, context.settings()) };
}

function proposalFor(context: Context, journal: Journal, name: string | undefined): ProposalRecord {
  return proposalToDecide(journal, name === undefined ? null : proposalId(name), context);
}

function sayOwn(context: Context, journal: Journal, { base, remarks, ...decided }: DecidedOwn): number {
  for (const remark of remarks) context.io.say(findingText(remark));
  const instead = decided.proposal === null ? '' : ` in place of p${decided.proposal}`;
  const words = `v${decided.version} is made from v${base}${instead} and runs in one of the next sessions.`;
  return say(context, journal, decided, words);
}

function sayApproved(context: Context, journal: Journal, decided: Decided): number {
  const words = `p${decided.proposal} is approved as v${decided.version}, which runs in one of the next sessions.`;
  return say(context, journal, decided, words);
}

/** Shows the decision that is on record now. */
function say(context: Context, journal: Journal, { kind, proposal, version, reason, by }: Decided, words: string) {
  const { io, json } = context;
  if (json) io.out(JSON.stringify({ kind, proposal, version, reason, by }, null, 2));
  else io.tell(`${words} On record: ${reason === NO_REASON ? NO_REASON : `"${reason}"`}.`);
  sayNext(context, journal);
  return EXIT.ok;
}
