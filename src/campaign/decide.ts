/** From a waiting proposal to a version, by policy or by a person's answer. */

import { applied } from '../guardrails/judge.ts';
import { championOf } from '../study/champions.ts';
import type { ApprovalPolicy, ProposalRecord } from '../study/records.ts';
import type { CampaignEnd, CampaignJournal, CampaignPorts } from './ports.ts';

export async function decideProposal(
  proposal: ProposalRecord,
  policy: ApprovalPolicy,
  ports: CampaignPorts,
): Promise<CampaignEnd | undefined> {
  const answer =
    policy === 'auto'
      ? {
          kind: 'approve' as const,
          by: 'policy:auto',
          reason: 'approved by policy: simulated and replayed markets cost nothing',
        }
      : await ports.ask(proposal);
  if (answer.kind === 'later') return { kind: 'waiting', proposal };
  const version = answer.kind === 'approve' ? approve(ports.journal, proposal, answer.by, answer.reason) : null;
  if (answer.kind === 'reject') {
    ports.journal.decide(proposal.id, { kind: 'reject', by: answer.by, reason: answer.reason, version: null });
  }
  ports.progress({ type: 'decided', proposal, kind: answer.kind, version });
  await ports.views.history();
  return undefined;
}

/** Turns a waiting proposal into the next version. @throws IllegalTransition when it no longer waits. */
export function approve(journal: CampaignJournal, proposal: ProposalRecord, by: string, reason: string): number | null {
  const base = journal.version(proposal.base);
  const decision = journal.decide(proposal.id, {
    kind: 'approve',
    by,
    reason,
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
