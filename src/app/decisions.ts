/** A person's decisions on proposals and versions. The same guardrails hold for them as for a proposer. */

import { approve, rollBack } from '../campaign/decide.ts';
import type { PersonAnswer } from '../campaign/ports.ts';
import { guardrailContext } from '../campaign/round.ts';
import { type BoundsInForce, refusalText, validate } from '../campaign/validate.ts';
import type { GuardrailContext } from '../guardrails/context.ts';
import { applied, checkGuardrails, isRefused } from '../guardrails/judge.ts';
import { minuteOf } from '../report/markdown.ts';
import { type Parameters, type ParameterValue, sameParameters } from '../strategy/parameters.ts';
import { championOf } from '../study/champions.ts';
import { type Journal, type NewRenewal, StalePlan } from '../study/journal.ts';
import { hasExpired, PLAN_HOURS } from '../study/plan.ts';
import type {
  DecisionKind,
  GuardrailFinding,
  ParameterChange,
  ProposalDraft,
  ProposalRecord,
} from '../study/records.ts';
import { checkOpen, expiredText } from '../study/transitions.ts';
import { COMPUTED_ANEW, type KeptAnswers } from '../workspace/keptAnswers.ts';
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

type Ports = Pick<UseCasePorts, 'settings' | 'sha256' | 'now'>;

/**
 * Makes a proposal the next version. An approval is for what was judged and shown: where bounds have changed since, or after a day,
 * the proposal has to be validated again ({@link renewProposal}).
 * @param proposal as it was shown: its hash is what is approved
 * @throws StalePlan; Refused; AlreadyDecided where it no longer waits
 */
export function approveProposal(
  journal: Journal,
  proposal: ProposalRecord,
  { by, reason }: Person,
  ports: Ports,
): Decided {
  // The journal refuses a second decision and says who made the first.
  if (isOpen(journal.proposal(proposal.id))) {
    const { problem, refusals } = planNow(journal, proposal, ports, COMPUTED_ANEW);
    if (refusals !== null) throw new Refused(refusals);
    if (problem !== null) throw new StalePlan(problem);
  }
  const version = approve(journal, proposal, by, reason);
  return { kind: 'approve', proposal: proposal.id, version, by, reason };
}

/** Turns a proposal down. @throws AlreadyDecided where it no longer waits */
export function rejectProposal(journal: Journal, proposal: ProposalRecord, { by, reason }: Person): Decided {
  journal.decide(proposal.id, { kind: 'reject', by, reason, version: null });
  return { kind: 'reject', proposal: proposal.id, version: null, by, reason };
}

/**
 * Validates a proposal again, under the bounds that are in force now: it can then be approved for another day.
 * @throws Refused where it no longer passes; AlreadyDecided where it no longer waits
 */
export function renewProposal(journal: Journal, proposal: ProposalRecord, by: string, ports: Ports): ProposalRecord {
  checkOpen(journal, proposal.id);
  const { refusals, validated } = planNow(journal, proposal, ports, COMPUTED_ANEW);
  if (refusals !== null) throw new Refused(refusals);
  return journal.renewProposal(proposal.id, { by, ...validated });
}

/** A proposal as the plan that an approval would carry out. */
export interface PlanNow {
  /** SHA-256 of base, proposed parameters and bounds, as they were validated last. */
  readonly hash: string;
  /** null while it is on trial. */
  readonly waitingSince: string | null;
  /** Until when it can be approved; null while it is on trial. */
  readonly expiresAt: string | null;
  /** Why it cannot be approved as it is, with the command that helps; null where it can. */
  readonly problem: string | null;
  /** Whether it passes as soon as it is validated again: `tune review p1 --renew`. */
  readonly isRenewable: boolean;
}

/** Until when a proposal can be approved, or why it cannot be; null where neither is to be said. */
export function planWords({ waitingSince, expiresAt, problem }: PlanNow): string | null {
  if (problem !== null) return problem;
  if (waitingSince === null || expiresAt === null) return null;
  return `Waits since ${minuteOf(waitingSince)} UTC; it can be approved until ${minuteOf(expiresAt)} UTC.`;
}

/** null for a proposal that can no longer be decided. */
export function planOf(journal: Journal, proposal: ProposalRecord, ports: Ports, kept: KeptAnswers): PlanNow | null {
  if (!isOpen(proposal)) return null;
  const { hash, waitingSince } = proposal;
  const { problem, refusals } = planNow(journal, proposal, ports, kept);
  const expiresAt =
    waitingSince === null ? null : new Date(Date.parse(waitingSince) + PLAN_HOURS * 3_600_000).toISOString();
  const isRenewable = refusals === null && problem !== null;
  return { hash, waitingSince, expiresAt, problem: refusals ?? problem, isRenewable };
}

interface Checked {
  readonly validated: Omit<NewRenewal, 'by'>;
  /** Why it has to be validated again; null where it need not. */
  readonly problem: string | null;
  /** Why it does not pass now; null where it does. */
  readonly refusals: string | null;
}

function planNow(journal: Journal, proposal: ProposalRecord, ports: Ports, kept: KeptAnswers): Checked {
  const { id, hash, waitingSince } = proposal;
  const bounds = boundsNow(journal, ports);
  const validated = kept.answer('plan', [id, bounds], () => validate(journal, proposal, bounds, ports.sha256));
  const refusals = isRefused(validated.findings)
    ? `p${id} no longer passes, so it can only be rejected (tune reject p${id}) or edited:\n${refusalText(validated.findings)}`
    : null;
  const expired = waitingSince !== null && hasExpired(waitingSince, ports.now());
  const moved = validated.hash !== hash;
  const problem = expired
    ? expiredText(id, waitingSince)
    : moved
      ? `the bounds have changed since p${id} was validated. Validate it again: tune review p${id} --renew`
      : null;
  return { validated, problem, refusals };
}

function isOpen({ status }: ProposalRecord): boolean {
  return status === 'waiting' || status === 'on-trial';
}

/** Does what a person answered when asked about a proposal; null where they decide later. @throws StalePlan; Refused; AlreadyDecided where it no longer waits */
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

/** Makes a version of a proposal with some values changed. @throws Refused; AlreadyDecided where it no longer waits */
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
 * @throws Refused; AlreadyDecided where the proposal no longer waits
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

/** Guardrails as they are in force now. @param trials lanes on which the candidate ran before */
function guardrailsNow(journal: Journal, base: number, trials: number, ports: Ports): GuardrailContext {
  return guardrailContext(journal, { ...boundsNow(journal, ports), trials }, base);
}

/** The limits of the settings, in the mode of the last campaign. */
function boundsNow(journal: Journal, { settings }: Ports): BoundsInForce {
  return { mode: journal.campaigns().at(-1)?.plan.mode ?? 'sim', limits: settings().config.limits };
}

function differing(from: Parameters, to: Parameters): ParameterChange[] {
  return Object.entries(to)
    .filter(([name, value]) => from[name] !== value)
    .map(([name, value]) => changeOf(name, from, value));
}

function changeOf(parameter: string, from: Parameters, to: ParameterValue): ParameterChange {
  return { parameter, from: from[parameter] as ParameterValue, to, why: '' };
}
