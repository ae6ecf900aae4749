/** A person's decisions on proposals and versions. The same guardrails hold for them as for a proposer. */

import { approve, rollBack } from '../campaign/decide.ts';
import type { PersonAnswer } from '../campaign/ports.ts';
import { guardrailContext } from '../campaign/round.ts';
import type { GuardrailContext } from '../guardrails/context.ts';
import { findingText } from '../guardrails/findingText.ts';
import { applied, checkGuardrails, isRefused } from '../guardrails/judge.ts';
import { proposalHash } from '../guardrails/proposalHash.ts';
import { strategyNamed } from '../strategy/catalog.ts';
import { type Parameters, type ParameterValue, sameParameters } from '../strategy/parameters.ts';
import { championOf } from '../study/champions.ts';
import type { Journal } from '../study/journal.ts';
import type {
  DecisionKind,
  GuardrailFinding,
  ParameterChange,
  ProposalDraft,
  ProposalRecord,
} from '../study/records.ts';
import { Refused, UsageError } from './errors.ts';
import type { Person, UseCasePorts } from './ports.ts';

/** A recorded decision. */
export interface Decided extends Person {
  readonly kind: DecisionKind;
  /** Id; null for a decision without a proposal. */
  readonly proposal: number | null;
  /** Number of the version that the decision made or is about; null after a rejection. */
  readonly version: number | null;
}

/** A version that a person made. */
export interface DecidedOwn extends Decided {
  readonly version: number;
  /** Number of the version that it was made from. */
  readonly base: number;
  /** Remarks of the guardrails, none of which refuses it. */
  readonly remarks: readonly GuardrailFinding[];
}

type Ports = Pick<UseCasePorts, 'settings' | 'sha256'>;

/**
 * Makes a proposal the next version. An approval is for what the guardrails judged: where bounds or base have changed
 * since, the change has to be proposed again.
 * @throws Refused; IllegalTransition where it no longer waits
 */
export function approveProposal(
  journal: Journal,
  proposal: ProposalRecord,
  { by, reason }: Person,
  ports: Ports,
): Decided {
  // The journal refuses a second decision and says who made the first.
  if (proposal.status === 'waiting' || proposal.status === 'on-trial') checkStillValid(journal, proposal, ports);
  const version = approve(journal, proposal, by, reason);
  return { kind: 'approve', proposal: proposal.id, version, by, reason };
}

/** Turns a proposal down. @throws IllegalTransition where it no longer waits */
export function rejectProposal(journal: Journal, proposal: ProposalRecord, { by, reason }: Person): Decided {
  journal.decide(proposal.id, { kind: 'reject', by, reason, version: null });
  return { kind: 'reject', proposal: proposal.id, version: null, by, reason };
}

/** Does what a person answered when asked about a proposal; null where they decide later. @throws Refused; IllegalTransition where it no longer waits */
export function decideByAnswer(
  journal: Journal,
  proposal: ProposalRecord,
  answer: PersonAnswer,
  ports: Ports,
): Decided | null {
  if (answer.kind === 'later') return null;
  const { kind, ...person } = answer;
  return kind === 'approve'
    ? approveProposal(journal, proposal, person, ports)
    : rejectProposal(journal, proposal, person);
}

/** Makes a version of a proposal with some values changed. @throws Refused; IllegalTransition where it no longer waits */
export function editProposal(
  journal: Journal,
  proposal: ProposalRecord,
  values: Parameters,
  person: Person,
  ports: Ports,
): DecidedOwn {
  const base = journal.version(proposal.base).parameters;
  const wanted = { ...applied(base, proposal.changes), ...values };
  return decideOwn(journal, proposal, 'edit', proposal.base, differing(base, wanted), person, ports);
}

/**
 * Makes a version of the champion with some values changed, or of the base of a proposal, whose place it takes.
 * @throws Refused; IllegalTransition where the proposal no longer waits
 */
export function overrideParameters(
  journal: Journal,
  proposal: ProposalRecord | null,
  values: Parameters,
  person: Person,
  ports: Ports,
): DecidedOwn {
  const base = proposal?.base ?? championOf({ versions: journal.versions(), decisions: journal.decisions() });
  const from = journal.version(base).parameters;
  const changes = Object.entries(values).map(([parameter, to]) => changeOf(parameter, from, to));
  return decideOwn(journal, proposal, 'override', base, changes, person, ports);
}

