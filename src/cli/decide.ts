/** `tune approve`, `reject`, `edit`, `override`, `rollback` and `cancel`: a person's decisions, held to the same guardrails. */

import type { Command } from 'commander';
import { sayNext } from '../app/campaignNow.ts';
import { Refused, UsageError } from '../app/errors.ts';
import { proposalFor } from '../app/waitingProposal.ts';
import { approve as approveProposal, rollBack } from '../campaign/decide.ts';
import { guardrailContext } from '../campaign/round.ts';
import { findingText } from '../guardrails/findingText.ts';
import { applied, checkGuardrails, isRefused } from '../guardrails/judge.ts';
import { proposalHash } from '../guardrails/proposalHash.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { describeAllowed, type Parameters, type ParameterValue, sameParameters } from '../strategy/parameters.ts';
import type { Journal } from '../study/journal.ts';
import { championOf } from '../study/leaderboard.ts';
import type { DecisionKind, ParameterChange, ProposalDraft, ProposalRecord } from '../study/records.ts';
import { type Context, sha256, userName, writing } from './context.ts';
import { EXIT } from './exitCodes.ts';
import { collect, type Run } from './program.ts';
import { NO_REASON, REASON_FLAG, reasonOf } from './reason.ts';
import { proposalId, versionNumber } from './recordIds.ts';

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
  return writing(context, (journal) => {
    const reason = reasonOf(options.reason, context.settings());
    const proposal = proposalFor(context, journal, id);
    checkStillValid(context, journal, proposal);
    const version = approveProposal(journal, proposal, userName(), reason);
    const words = `p${proposal.id} is approved as v${version}, which runs in one of the next sessions.`;
    return decided(context, journal, { kind: 'approve', proposal: proposal.id, version, reason }, words);
  });
}

function reject(context: Context, id: string | undefined, options: DecideOptions): Promise<number> {
  return writing(context, (journal) => {
    const reason = reasonOf(options.reason, context.settings());
    const proposal = proposalFor(context, journal, id);
    journal.decide(proposal.id, { kind: 'reject', by: userName(), reason, version: null });
    const words = `p${proposal.id} is rejected.`;
    return decided(context, journal, { kind: 'reject', proposal: proposal.id, version: null, reason }, words);
  });
}

function edit(context: Context, id: string | undefined, options: DecideOptions): Promise<number> {
  return writing(context, (journal) => {
    const reason = reasonOf(options.reason, context.settings());
    const proposal = proposalFor(context, journal, id);
    const base = journal.version(proposal.base).parameters;
    const wanted = applied(applied(base, proposal.changes), changesFrom(journal, base, options.set ?? []));
    return decideOwn(context, journal, proposal, 'edit', proposal.base, difference(base, wanted), reason);
  });
}

function override(context: Context, id: string | undefined, options: DecideOptions): Promise<number> {
  return writing(context, (journal) => {
    const reason = reasonOf(options.reason, context.settings());
    const proposal = id === undefined ? null : journal.proposal(proposalId(id));
    const base = proposal?.base ?? championOf({ versions: journal.versions(), decisions: journal.decisions() });
    const changes = changesFrom(journal, journal.version(base).parameters, options.set ?? []);
    return decideOwn(context, journal, proposal, 'override', base, changes, reason);
  });
}

function rollback(context: Context, text: string, options: DecideOptions): Promise<number> {
  return writing(context, (journal) => {
    const reason = reasonOf(options.reason, context.settings());
    const target = journal.version(versionNumber(text));
    const champion = championOf({ versions: journal.versions(), decisions: journal.decisions() });
    if (sameParameters(target.parameters, journal.version(champion).parameters)) {
      throw new UsageError(
        `v${champion}, the champion, has the parameters of v${target.number} already; nothing was changed`,
      );
    }
    const version = rollBack(journal, target.number, userName(), reason);
    const words = `v${version} has the parameters of v${target.number} and is the champion.`;
    return decided(context, journal, { kind: 'rollback', proposal: null, version, reason }, words);
  });
}

function cancel(context: Context, text: string, options: DecideOptions): Promise<number> {
  return writing(context, (journal) => {
    const reason = reasonOf(options.reason, context.settings());
    const version = versionNumber(text);
    journal.cancel(version, userName(), reason);
    const runs = journal.sessions().some(({ status, acting }) => status === 'running' && acting === version);
    const words = runs
      ? `v${version} is cancelled; a session with it has begun: if it is still running it goes on to its end.`
      : `v${version} is cancelled: it stays on record and gets no session.`;
    return decided(context, journal, { kind: 'cancel', proposal: null, version, reason }, words);
  });
}

interface Decided {
  readonly kind: DecisionKind;
  readonly proposal: number | null;
  /** The version that came of it, if any. */
  readonly version: number | null;
  readonly reason: string;
}

