/** What the next round of proposing would start from, as the records stand and before its search on recorded markets: for looking at it without having it. */

import { modelInput } from '../campaign/modelInput.ts';
import { roundStart } from '../campaign/round.ts';
import { checkGuardrails } from '../guardrails/judge.ts';
import type { RoundInput } from '../proposer/model/roundQuestion.ts';
import { surrogateProposer } from '../proposer/surrogate.ts';
import type { Journal } from '../study/journal.ts';
import type { GuardrailFinding, ProposalDraft } from '../study/records.ts';

export interface NextRound {
  readonly input: RoundInput;
  /** Guardrails. */
  readonly judge: (draft: ProposalDraft) => readonly GuardrailFinding[];
}

/** @param effectPerHourPct as of the setting; returns why there is no round yet, as a sentence */
export async function nextRound(journal: Journal, effectPerHourPct: number): Promise<NextRound | string> {
  const { study } = journal;
  const done = journal.sessions().filter((session) => session.status === 'completed').length;
  const campaign = journal.campaigns().at(-1);
  if (campaign === undefined || done === 0) {
    return `study ${study.name} has no completed session yet: a round comes after a session`;
  }
  const { round, context, records } = roundStart(journal, campaign.plan, done);
  const effectScale = (study.capital * effectPerHourPct) / 100;
  const drafts = await surrogateProposer(effectScale).propose(round);
  const suggestion = drafts.find(({ changes }) => changes.length > 0) ?? drafts[0];
  return {
    input: modelInput(records, campaign, round, suggestion, effectScale),
    judge: (draft) => checkGuardrails(draft, context, false),
  };
}
