/** Which steps the records of a study allow, and what follows from each: the rules of every journal, in one place. */

import { OLDEST_RULES } from '../exchange/outcomes.ts';
import { championOf } from './champions.ts';
import { decisionWords, utcMinute } from './decisionWords.ts';
import {
  AlreadyDecided,
  IllegalTransition,
  type NewDecision,
  type NewImport,
  type NewProposal,
  type SessionEnd,
  StalePlan,
  type StudyReader,
  type TrialEnd,
} from './journal.ts';
import { hasExpired, PLAN_HOURS } from './plan.ts';
import { cancelledVersions, type QueueRecords, queuedVersions } from './queued.ts';
import type {
  CallRecord,
  CampaignPlan,
  CampaignRecord,
  CampaignStatus,
  DecisionRecord,
  EvaluationRecord,
  ProposalRecord,
  ProposalStatus,
  SessionRecord,
} from './records.ts';

/** Why proposals that still wait are superseded by a newer one. */
export const SUPERSEDED = 'a newer proposal has come';

/** A plan as it goes on record: fill rules are always named, the engine where the plan names one. */
export function recordedPlan(plan: CampaignPlan): CampaignPlan & { readonly rules: number } {
  return { ...plan, rules: plan.rules ?? OLDEST_RULES };
}

/**
 * Finished is final; all other statuses may follow each other: an interrupted campaign is resumed, a halted one re-armed
 * by a person.
 *
 * @param at time of the change
 * @returns `endedAt` of the campaign from then on
 * @throws IllegalTransition
 */
export function campaignMoves(campaign: CampaignRecord, status: CampaignStatus, at: string): string | null {
  if (campaign.status === 'finished') {
    throw new IllegalTransition(`campaign ${campaign.id} finished at ${campaign.endedAt}; it cannot become ${status}`);
  }
  return status === 'running' || status === 'waiting' ? null : at;
}

/** @throws IllegalTransition when no session may start in the campaign */
export function checkSessionStarts({ id, status }: CampaignRecord): void {
  if (status === 'running' || status === 'waiting') return;
  throw new IllegalTransition(`campaign ${id} is ${status}; set it running before a session starts`);
}

/** @throws IllegalTransition when the session is sealed already */
export function checkSealable(session: SessionRecord, status: SessionEnd['status']): void {
  if (session.status === 'running') return;
  throw new IllegalTransition(
    `session ${session.number} was ${session.status} at ${session.endedAt}; it cannot be ${status} now`,
  );
}

/** @throws IllegalTransition when the session still runs, or has its evaluation */
export function checkEvaluable(
  { number, status }: SessionRecord,
  earlier: Pick<EvaluationRecord, 'evaluatedAt'> | undefined,
): void {
  if (status === 'running') {
    throw new IllegalTransition(`session ${number} still runs; it is evaluated after it is sealed`);
  }
  if (earlier !== undefined) {
    throw new IllegalTransition(`session ${number} was evaluated at ${earlier.evaluatedAt} already`);
  }
}

/** A document makes the first versions of a study. @throws IllegalTransition */
export function checkImport({ versions, candidates }: NewImport, existing: number, study: string): void {
  if (existing > 0)
    throw new IllegalTransition(
      `study ${study} has ${existing} versions already; import into a new one with --study NAME`,
    );
  if (versions.length === 0) throw new IllegalTransition('a document without versions makes no study');
  if (candidates.length > 0) checkRound(candidates);
}

/** Of several candidates at most one goes to review. @throws IllegalTransition */
export function checkRound(candidates: readonly Pick<NewProposal, 'status'>[]): void {
  if (candidates.length === 0) {
    throw new IllegalTransition('a round has at least one candidate; the advice to keep measuring is one, too');
  }
  const waiting = candidates.filter((candidate) => candidate.status === 'waiting').length;
  if (waiting > 1) {
    throw new IllegalTransition(`${waiting} candidates of one round would wait for a decision; at most one may`);
  }
}

/** Which waiting proposals a round supersedes: all when a candidate of it waits; none when it puts candidates on trial; else those that no trial chose. */
export function supersededByRound<P extends Pick<ProposalRecord, 'status' | 'trial'>>(
  proposals: readonly P[],
  candidates: readonly Pick<NewProposal, 'status'>[],
): P[] {
  const oneWaits = candidates.some(({ status }) => status === 'waiting');
  const oneOnTrial = candidates.some(({ status }) => status === 'on-trial');
  return proposals.filter(({ status, trial }) => status === 'waiting' && (oneWaits || (trial === null && !oneOnTrial)));
}

/** At most one candidate goes from its trial to review at a time, and every end is of a candidate on trial. @throws IllegalTransition */
export function checkTrialEnds(
  ends: readonly TrialEnd[],
  proposalOf: (id: number) => Pick<ProposalRecord, 'id' | 'status'>,
): void {
  for (const { proposalId } of ends) {
    const { id, status } = proposalOf(proposalId);
    if (status !== 'on-trial') throw new IllegalTransition(`p${id} is ${status}; it is not on trial`);
  }
  const chosen = ends.filter(({ status }) => status === 'waiting').length;
  if (chosen > 1) throw new IllegalTransition(`${chosen} candidates on trial would go to review; at most one may`);
}

