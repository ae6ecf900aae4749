/** What the next round of proposing would start from, as the records stand: for looking at it without having it. */

import { isRefused, judge } from '../guardrails/judge.ts';
import { standing } from '../loop/campaign.ts';
import { modelInput } from '../loop/modelInput.ts';
import { guardrailContext } from '../loop/propose.ts';
import { childSeed, createRng } from '../market/rng.ts';
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
  const { centre, versions } = standing(journal);
  const context = guardrailContext(journal, campaign.plan, centre);
  const findingsOf = (draft: ProposalDraft): readonly GuardrailFinding[] => judge(draft, context, false);
  const effectScale = (study.capital * effectPerHourPct) / 100;
  const [suggestion] = await surrogateProposer(effectScale).propose({
    strategy: context.strategy,
    base: centre,
    minVolumePerHour: study.minVolumePerHour,
    versions: versions.map(({ version, effect, comparison, volumePerHour, rolledBack }) => ({
      number: version.number,
      parameters: version.parameters,
      rolledBack,
      volumePerHour,
      effect,
      sessions: comparison?.sessions ?? 0,
    })),
    admissible: (draft) => !isRefused(findingsOf(draft)),
    candidates: 1,
    rng: createRng(childSeed(study.seed, 'propose', done)),
  });
  return {
    input: modelInput(journal, campaign, context.strategy, centre, suggestion, effectScale),
    judge: findingsOf,
  };
}