/** A version that is taken out of the queue. */
export interface Cancelled extends Decided {
  readonly version: number;
  /** A session with it has begun. It continues to its end if its process is still running. */
  readonly hasBegun: boolean;
}

/** Takes a version that waits for its session out of the queue. @throws NotFound, IllegalTransition */
export function cancelVersion(journal: Journal, version: number, { by, reason }: Person): Cancelled {
  journal.cancel(version, by, reason);
  const hasBegun = journal.sessions().some(({ status, acting }) => status === 'running' && acting === version);
  return { kind: 'cancel', proposal: null, version, by, reason, hasBegun };
}

export interface RolledBack extends Decided {
  readonly version: number;
}

/** Makes a copy of version `to` the champion. @throws NotFound; UsageError where the champion has its parameters already */
export function rollBackTo(journal: Journal, to: number, { by, reason }: Person): RolledBack {
  const target = journal.version(to);
  const champion = championOf({ versions: journal.versions(), decisions: journal.decisions() });
  if (sameParameters(target.parameters, journal.version(champion).parameters)) {
    throw new UsageError(
      `v${champion}, the champion, has the parameters of v${target.number} already; nothing was changed`,
    );
  }
  const version = rollBack(journal, target.number, by, reason);
  return { kind: 'rollback', proposal: null, version, by, reason };
}

/** Makes a version for a person, in place of a proposal or without one. */
function decideOwn(
  journal: Journal,
  proposal: ProposalRecord | null,
  kind: 'edit' | 'override',
  base: number,
  changes: readonly ParameterChange[],
  { by, reason }: Person,
  ports: Ports,
): DecidedOwn {
  const draft: ProposalDraft = {
    proposer: 'human',
    base,
    intent: 'exploit',
    changes,
    hypothesis: reason,
    prediction: null,
  };
  const guardrails = guardrailsNow(journal, base, 0, ports);
  const findings = checkGuardrails(draft, guardrails, true);
  if (isRefused(findings)) throw new Refused(refusalText(findings));
  const made = {
    parent: base,
    author: 'human' as const,
    reason,
    parameters: applied(guardrails.base.parameters, changes),
  };
  const version =
    proposal === null
      ? journal.addVersion(made).number
      : journal.decide(proposal.id, { kind, by, reason, version: made }).version;
  if (version === null) throw new Error(`an ${kind} makes a version`);
  return { kind, proposal: proposal?.id ?? null, version, by, reason, base, remarks: findings };
}

/** @throws Refused */
function checkStillValid(journal: Journal, proposal: ProposalRecord, ports: Ports): void {
  const base = journal.version(proposal.base).parameters;
  const declarations = strategyNamed(journal.study.strategy).parameters;
  const guardrails = guardrailsNow(journal, proposal.base, proposal.trial === null ? 0 : 1, ports);
  const hash = proposalHash(base, applied(base, proposal.changes), declarations, ports.sha256);
  if (hash !== proposal.hash)
    throw new Refused(
      `the bounds of the parameters have changed since p${proposal.id} was judged; reject it, and a later round makes a new proposal`,
    );
  const refusals = checkGuardrails(proposal, guardrails, false).filter((finding) => finding.severity === 'refusal');
  if (refusals.length > 0) throw new Refused(`p${proposal.id} no longer passes:\n${refusalText(refusals)}`);
}

/** Guardrails as they are in force now, in the mode of the last campaign. @param trials lanes on which the candidate ran before */
function guardrailsNow(journal: Journal, base: number, trials: number, { settings }: Ports): GuardrailContext {
  const mode = journal.campaigns().at(-1)?.plan.mode ?? 'sim';
  return guardrailContext(journal, { mode, limits: settings().config.limits, trials }, base);
}

export function refusalText(findings: readonly GuardrailFinding[]): string {
  return findings
    .filter((finding) => finding.severity === 'refusal')
    .map(findingText)
    .join('\n');
}

function differing(from: Parameters, to: Parameters): ParameterChange[] {
  return Object.entries(to)
    .filter(([name, value]) => from[name] !== value)
    .map(([name, value]) => changeOf(name, from, value));
}

function changeOf(parameter: string, from: Parameters, to: ParameterValue): ParameterChange {
  return { parameter, from: from[parameter] as ParameterValue, to, why: '' };
}
