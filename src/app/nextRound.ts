/** What the next round of proposing would start from, by the records so far. Its search on recorded markets is not run. */

import { roundStart } from '../campaign/round.ts';
import { checkGuardrails } from '../guardrails/judge.ts';
import { type RoundInput, roundInput } from '../proposer/model/roundQuestion.ts';
import { surrogateProposer } from '../proposer/surrogate.ts';
import type { Journal } from '../study/journal.ts';
import type { GuardrailFinding, ProposalDraft } from '../study/records.ts';
import { UsageError } from './errors.ts';

export interface NextRound {
  readonly input: RoundInput;
  /** What the guardrails find in a draft. */
  readonly judge: (draft: ProposalDraft) => readonly GuardrailFinding[];
}

/** The same, where a round is needed. @throws UsageError when the study has had no session */
export async function roundToShow(journal: Journal, effectPerHourPct: number): Promise<NextRound> {
  const round = await nextRound(journal, effectPerHourPct);
  if (typeof round === 'string') throw new UsageError(`${round}. Run one with: tune start`);
  return round;
}

/** Returns a sentence that says why, where there can be no round yet. @param effectPerHourPct the setting proposer.effect_per_hour_pct */
export async function nextRound(journal: Journal, effectPerHourPct: number): Promise<NextRound | string> {
  const { study } = journal;
  const done = journal.sessions().filter((session) => session.status === 'completed').length;
  const campaign = journal.campaigns().at(-1);
  if (campaign === undefined || done === 0) {
    return `study ${study.name} has no completed session yet: a round comes after a session`;
  }
  const { round, context } = roundStart(journal, campaign, done);
  const effectScale = (study.capital * effectPerHourPct) / 100;
  const { candidates } = await surrogateProposer(effectScale).propose(round);
  const drafts = candidates.map(({ draft }) => draft);
  const suggestion = drafts.find(({ changes }) => changes.length > 0) ?? drafts[0] ?? null;
  return {
    input: roundInput({ ...round, suggestion }, effectScale),
    judge: (draft) => checkGuardrails(draft, context, false),
  };
}
