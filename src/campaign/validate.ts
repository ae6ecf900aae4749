/** Whether a proposal is still what was judged, and still passes. */

import { findingText } from '../guardrails/findingText.ts';
import { checkGuardrails } from '../guardrails/judge.ts';
import { proposalHash } from '../guardrails/proposalHash.ts';
import type { RiskLimits } from '../risk/limits.ts';
import type { NewRenewal, StudyReader } from '../study/journal.ts';
import type { GuardrailFinding, Mode, ProposalRecord } from '../study/records.ts';
import { guardrailContext } from './round.ts';

/** Bounds in force beside those of the parameters. */
export interface BoundsInForce {
  readonly mode: Mode;
  readonly limits: RiskLimits;
}

/** What the guardrails say about a proposal now. One that ran on trial may move as far as trials may. */
export function validate(
  journal: StudyReader,
  proposal: ProposalRecord,
  { mode, limits }: BoundsInForce,
  sha256: (text: string) => string,
): Omit<NewRenewal, 'by'> {
  const trials = proposal.trial === null ? 0 : 1;
  const context = guardrailContext(journal, { mode, limits, trials }, proposal.base);
  return {
    hash: proposalHash(proposal.changes, context, sha256),
    findings: checkGuardrails(proposal, context, proposal.proposer === 'human'),
  };
}

/** One line for each finding that refuses. */
export function refusalText(findings: readonly GuardrailFinding[]): string {
  return findings
    .filter(({ severity }) => severity === 'refusal')
    .map(findingText)
    .join('\n');
}