/** Says what is on record now. */
function decided(context: Context, journal: Journal, decision: Decided, words: string): number {
  const { io, json } = context;
  if (json) io.out(JSON.stringify({ ...decision, by: userName() }, null, 2));
  else io.tell(`${words} On record: ${decision.reason === NO_REASON ? NO_REASON : `"${decision.reason}"`}.`);
  sayNext(context, journal);
  return EXIT.ok;
}

/** A version of a person's own making, in place of a proposal or without one. @throws Refused */
function decideOwn(
  context: Context,
  journal: Journal,
  proposal: ProposalRecord | null,
  kind: 'edit' | 'override',
  base: number,
  changes: readonly ParameterChange[],
  reason: string,
): number {
  const draft: ProposalDraft = {
    proposer: 'human',
    base,
    intent: 'exploit',
    changes,
    hypothesis: reason,
    prediction: null,
  };
  const guardrails = guardrailContext(
    journal,
    { mode: lastMode(journal), limits: context.settings().config.limits },
    base,
  );
  const findings = checkGuardrails(draft, guardrails, true);
  if (isRefused(findings))
    throw new Refused(
      findings
        .filter((finding) => finding.severity === 'refusal')
        .map(findingText)
        .join('\n'),
    );
  for (const finding of findings) context.io.say(findingText(finding));
  const version = {
    parent: base,
    author: 'human' as const,
    reason,
    parameters: applied(guardrails.base.parameters, changes),
  };
  const number =
    proposal === null
      ? journal.addVersion(version).number
      : journal.decide(proposal.id, { kind, by: userName(), reason, version }).version;
  const instead = proposal === null ? '' : ` in place of p${proposal.id}`;
  const words = `v${number} is made from v${base}${instead} and runs in one of the next sessions.`;
  return decided(context, journal, { kind, proposal: proposal?.id ?? null, version: number, reason }, words);
}

/** An approval is for what was judged: if bounds or base have changed since, it has to be proposed anew. @throws Refused */
function checkStillValid(context: Context, journal: Journal, proposal: ProposalRecord): void {
  // Whoever decided first has the word; the journal says who that was.
  if (proposal.status !== 'waiting') return;
  const base = journal.version(proposal.base).parameters;
  const declarations = strategyNamed(journal.study.strategy).parameters;
  const guardrails = guardrailContext(
    journal,
    { mode: lastMode(journal), limits: context.settings().config.limits },
    proposal.base,
  );
  const hash = proposalHash(base, applied(base, proposal.changes), declarations, sha256);
  if (hash !== proposal.hash)
    throw new Refused(
      `p${proposal.id} was judged by other bounds than those in force; reject it and let a new one be proposed`,
    );
  const refusals = checkGuardrails(proposal, guardrails, false).filter((finding) => finding.severity === 'refusal');
  if (refusals.length > 0)
    throw new Refused(`p${proposal.id} no longer passes:\n${refusals.map(findingText).join('\n')}`);
}

function changesFrom(journal: Journal, base: Parameters, settings: readonly string[]): ParameterChange[] {
  const declarations = strategyNamed(journal.study.strategy).parameters;
  const seen = new Map<string, string>();
  return settings.map((setting) => {
    const at = setting.indexOf('=');
    const name = setting.slice(0, at).trim();
    const text = setting.slice(at + 1).trim();
    const declaration = declarations[name];
    if (at < 1 || text === '') throw new UsageError(`--set ${setting} is not name=value`);
    if (declaration === undefined)
      throw new UsageError(
        `--set ${setting}: unknown parameter "${name}"; known: ${Object.keys(declarations).join(', ')}`,
      );
    const before = seen.get(name);
    if (before !== undefined) throw new UsageError(`--set ${before} and --set ${setting} both set ${name}; name one`);
    seen.set(name, setting);
    const to: ParameterValue = declaration.kind === 'boolean' ? text === 'true' : Number(text);
    const readable =
      declaration.kind === 'boolean'
        ? text === 'true' || text === 'false'
        : /^[+-]?[0-9.]+(e[+-]?\d+)?$/i.test(text) && Number.isFinite(to);
    if (!readable) throw new UsageError(`--set ${setting}: "${text}" is not ${describeAllowed(declaration)}`);
    return { parameter: name, from: base[name] as ParameterValue, to, why: '' };
  });
}

function difference(from: Parameters, to: Parameters): ParameterChange[] {
  return Object.keys(to)
    .filter((name) => from[name] !== to[name])
    .map((name) => ({ parameter: name, from: from[name] as ParameterValue, to: to[name] as ParameterValue, why: '' }));
}

function lastMode(journal: Journal) {
  return journal.campaigns().at(-1)?.plan.mode ?? 'sim';
}