/** @throws IllegalTransition when a proposal came of the call before */
export function checkCallFree({ id, proposalId }: Pick<CallRecord, 'id' | 'proposalId'>): void {
  if (proposalId === null) return;
  throw new IllegalTransition(`c${id} belongs to p${proposalId} already; a call leads to one proposal`);
}

export type DecidedStatus = Extract<ProposalStatus, 'approved' | 'rejected' | 'replaced'>;

/** What becomes of the proposal. A rollback decides on none. */
const DECIDED_STATUS: Readonly<Record<Exclude<NewDecision['kind'], 'rollback'>, DecidedStatus>> = {
  approve: 'approved',
  reject: 'rejected',
  edit: 'replaced',
  override: 'replaced',
};

/**
 * What a decision closes: a rollback nothing, all others the proposal that they name.
 *
 * @returns the proposal with its status from then on; null for a rollback
 * @throws IllegalTransition when the decision does not fit
 */
export function closedBy(
  proposalId: number | null,
  { kind, version }: NewDecision,
): { readonly id: number; readonly status: DecidedStatus } | null {
  if (version !== null && kind === 'reject') {
    throw new IllegalTransition(`a decision to ${kind} creates no version, yet one was handed in`);
  }
  if (kind === 'rollback') {
    if (proposalId === null) return null;
    throw new IllegalTransition(`a rollback decides on no proposal, yet p${proposalId} was named`);
  }
  if (proposalId === null) {
    throw new IllegalTransition(
      `a decision to ${kind} needs the proposal that it decides on; only a rollback has none`,
    );
  }
  return { id: proposalId, status: DECIDED_STATUS[kind] };
}

/** What closed a proposal. */
export interface Closing {
  /** The decision on it, if there was one. */
  readonly decision: DecisionRecord | undefined;
  /** When a newer proposal took its place; null where none did, or where that is not known. */
  readonly supersededAt: string | null;
}

/**
 * @throws AlreadyDecided when the proposal was decided, superseded, or passed over after its trial, with what became of it;
 * IllegalTransition when it never could be decided
 */
export function checkWaits(
  { id, status, trial, outcome }: Pick<ProposalRecord, 'id' | 'status' | 'trial' | 'outcome'>,
  closing: Closing,
): void {
  if (status === 'waiting' || status === 'on-trial') return;
  const text = `p${id} ${howClosed(status, outcome, closing)}; it no longer waits`;
  const neverWaited = status === 'refused' || status === 'no-change' || (status === 'passed-over' && trial === null);
  throw neverWaited ? new IllegalTransition(text) : new AlreadyDecided(text);
}

/** @throws AlreadyDecided, IllegalTransition when a proposal can no longer be decided; NotFound */
export function checkOpen(records: Pick<StudyReader, 'proposal' | 'decisions'>, id: number): void {
  const decision = records.decisions().find(({ proposalId }) => proposalId === id);
  checkWaits(records.proposal(id), { decision, supersededAt: null });
}

function howClosed(status: ProposalStatus, outcome: string, { decision, supersededAt }: Closing): string {
  if (decision !== undefined) return `was ${decisionWords(decision)}`;
  if (status === 'superseded')
    return `is superseded: ${SUPERSEDED}${supersededAt === null ? '' : ` on ${utcMinute(supersededAt)}`}`;
  return `is ${status}${outcome === '' ? ' since it was made' : ` (${outcome})`}`;
}

/**
 * An approval is of what was judged and shown, and only for a day. Rejections, and versions of a person's own, are judged when they
 * are made. @param at the time now @throws StalePlan with the command that renews the proposal
 */
export function checkPlan(
  { id, hash, waitingSince }: Pick<ProposalRecord, 'id' | 'hash' | 'waitingSince'>,
  { kind, plan }: Pick<NewDecision, 'kind' | 'plan'>,
  at: string,
): void {
  if (kind !== 'approve') return;
  if (plan !== undefined && plan !== hash)
    throw new StalePlan(`p${id} was validated again since it was shown; look at it as it is now: tune review p${id}`);
  if (waitingSince !== null && hasExpired(waitingSince, at)) throw new StalePlan(expiredText(id, waitingSince));
}

/** Why a proposal can no longer be approved. */
export function expiredText(id: number, waitingSince: string): string {
  return `p${id} has expired: it waits since ${utcMinute(waitingSince)}, and a proposal can be approved for ${PLAN_HOURS} h. Validate it again: tune review p${id} --renew`;
}

/** @throws IllegalTransition for a version that does not wait for a session */
export function checkQueued(version: number, input: QueueRecords): void {
  const queued = queuedVersions(input).map(({ number }) => number);
  const champion = championOf(input);
  if (queued.includes(version) && version !== champion) return;
  const why = cancelledVersions(input.decisions).has(version)
    ? 'was cancelled already'
    : version === champion
      ? 'is the champion'
      : 'does not wait for a session: it ran before';
  const others = queued.filter((number) => number !== champion).map((number) => `v${number}`);
  throw new IllegalTransition(
    `v${version} ${why}; ${others.length === 0 ? 'no version waits' : `these wait: ${others.join(', ')}`}`,
  );
}
