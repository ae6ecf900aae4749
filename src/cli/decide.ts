/** `tune approve`, `reject`, `edit`, `override`, `rollback` and `cancel`: a person's decisions, held to the same guardrails. */

import type { Command } from 'commander';
import { applied, isRefused, judge } from '../guardrails/judge.ts';
import { approve as approveProposal, rollBack } from '../loop/decide.ts';
import { guardrailContext } from '../loop/round.ts';
import { findingText } from '../review/findingText.ts';
import { proposalHash } from '../review/hash.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { describeAllowed, type Parameters, type ParameterValue, sameParameters } from '../strategy/parameters.ts';
import type { Journal } from '../study/journal.ts';
import type { ParameterChange, ProposalDraft, ProposalRecord } from '../study/records.ts';
import { championOf } from '../study/standing.ts';
import { sayNext } from './campaignNow.ts';
import { type Context, sha256, userName, writing } from './context.ts';
import { EXIT, Refused, UsageError } from './exitCodes.ts';
import { proposalId, versionNumber } from './names.ts';
import { ownWords } from './ownWords.ts';
import { collect, type Run } from './program.ts';

interface DecideOptions {
  readonly reason?: string;
  readonly set?: readonly string[];
}

export function decideVerbs(program: Command, run: Run): void {
  program
    .command('approve <proposal>')
    .description('make a waiting proposal the next version')
    .option('--reason <text>', 'why')
    .action((id: string, options: DecideOptions, command: Command) =>
      run(command, (context) => approve(context, id, options)),
    );
  program
    .command('reject <proposal>')
    .description('turn a waiting proposal down')
    .requiredOption('--reason <text>', 'why')
    .action((id: string, options: DecideOptions, command: Command) =>
      run(command, (context) => reject(context, id, options)),
    );
  program
    .command('edit <proposal>')
    .description('approve a waiting proposal with changes of your own')
    .requiredOption('--set <name=value>', 'value instead of the proposed one; may be repeated', collect, [])
    .requiredOption('--reason <text>', 'why')
    .action((id: string, options: DecideOptions, command: Command) =>
      run(command, (context) => edit(context, id, options)),
    );
  program
    .command('override [proposal]')
    .description('put your own change to the champion (or to the base of a waiting proposal) in place')
    .requiredOption('--set <name=value>', 'value to set; may be repeated', collect, [])
    .requiredOption('--reason <text>', 'why')
    .action((id: string | undefined, options: DecideOptions, command: Command) =>
      run(command, (context) => override(context, id, options)),
    );
  program
    .command('rollback <version>')
    .description('make the parameters of an older version the champion again')
    .requiredOption('--reason <text>', 'why')
    .action((version: string, options: DecideOptions, command: Command) =>
      run(command, (context) => rollback(context, version, options)),
    );
  program
    .command('cancel <version>')
    .description('take a version that waits for its session out of the queue')
    .requiredOption('--reason <text>', 'why')
    .action((version: string, options: DecideOptions, command: Command) =>
      run(command, (context) => cancel(context, version, options)),
    );
}

function approve(context: Context, id: string, options: DecideOptions): Promise<number> {
  return writing(context, (journal) => {
    const proposal = journal.proposal(proposalId(id));
    checkStillValid(context, journal, proposal);
    const version = approveProposal(
      journal,
      proposal,
      userName(),
      ownWords(options.reason ?? 'approved', context.settings()),
    );
    context.io.say(`v${version} is approved and runs in the next session.`);
    sayNext(context, journal);
    return EXIT.ok;
  });
}

function reject(context: Context, id: string, options: DecideOptions): Promise<number> {
  return writing(context, (journal) => {
    const proposal = journal.proposal(proposalId(id));
    journal.decide(proposal.id, { kind: 'reject', by: userName(), reason: reasonOf(context, options), version: null });
    context.io.say(`p${proposal.id} is rejected.`);
    sayNext(context, journal);
    return EXIT.ok;
  });
}

function edit(context: Context, id: string, options: DecideOptions): Promise<number> {
  return writing(context, (journal) => {
    const proposal = journal.proposal(proposalId(id));
    const base = journal.version(proposal.base).parameters;
    const wanted = applied(applied(base, proposal.changes), changesFrom(journal, base, options.set ?? []));
    return decideOwn(
      context,
      journal,
      proposal,
      'edit',
      proposal.base,
      difference(base, wanted),
      reasonOf(context, options),
    );
  });
}

function override(context: Context, id: string | undefined, options: DecideOptions): Promise<number> {
  return writing(context, (journal) => {
    const proposal = id === undefined ? null : journal.proposal(proposalId(id));
    const base = proposal?.base ?? championOf({ versions: journal.versions(), decisions: journal.decisions() });
    const changes = changesFrom(journal, journal.version(base).parameters, options.set ?? []);
    return decideOwn(context, journal, proposal, 'override', base, changes, reasonOf(context, options));
  });
}

function rollback(context: Context, text: string, options: DecideOptions): Promise<number> {
  return writing(context, (journal) => {
    const reason = reasonOf(context, options);
    const target = journal.version(versionNumber(text));
    const champion = championOf({ versions: journal.versions(), decisions: journal.decisions() });
    if (sameParameters(target.parameters, journal.version(champion).parameters)) {
      throw new UsageError(
        `v${champion}, the champion, has the parameters of v${target.number} already; nothing was changed`,
      );
    }
    const version = rollBack(journal, target.number, userName(), reason);
    context.io.say(`v${version} has the parameters of v${target.number} and is the champion.`);
    sayNext(context, journal);
    return EXIT.ok;
  });
}

function cancel(context: Context, version: string, options: DecideOptions): Promise<number> {
  return writing(context, (journal) => {
    const number = versionNumber(version);
    journal.cancel(number, userName(), reasonOf(context, options));
    const runs = journal.sessions().some(({ status, acting }) => status === 'running' && acting === number);
    context.io.say(
      runs
        ? `v${number} is cancelled; a session with it has begun: if it is still running it goes on to its end.`
        : `v${number} is cancelled: it stays on record and gets no session.`,
    );
    sayNext(context, journal);
    return EXIT.ok;
  });
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
  const findings = judge(draft, guardrails, true);
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
  context.io.say(`v${number} is made and runs in the next session.`);
  sayNext(context, journal);
  return EXIT.ok;
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
  const refusals = judge(proposal, guardrails, false).filter((finding) => finding.severity === 'refusal');
  if (refusals.length > 0)
    throw new Refused(`p${proposal.id} no longer passes:\n${refusals.map(findingText).join('\n')}`);
}

function changesFrom(journal: Journal, base: Parameters, settings: readonly string[]): ParameterChange[] {
  const declarations = strategyNamed(journal.study.strategy).parameters;
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

function reasonOf(context: Context, options: DecideOptions): string {
  const reason = ownWords(options.reason ?? '', context.settings());
  if (reason === '') throw new UsageError('--reason is required: later you will want to know why');
  return reason;
}

function lastMode(journal: Journal) {
  return journal.campaigns().at(-1)?.plan.mode ?? 'sim';
}
