/** From a waiting proposal to a version, by policy or by a person's answer. */

import { applied, isRefused } from '../guardrails/judge.ts';
import { championOf } from '../study/champions.ts';
import { AlreadyDecided, StalePlan } from '../study/journal.ts';
import { hasExpired } from '../study/plan.ts';
import type { CampaignPlan, CampaignRecord, ProposalRecord } from '../study/records.ts';
import { checkOpen } from '../study/transitions.ts';
import type { CampaignEnd, CampaignJournal, CampaignPorts, PersonAnswer } from './ports.ts';
import { refusalText, validate } from './validate.ts';

/**
 * By the plan's policy: `hold` stops the campaign, `auto` approves, `ask` asks a person. Others may decide on the same proposal at the
 * same time, from another terminal or a page: then their decision holds, and the campaign says so.
 */
export async function decideProposal(
  waiting: ProposalRecord,
  { plan }: Pick<CampaignRecord, 'plan'>,
  ports: CampaignPorts,
): Promise<CampaignEnd | undefined> {
  if (plan.approval === 'hold') return { kind: 'waiting', proposal: waiting };
  try {
    const proposal = validAgain(waiting, plan, ports);
    if (proposal === null) return undefined;
    // Where money is at stake a person decides.
    const answer =
      plan.approval === 'auto' && plan.mode !== 'live' ? byRule(proposal, plan) : await ports.ask(proposal);
    if (answer.kind === 'later') {
      checkOpen(ports.journal, proposal.id);
      return { kind: 'waiting', proposal };
    }
    const { kind, by, reason } = answer;
    const version = kind === 'approve' ? approve(ports.journal, proposal, by, reason) : null;
    if (kind === 'reject') reject(ports.journal, proposal, by, reason);
    ports.progress({ type: 'decided', proposal, kind, version, by, reason });
  } catch (error) {
    if (!(error instanceof AlreadyDecided || error instanceof StalePlan)) throw error;
    ports.progress({ type: 'not-decided', proposal: waiting, reason: error.message });
  }
  await ports.views.history();
  return undefined;
}

/** The rule that decides in a person's place, in words for the record. */
function byRule({ trial }: ProposalRecord, { mode }: CampaignPlan): PersonAnswer {
  const tried = trial === null ? '' : ' and was the best of its trials';
  return {
    kind: 'approve',
    by: 'policy:auto',
    reason: `approval.${mode} is auto: it passed the guardrails${tried}, and a ${mode} session sends no real orders`,
  };
}

/**
 * The proposal as it can be approved now. It is validated again where it expired or the bounds of the campaign are others than those
 * that it was judged by; it is rejected where it no longer passes. null when it is no longer to be decided.
 */
function validAgain(proposal: ProposalRecord, plan: CampaignPlan, ports: CampaignPorts): ProposalRecord | null {
  const { journal } = ports;
  const { hash, findings } = validate(journal, proposal, plan, ports.sha256);
  if (isRefused(findings)) {
    const reason = `it no longer passes: ${refusalText(findings)}`;
    reject(journal, proposal, BY_GUARDRAILS, reason);
    ports.progress({ type: 'decided', proposal, kind: 'reject', version: null, by: BY_GUARDRAILS, reason });
    return null;
  }
  const { waitingSince } = proposal;
  const expired = waitingSince !== null && hasExpired(waitingSince, ports.now());
  return expired || hash !== proposal.hash
    ? journal.renewProposal(proposal.id, { by: BY_GUARDRAILS, hash, findings })
    : proposal;
}

const BY_GUARDRAILS = 'policy:guardrails';

function reject(journal: CampaignJournal, proposal: ProposalRecord, by: string, reason: string): void {
  journal.decide(proposal.id, { kind: 'reject', by, reason, version: null });
}

/** Turns a proposal into the next version. @param proposal as it was shown @throws AlreadyDecided, StalePlan */
export function approve(journal: CampaignJournal, proposal: ProposalRecord, by: string, reason: string): number | null {
  const base = journal.version(proposal.base);
  const decision = journal.decide(proposal.id, {
    kind: 'approve',
    by,
    reason,
    plan: proposal.hash,
    version: {
      parent: base.number,
      author: proposal.proposer,
      reason: proposal.hypothesis,
      parameters: applied(base.parameters, proposal.changes),
    },
  });
  return decision.version;
}

/** Makes a copy of an earlier version the champion, and returns its number. */
export function rollBack(journal: CampaignJournal, to: number, by: string, reason: string): number {
  const champion = championOf({ versions: journal.versions(), decisions: journal.decisions() });
  const { parameters } = journal.version(to);
  const decision = journal.decide(null, {
    kind: 'rollback',
    by,
    reason,
    version: { parent: to, author: 'rollback', reason: `back to v${to} from v${champion}`, parameters },
  });
  if (decision.version === null) throw new Error('a rollback makes a version');
  return decision.version;
}
