/** What a model is shown in a round: everything on record, and where the campaign stands. */

import type { RoundInput } from '../proposer/model/roundQuestion.ts';
import type { Round } from '../proposer/proposer.ts';
import type { CampaignRecord, ProposalDraft } from '../study/records.ts';
import type { StudySnapshot } from '../study/studySnapshot.ts';

/** @throws RangeError when the base of the round is not on record */
export function modelInput(
  records: StudySnapshot,
  campaign: CampaignRecord,
  { strategy, base, replayed }: Pick<Round, 'strategy' | 'base' | 'replayed'>,
  suggestion: ProposalDraft | null,
  /** Gain per hour in quote currency. */
  effectScale: number,
): RoundInput {
  const from = records.version(base);
  if (from === null) throw new RangeError(`v${base} is the base of the round but not on record`);
  const done = records.sessions.filter((s) => s.campaignId === campaign.id && s.status === 'completed').length;
  return {
    history: records,
    strategy,
    base: from,
    plan: campaign.plan,
    sessionsLeft: Math.max(0, campaign.plan.sessions - done),
    suggestion,
    replayed,
    effectScale,
  };
}
